import type { HelperMount, HelperNetwork, HelperSpec } from "../helper/model.ts";
import { lookUps } from "./judge/probe.ts";
import type { Target } from "./judge/model.ts";
import { dataPathPortOf } from "../swarm/data_path.ts";
import { isEncrypted, type Network, type Swarm, VNI_OPTION } from "../swarm/model.ts";
import { AGENT } from "./agent.ts";

/** What the agent may do: enter docker's namespaces, read IPsec and packet filter, capture. */
const CAPABILITIES = ["CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_SYS_ADMIN"] as const;
/** docker's network namespaces on each node; seen here as they are when the helper starts. */
const NAMESPACES: HelperMount = {
  source: "/var/run/docker/netns",
  target: "/swarmnet/netns",
  readOnly: true,
};
/** The plain network that proves that the capture sees what is in clear. */
export const CONTROL: HelperNetwork = { role: "control", encrypted: false };
/** Names that are looked up on one network, at most. */
const MOST_NAMES = 20;

/** The networks that are looked at, numbered for the agent. `named` are those that the user named. */
export function targetsOf(networks: readonly Network[], named: boolean): Target[] {
  return networks.map((network, at) => ({
    number: at + 1,
    network,
    encrypted: isEncrypted(network),
    vnis: vnisOf(network.options),
    named,
  }));
}

/** The VNIs of a network, one for each subnet; none until the managers have allocated it. */
export function vnisOf(options: Record<string, string>): number[] {
  return (options[VNI_OPTION] ?? "").split(",").map(Number).filter((vni) => Number.isInteger(vni) && vni > 0);
}

/** Seconds that the agent may take at most: a capture and sizes for each network, names and ports for the rest. */
export function agentSeconds(swarm: Swarm, targets: readonly Target[]): number {
  return Math.min(900, 60 + 25 * (targets.length + 1) + 4 * swarm.nodes.length);
}

/** A task on each node, so that the throw-away network (and with `attach` those under test) lives everywhere. */
export function presenceSpec(control: string, attach: readonly Target[], limitSeconds: number): HelperSpec {
  return {
    role: "presence",
    nodes: "all",
    network: [control, ...attach.map(({ network }) => network.id)],
    capabilities: [],
    mounts: [],
    env: {},
    script: "echo ready",
    limitSeconds,
  };
}

/** What looks: on each node, in the node's own network. */
export function agentSpec(
  swarm: Swarm,
  targets: readonly Target[],
  control: { id: string; vnis: readonly number[]; nodes: number },
  limitSeconds: number,
): HelperSpec {
  const line = (number: number, id: string, ingress: boolean, vnis: readonly number[]) =>
    `${number} ${ingress ? "ingress_sbox" : `lb_${id.slice(0, 9)}`} ${id.slice(0, 10)} ${vnis.join(",")}`;
  const networks = [
    line(0, control.id, false, control.vnis),
    ...targets.map(({ number, network, vnis }) => line(number, network.id, network.ingress, vnis)),
  ];
  const names = targets.flatMap(({ number, network }) =>
    network.ingress ? [] : lookUps(swarm, network, MOST_NAMES).map((name) => `${number} ${name}`)
  );
  return {
    role: "agent",
    nodes: "all",
    network: "host",
    capabilities: CAPABILITIES,
    mounts: [NAMESPACES],
    env: {
      NETWORKS: networks.join("\n"),
      PEERS: peersOf(swarm).join("\n"),
      NAMES: names.join("\n"),
      CONTROL_PEERS: String(Math.max(0, control.nodes - 1)),
      PORT: String(dataPathPortOf(swarm.cluster)),
      SWARMNET_NETNS: NAMESPACES.target,
    },
    script: AGENT,
    limitSeconds,
  };
}

/** Each node's address with the TCP ports to try; an address goes into a shell's words, so it must be one. */
function peersOf({ nodes }: Swarm): string[] {
  return nodes.filter(({ addr, state }) =>
    state === "ready" && /^[0-9a-fA-F.:]+$/.test(addr) && addr !== "0.0.0.0"
  ).map(
    ({ addr, manager }) => {
      const port = manager === null ? "" : ` ${/:(\d+)$/.exec(manager.addr)?.[1] ?? "2377"}`;
      return `${addr} 7946${port}`;
    },
  );
}
