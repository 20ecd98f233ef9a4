import { compareNatural } from "../base/natural.ts";
import { MTU_OPTION, type Network, type Swarm } from "../swarm/model.ts";
import { DEFAULT_MTU } from "../swarm/mtu.ts";
import { GATEWAY_BRIDGE } from "../swarm/names.ts";
import { taskName } from "../swarm/task_name.ts";

/** The ingress sandbox's leg on it (moby daemon/cluster, libnetwork/controller.go). */
const INGRESS_LEG = "gateway_ingress-sbox";

/** docker_gwbridge of one node. */
export interface GatewayView {
  node: string;
  network: Network;
  subnets: { subnet: string; gateway: string }[];
  /** Bytes. */
  mtu: number;
  /** Set by an option rather than the default; the daemon's own `mtu` does not apply to it (moby#41406). */
  mtuSet: boolean;
  /** Containers on it may talk to each other: off unless somebody made the bridge by hand. */
  icc: boolean;
  masquerade: boolean;
  /** null: the bridge could not be inspected. */
  connected: { name: string; kind: "mesh" | "task" | "container"; address: string }[] | null;
}

/** undefined: the node asked has no such bridge (it is made when the node joins a swarm). */
export function viewGateway(swarm: Swarm): GatewayView | undefined {
  const network = swarm.networks.find((one) => one.name === GATEWAY_BRIDGE && one.scope === "local");
  if (network === undefined) return undefined;
  const option = network.options[MTU_OPTION];
  return {
    node: swarm.source.name,
    network,
    subnets: network.ipam.config.map(({ subnet, gateway }) => ({ subnet, gateway })),
    mtu: option !== undefined && /^\d+$/.test(option) && Number(option) > 0 ? Number(option) : DEFAULT_MTU,
    mtuSet: option !== undefined,
    // Missing means on for a bridge that docker did not make itself (moby drivers/bridge).
    icc: network.options["com.docker.network.bridge.enable_icc"] !== "false",
    masquerade: network.options["com.docker.network.bridge.enable_ip_masquerade"] !== "false",
    connected: network.containers === null ? null : connected(swarm, network),
  };
}

function connected(swarm: Swarm, network: Network): NonNullable<GatewayView["connected"]> {
  const tasks = new Map(
    swarm.tasks.filter((task) => task.container !== "").map((task) => [task.container, task]),
  );
  // On this bridge a container is called after its sandbox; its own name stands on its other networks.
  const others = swarm.networks.filter((one) => one.id !== network.id).flatMap((one) => one.containers ?? []);
  const names = new Map(others.map((endpoint) => [endpoint.id, endpoint.name]));
  return network.containers!.map((endpoint) => {
    const task = tasks.get(endpoint.id);
    const address = endpoint.ipv4.split("/")[0]!;
    if (endpoint.name === INGRESS_LEG) return { name: "ingress sandbox", kind: "mesh" as const, address };
    if (task !== undefined) return { name: taskName(swarm, task), kind: "task" as const, address };
    return { name: names.get(endpoint.id) ?? endpoint.name, kind: "container" as const, address };
  }).sort((a, b) => compareNatural(a.kind, b.kind) || compareNatural(a.name, b.name));
}
