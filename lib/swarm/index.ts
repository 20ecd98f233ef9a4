import type { Network, Node, Service, Swarm, Task } from "./model.ts";

/**
 * A swarm's objects by what they are looked up by. Each table is made at its first use, in one pass, so asking about
 * every network costs as much as reading the swarm once.
 */
export class SwarmIndex {
  readonly #swarm: Swarm;
  readonly #tables = new Map<string, unknown>();

  constructor(swarm: Swarm) {
    this.#swarm = swarm;
  }

  get networkById(): ReadonlyMap<string, Network> {
    return this.#once("networkById", () => byKey(this.#swarm.networks, (one) => one.id));
  }
  /** By exact name (look-ups are case-sensitive in the engine); swarm networks come before local ones. */
  get networksByName(): ReadonlyMap<string, readonly Network[]> {
    return this.#once("networksByName", () => grouped(this.#swarm.networks, (one) => [one.name]));
  }
  get serviceById(): ReadonlyMap<string, Service> {
    return this.#once("serviceById", () => byKey(this.#swarm.services, (one) => one.id));
  }
  get serviceByName(): ReadonlyMap<string, Service> {
    return this.#once("serviceByName", () => byKey(this.#swarm.services, (one) => one.name));
  }
  get nodeById(): ReadonlyMap<string, Node> {
    return this.#once("nodeById", () => byKey(this.#swarm.nodes, (one) => one.id));
  }
  get nodesByHostname(): ReadonlyMap<string, readonly Node[]> {
    return this.#once("nodesByHostname", () => grouped(this.#swarm.nodes, (one) => [one.hostname]));
  }
  /** The ingress network, where there is one. */
  get ingress(): Network | undefined {
    return this.#once(
      "ingress",
      () => this.#swarm.networks.find((one) => one.ingress && one.scope === "swarm"),
    );
  }

  /** The network that an attachment names: by ID, else the swarm network of that name (as old clients stored it). */
  network(idOrName: string): Network | undefined {
    return this.networkById.get(idOrName) ??
      this.networksByName.get(idOrName)?.find((one) => one.scope !== "local");
  }

  /**
   * Services on a network, each once and in the swarm's order. On the ingress network: those that publish a port
   * through the routing mesh.
   */
  servicesOn(networkId: string): readonly Service[] {
    const table = this.#once(
      "servicesOn",
      () => grouped(this.#swarm.services, (one) => this.#networksOf(one)),
    );
    return table.get(networkId) ?? [];
  }

  /** How many virtual IPs services hold in a network, whether or not they still list it. */
  vipsOn(networkId: string): number {
    const table = this.#once("vipsOn", () => {
      const counts = new Map<string, number>();
      for (const service of this.#swarm.services) {
        // Predefined networks have an entry without an address.
        for (const vip of service.vips) {
          if (vip.addr !== "") counts.set(vip.network, (counts.get(vip.network) ?? 0) + 1);
        }
      }
      return counts;
    });
    return table.get(networkId) ?? 0;
  }

  /** Tasks whose object names this network (by ID, as swarm writes it), history included, in the swarm's order. */
  tasksOn(networkId: string): readonly Task[] {
    const table = this.#once(
      "tasksOn",
      () => grouped(this.#swarm.tasks, (one) => one.networks.map((at) => at.network)),
    );
    return table.get(networkId) ?? [];
  }

  /** Tasks of a service, history included. */
  tasksOf(serviceId: string): readonly Task[] {
    return this.#once("tasksOf", () => grouped(this.#swarm.tasks, (one) => [one.service])).get(serviceId) ??
      [];
  }

  /** Tasks assigned to a node, history included. */
  tasksAt(nodeId: string): readonly Task[] {
    return this.#once("tasksAt", () => grouped(this.#swarm.tasks, (one) => [one.node])).get(nodeId) ?? [];
  }

  #networksOf(service: Service): string[] {
    const listed = service.networks.length > 0 ? service.networks : service.legacyNetworks;
    const ids = listed.map((one) => this.network(one.target)?.id ?? one.target);
    const mesh = service.ports.some((port) => port.mode === "ingress") && this.ingress !== undefined;
    return mesh ? [...ids, this.ingress!.id] : ids;
  }

  #once<T>(name: string, make: () => T): T {
    if (!this.#tables.has(name)) this.#tables.set(name, make());
    return this.#tables.get(name) as T;
  }
}

function byKey<T>(items: readonly T[], key: (item: T) => string): Map<string, T> {
  const table = new Map<string, T>();
  // The first one wins: swarm networks are listed before local ones.
  for (const item of items) if (!table.has(key(item))) table.set(key(item), item);
  return table;
}

function grouped<T>(items: readonly T[], keys: (item: T) => readonly string[]): Map<string, T[]> {
  const table = new Map<string, T[]>();
  for (const item of items) {
    const named = keys(item);
    for (const key of named.length > 1 ? new Set(named) : named) {
      const group = table.get(key);
      if (group === undefined) table.set(key, [item]);
      else group.push(item);
    }
  }
  return table;
}

const INDEXES = new WeakMap<Swarm, SwarmIndex>();

/** The index of a swarm, made once for each value. The swarm must not change afterwards. */
export function indexOf(swarm: Swarm): SwarmIndex {
  let index = INDEXES.get(swarm);
  if (index === undefined) INDEXES.set(swarm, index = new SwarmIndex(swarm));
  return index;
}
