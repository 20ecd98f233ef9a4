import type { Raw } from "../engine/engine.ts";
import { labelsOf, nameOf, type RunIdentity } from "./labels.ts";
import type { HelperNetwork, HelperSpec } from "./model.ts";
import { MOST_SCRIPT_BYTES, wrapScript } from "./wrapper.ts";

/** The task's own memory, in bytes: tcpdump and a shell need far less. */
const MEMORY = 256 * 1024 * 1024;
/** Lines stay on the node until the task is removed; this bounds them there. */
const LOG_BYTES = "8m";

/**
 * Bodies of the calls that create this helper: one global service, or one service for each node, because constraints cannot
 * name several. Endpoint mode dnsrr takes no VIP, and restart condition none lets the script run once.
 */
export function serviceSpecs(run: RunIdentity, image: string, helper: HelperSpec): Raw[] {
  const script = wrapScript(helper.script);
  if (new TextEncoder().encode(script).length > MOST_SCRIPT_BYTES) {
    throw new RangeError(`The script of the helper ${helper.role} is too large`);
  }
  if (helper.nodes === "all") {
    return [specOf(run, image, helper, script, { name: nameOf(run, helper.role), node: undefined })];
  }
  return helper.nodes.map((node, at) =>
    specOf(run, image, helper, script, { name: nameOf(run, `${helper.role}-${at + 1}`), node })
  );
}

function specOf(
  run: RunIdentity,
  image: string,
  helper: HelperSpec,
  script: string,
  { name, node }: { name: string; node: string | undefined },
): Raw {
  const env = { ...helper.env, ...node === undefined ? {} : helper.nodeEnv?.[node] };
  const networks = helper.network === "host" ? ["host"] : helper.network;
  return {
    Name: name,
    Labels: labelsOf(run),
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        Labels: labelsOf(run),
        Command: ["sh", "-c", script],
        Env: [
          ...Object.entries(env).map(([key, value]) => `${key}=${value}`),
          `SWARMNET_LIMIT=${helper.limitSeconds}`,
          `SWARMNET_NONCE=${run.nonce}`,
        ],
        User: "0:0",
        StopGracePeriod: 2_000_000_000,
        ...helper.capabilities.length === 0 ? {} : { CapabilityAdd: [...helper.capabilities] },
        Mounts: helper.mounts.map(({ source, target, readOnly }) => ({
          Type: "bind",
          Source: source,
          Target: target,
          ReadOnly: readOnly,
        })),
      },
      Resources: { Limits: { MemoryBytes: MEMORY } },
      RestartPolicy: { Condition: "none" },
      Placement: {
        Constraints: ["node.platform.os==linux", ...node === undefined ? [] : [`node.id==${node}`]],
      },
      LogDriver: { Name: "json-file", Options: { "max-size": LOG_BYTES, "max-file": "1" } },
      Networks: networks.map((target) => ({ Target: target })),
    },
    Mode: node === undefined ? { Global: {} } : { Replicated: { Replicas: 1 } },
    EndpointSpec: { Mode: "dnsrr" },
  };
}

/** Body of the call that creates a throw-away network. It is not attachable and goes with the run. */
export function networkBody(run: RunIdentity, { role, encrypted, mtu, subnet }: HelperNetwork): Raw {
  const options: Record<string, string> = {
    ...encrypted ? { encrypted: "" } : {},
    ...mtu === undefined ? {} : { "com.docker.network.driver.mtu": String(mtu) },
  };
  return {
    Name: nameOf(run, role),
    Driver: "overlay",
    Scope: "swarm",
    CheckDuplicate: true,
    ...subnet === undefined ? {} : { IPAM: { Driver: "default", Config: [{ Subnet: subnet }] } },
    Options: options,
    Labels: labelsOf(run),
  };
}
