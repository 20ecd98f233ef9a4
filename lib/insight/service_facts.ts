import { compareNatural } from "../base/natural.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Port, Service, Swarm, Task } from "../swarm/model.ts";
import { isLive } from "../swarm/task_state.ts";
import { type Encryption, encryptionOf } from "./network_facts.ts";
import { bare } from "./network_view.ts";
import { nodeName, taskName } from "../swarm/task_name.ts";

/** Encryption over all networks of a service: the same everywhere, `partly`, or `none` where it is on no overlay. */
export type ServiceEncryption = "yes" | "partly" | "no" | "none";

/** One service as the network sees it. */
export interface ServiceFacts {
  service: Service;
  networks: AttachedNetwork[];
  encryption: ServiceEncryption;
  /** Tasks that run and are wanted; from the engine's own counters where the source has them. */
  running: number;
  desired: number;
  /** Tasks of a job that are done. */
  completed: number;
  /** Live tasks by node, with their addresses by network. */
  nodes: { name: string; state: string; tasks: ServiceTask[] }[];
}

/** A network that a service is on. */
export interface AttachedNetwork {
  /** Name, or the reference itself where no such network is known. */
  name: string;
  /** undefined: a dangling reference. */
  network: Network | undefined;
  encryption: Encryption;
  vip: string;
  aliases: string[];
  driverOpts: Record<string, string>;
}

/** A task of a service with its addresses. */
export interface ServiceTask {
  name: string;
  state: string;
  error: string;
  addresses: { network: string; address: string }[];
  hostPorts: Port[];
}

/** Facts of one service. Where the swarm was read without tasks, counts come from the engine alone. */
export function serviceFacts(swarm: Swarm, service: Service): ServiceFacts {
  const index = indexOf(swarm);
  const tasks = index.tasksOf(service.id);
  const networks = attachedNetworks(swarm, service);
  const live = tasks.filter(isLive);
  const wanted = service.mode.startsWith("global")
    ? live.filter((task) => task.desired === "running" || task.desired === "ready").length
    : service.replicas ?? 0;
  return {
    service,
    networks,
    encryption: overall(networks),
    running: service.running ?? live.filter((task) => task.state === "running").length,
    desired: service.desired ?? wanted,
    completed: tasks.filter((task) => task.state === "complete").length,
    nodes: byNode(swarm, live),
  };
}

function attachedNetworks(swarm: Swarm, service: Service): AttachedNetwork[] {
  const index = indexOf(swarm);
  const listed = service.networks.length > 0 ? service.networks : service.legacyNetworks;
  const attached = listed.map((one): AttachedNetwork => {
    const network = index.network(one.target);
    return attachment(service, network, one.target, one);
  });
  const mesh = index.ingress;
  if (mesh !== undefined && service.ports.some((port) => port.mode === "ingress")) {
    attached.push(attachment(service, mesh, mesh.name, { aliases: [], driverOpts: {} }));
  }
  return attached.sort((a, b) => compareNatural(a.name, b.name));
}

function attachment(
  service: Service,
  network: Network | undefined,
  target: string,
  more: { aliases: string[]; driverOpts: Record<string, string> },
): AttachedNetwork {
  const vip = service.vips.find((one) => one.network === (network?.id ?? target))?.addr ?? "";
  return {
    name: network?.name ?? target,
    network,
    encryption: network === undefined ? "unknown" : encryptionOf(network),
    vip: bare(vip),
    aliases: more.aliases,
    driverOpts: more.driverOpts,
  };
}

function overall(networks: readonly AttachedNetwork[]): ServiceEncryption {
  const overlays = networks.filter((one) => one.encryption !== "none" && one.encryption !== "unknown");
  if (overlays.length === 0) return "none";
  const encrypted = overlays.filter((one) => one.encryption !== "off").length;
  return encrypted === 0 ? "no" : encrypted === overlays.length ? "yes" : "partly";
}

function byNode(swarm: Swarm, live: readonly Task[]): ServiceFacts["nodes"] {
  const index = indexOf(swarm);
  const groups = new Map<string, Task[]>();
  for (const task of live) {
    const group = groups.get(task.node);
    if (group === undefined) groups.set(task.node, [task]);
    else group.push(task);
  }
  const nodes = [...groups].map(([id, tasks]) => ({
    name: id === "" ? "" : nodeName(swarm, id),
    state: index.nodeById.get(id)?.state ?? "unknown",
    tasks: tasks.map((task): ServiceTask => ({
      name: taskName(swarm, task),
      state: task.state,
      error: task.error,
      hostPorts: task.hostPorts,
      addresses: task.networks.flatMap((one) =>
        one.addresses.map((address) => ({
          network: index.networkById.get(one.network)?.name ?? one.network,
          address: bare(address),
        }))
      ).sort((a, b) => compareNatural(a.network, b.network)),
    })).sort((a, b) => compareNatural(a.name, b.name)),
  }));
  return nodes.sort((a, b) =>
    Number(a.name === "") - Number(b.name === "") || compareNatural(a.name, b.name)
  );
}
