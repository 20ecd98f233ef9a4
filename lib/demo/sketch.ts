import { firstAddress, formatAddress, parsePrefix } from "../swarm/cidr.ts";
import {
  type Attachment,
  type Network,
  type Port,
  type Service,
  STACK_LABEL,
  UPDATE_DEFAULTS,
  type UpdateConfig,
  VNI_OPTION,
} from "../swarm/model.ts";

/** Long before the demo was taken, so that nothing is young by accident. */
const CREATED = "2026-03-02T08:15:00Z";
const SECOND = 1_000_000_000;

/** A network told by what is special about it. A swarm-scoped overlay with a /24 unless said otherwise. */
export type NetworkSketch = Partial<Omit<Network, "id" | "ipam">> & {
  name: string;
  subnet?: string;
  stack?: string;
};

/** A service told by what is special about it; `on` lists networks as NAME or NAME=ALIAS,ALIAS. */
export type ServiceSketch = Partial<Omit<Service, "id" | "networks">> & {
  name: string;
  on?: readonly string[];
  stack?: string;
  /** Host names its tasks run on, one after the other; all active nodes unless set. */
  nodes?: readonly string[];
};

/** What an entirely ordinary overlay network looks like. */
export function demoNetwork(sketch: NetworkSketch, at: number): Network {
  const { subnet, stack, ...parts } = sketch;
  const scope = parts.scope ?? "swarm";
  const prefix = parsePrefix(subnet ?? "");
  const gateway = prefix === null ? "" : formatAddress({ family: 4, value: firstAddress(prefix).value + 1n });
  const allocated = scope === "swarm" && parts.driver !== "";
  return {
    id: scope === "swarm" ? swarmId(`network ${sketch.name}`) : containerId(`network ${sketch.name}`),
    created: CREATED,
    scope,
    driver: "overlay",
    enableIPv4: true,
    enableIPv6: false,
    internal: false,
    attachable: false,
    ingress: false,
    configOnly: false,
    configFrom: "",
    containers: null,
    peers: null,
    usage: null,
    gossip: null,
    ...parts,
    ipam: {
      driver: parts.driver === "" ? "" : "default",
      options: {},
      config: prefix === null ? [] : [{ subnet: subnet!, range: "", gateway, aux: {} }],
    },
    options: { ...parts.options, ...(allocated ? { [VNI_OPTION]: String(4096 + at) } : {}) },
    labels: { ...parts.labels, ...(stack === undefined ? {} : { [STACK_LABEL]: stack }) },
  };
}

/** Swarm's defaults (swarmkit api/defaults/service.go). */
export function updateConfig(parts: Partial<UpdateConfig> = {}): UpdateConfig {
  return { ...UPDATE_DEFAULTS, ...parts };
}

/** A port of the example swarm. */
export function port(
  published: number,
  target: number,
  mode: Port["mode"] = "ingress",
  protocol = "tcp",
): Port {
  return { name: "", protocol, target, published, mode };
}

/** What an entirely ordinary service looks like, before it has VIPs. */
export function demoService(
  sketch: ServiceSketch,
  at: number,
  networks: readonly Network[],
): Service {
  const { on = [], stack, nodes: _, ...parts } = sketch;
  const attached = on.map((text): Attachment => {
    const [name, aliases = ""] = text.split("=");
    const target = networks.find((network) => network.name === name)?.id;
    if (target === undefined) throw new Error(`The demo has no network ${name}`);
    return { target, aliases: aliases === "" ? [] : aliases.split(","), driverOpts: {} };
  });
  const ports = parts.ports ?? [];
  return {
    id: swarmId(`service ${sketch.name}`),
    version: 100 + 7 * at,
    created: CREATED,
    updated: CREATED,
    mode: "replicated",
    replicas: parts.mode === "global" ? null : 1,
    image: "demo/app:1.0",
    legacyNetworks: [],
    endpointMode: "vip",
    portsSpec: ports,
    ports,
    vips: [],
    update: updateConfig(),
    rollback: updateConfig(),
    updateStatus: null,
    constraints: [],
    maxReplicasPerNode: 0,
    platforms: [{ os: "linux", arch: "amd64" }],
    healthCheck: true,
    sysctls: {},
    stopGrace: 10 * SECOND,
    running: null,
    desired: null,
    ...parts,
    networks: attached,
    labels: { ...(stack === undefined ? {} : { [STACK_LABEL]: stack }), ...parts.labels },
  };
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** `length` characters that look random and depend on `seed` only. */
function scramble(seed: string, length: number, digits: string): string {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  let out = "";
  while (out.length < length) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    out += digits[(state >>> 7) % digits.length];
  }
  return out;
}

/** An ID that looks like a swarm object's: 25 characters of base 36. */
export function swarmId(seed: string): string {
  return scramble(seed, 25, DIGITS);
}

/** An ID that looks like a container's or a local network's: 64 hexadecimal characters. */
export function containerId(seed: string): string {
  return scramble(seed, 64, DIGITS.slice(0, 16));
}
