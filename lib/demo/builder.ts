import {
  containerId,
  demoNetwork,
  demoService,
  type NetworkSketch,
  type ServiceSketch,
  swarmId,
} from "./sketch.ts";
import { firstAddress, formatAddress, lastAddress, parseAddress, parsePrefix } from "../swarm/cidr.ts";
import type { Endpoint, Network, Node, Service, Task } from "../swarm/model.ts";
import { isLive } from "../swarm/task_state.ts";

/** Hands out a network's addresses in order, as the manager's allocator does: gateway first, then whoever comes. */
class Addresses {
  #next = new Map<string, bigint>();
  #bits = new Map<string, number>();
  #last = new Map<string, bigint>();

  constructor(networks: readonly Network[]) {
    for (const network of networks) {
      const prefix = parsePrefix(network.ipam.config[0]?.subnet ?? "");
      if (network.scope !== "swarm" || prefix === null) continue;
      this.#next.set(network.id, firstAddress(prefix).value + 2n);
      this.#last.set(network.id, lastAddress(prefix).value - 1n);
      this.#bits.set(network.id, prefix.bits);
    }
  }

  /** The next address as CIDR; undefined when the network is full or was never allocated. */
  take(network: string): string | undefined {
    const value = this.#next.get(network);
    if (value === undefined || value > this.#last.get(network)!) return undefined;
    this.#next.set(network, value + 1n);
    return `${formatAddress({ family: 4, value })}/${this.#bits.get(network)}`;
  }
}

/** Everything but networks, services and tasks that the builder needs to know. */
export interface DemoParts {
  nodes: readonly Node[];
  networks: readonly NetworkSketch[];
  services: readonly ServiceSketch[];
  /** Containers that `docker run` put on an attachable network: names of both. */
  attached: readonly { network: string; node: string }[];
}

/** The objects of the example swarm that belong together. */
export interface Built {
  networks: Network[];
  services: Service[];
  tasks: Task[];
}

/**
 * Makes networks, services and tasks whose addresses fit together as the manager's allocator would have given them: on ingress one
 * for each node first, then for each service its VIPs and its tasks, then one load-balancer endpoint for each node with tasks
 * (swarmkit manager/allocator/network.go). What the node `self` sees of its networks is filled in.
 */
export function buildDemo(parts: DemoParts, self: string): Built {
  const networks = parts.networks.map(demoNetwork);
  const addresses = new Addresses(networks);
  const balancers = new Map<string, Map<string, string>>(networks.map(({ id }) => [id, new Map()]));
  const ingress = networks.find((network) => network.ingress);
  if (ingress !== undefined) {
    for (const node of parts.nodes) balance(addresses, balancers, ingress.id, node.id);
  }
  const services: Service[] = [];
  const tasks: Task[] = [];
  for (const [at, sketch] of parts.services.entries()) {
    const service = demoService(sketch, at, networks);
    const joined = networksOf(service, ingress);
    if (service.endpointMode === "vip") {
      for (const network of joined) {
        const addr = addresses.take(network);
        if (addr !== undefined) service.vips.push({ network, addr });
      }
    }
    services.push(service);
    tasks.push(...demoTasks(service, at, sketch, parts.nodes, joined, addresses));
  }
  for (const [at, one] of parts.attached.entries()) {
    tasks.push(
      attachedTask(at, networks.find(({ name }) => name === one.network)!, one.node, parts.nodes, addresses),
    );
  }
  for (const task of tasks) {
    if (!isLive(task)) continue;
    for (const { network } of task.networks) balance(addresses, balancers, network, task.node);
  }
  countTasks(services, tasks);
  for (const network of networks) {
    see(network, balancers.get(network.id)!, parts.nodes, self, services, tasks);
  }
  return { networks, services, tasks };
}

function balance(
  addresses: Addresses,
  balancers: Map<string, Map<string, string>>,
  network: string,
  node: string,
): void {
  const nodes = balancers.get(network);
  if (nodes === undefined || node === "" || nodes.has(node)) return;
  const address = addresses.take(network);
  if (address !== undefined) nodes.set(node, address);
}

/** Networks the tasks join: ingress first where a port is published there. */
function networksOf(service: Service, ingress: Network | undefined): string[] {
  const published = ingress !== undefined && service.ports.some((one) => one.mode === "ingress");
  return [...(published ? [ingress.id] : []), ...service.networks.map((one) => one.target)];
}

function demoTasks(
  service: Service,
  offset: number,
  sketch: ServiceSketch,
  nodes: readonly Node[],
  joined: readonly string[],
  addresses: Addresses,
): Task[] {
  const active = nodes.filter((node) => node.availability === "active" && node.state === "ready");
  const here = sketch.nodes === undefined
    ? active
    : sketch.nodes.map((name) => nodes.find((node) => node.hostname === name)!);
  const count = service.replicas ?? here.length;
  return Array.from({ length: count }, (_, at): Task => {
    const given = joined.map((network) => ({ network, address: addresses.take(network) }));
    const stuck = given.some(({ address }) => address === undefined);
    const id = swarmId(`task ${service.name} ${at}`);
    const aliases = new Map(service.networks.map((one) => [one.target, one.aliases]));
    return {
      id,
      service: service.id,
      slot: service.replicas === null ? 0 : at + 1,
      node: stuck ? "" : here[(at + offset) % here.length]!.id,
      state: stuck ? "new" : "running",
      desired: "running",
      message: stuck ? "created" : "started",
      error: "",
      created: service.updated,
      since: service.updated,
      networks: stuck ? [] : given.map(({ network, address }) => ({
        network,
        addresses: [address!],
        aliases: aliases.get(network) ?? [],
      })),
      container: stuck ? "" : containerId(`container ${id}`),
      attachment: "",
      specVersion: 0,
      hostPorts: stuck ? [] : service.ports.filter((one) => one.mode === "host"),
    };
  });
}

function attachedTask(
  at: number,
  network: Network,
  node: string,
  nodes: readonly Node[],
  addresses: Addresses,
): Task {
  const id = swarmId(`attached ${network.name} ${at}`);
  return {
    id,
    service: "",
    slot: 0,
    node: nodes.find(({ hostname }) => hostname === node)!.id,
    state: "running",
    desired: "running",
    message: "started",
    error: "",
    created: network.created,
    since: network.created,
    networks: [{ network: network.id, addresses: [addresses.take(network.id)!], aliases: [] }],
    container: "",
    attachment: containerId(`container ${id}`),
    specVersion: 0,
    hostPorts: [],
  };
}

function countTasks(services: readonly Service[], tasks: readonly Task[]): void {
  for (const service of services) {
    const own = tasks.filter((task) => task.service === service.id);
    service.running = own.filter((task) => task.state === "running").length;
    service.desired = service.replicas ?? own.filter((task) => task.desired === "running").length;
  }
}

/** What an inspect on `self` shows: peers and its own endpoints, where the network has any there. */
export function see(
  network: Network,
  balancers: ReadonlyMap<string, string>,
  nodes: readonly Node[],
  self: string,
  services: readonly Service[],
  tasks: readonly Task[],
): void {
  const own = balancers.get(self);
  if (own === undefined) return;
  const names = new Map(services.map((service) => [service.id, service.name]));
  const endpoints: Endpoint[] = [];
  for (const task of tasks) {
    const address = task.networks.find((one) => one.network === network.id)?.addresses[0];
    if (task.node !== self || !isLive(task) || address === undefined) continue;
    const slot = task.slot === 0 ? task.node : task.slot;
    endpoints.push(
      endpoint(task.container, `${names.get(task.service)}.${slot}.${task.id}`, address, network.id),
    );
  }
  const [id, name] = network.ingress
    ? ["ingress-sbox", "ingress-endpoint"]
    : [`lb-${network.name}`, `${network.name}-endpoint`];
  network.containers = [...endpoints, endpoint(id, name, own, network.id)];
  network.peers = nodes.filter((node) => balancers.has(node.id)).map((node) => ({
    name: containerId(`peer ${node.id}`).slice(0, 12),
    ip: node.addr,
  }));
}

function endpoint(id: string, name: string, ipv4: string, network: string): Endpoint {
  const address = parseAddress(ipv4.split("/")[0]!)!;
  const hex = address.value.toString(16).padStart(8, "0").match(/../g)!.join(":");
  return { id, name, endpointId: containerId(`${id} on ${network}`), mac: `02:42:${hex}`, ipv4, ipv6: "" };
}
