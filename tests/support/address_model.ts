/**
 * A swarm's address allocator by brute force, for comparison: every address is an entry in a table with its holder, taken
 * and given back one by one. Independent of lib/swarm/usage.ts and room.ts. Rules: swarmkit manager/allocator/network.go.
 */
import type { Network, Node, Service, Swarm, Task } from "../../lib/swarm/model.ts";
import { makeNetwork, makeNode, makeService, makeSwarm, makeTask } from "./make_swarm.ts";

export interface ModelService {
  name: string;
  global: boolean;
  dnsrr: boolean;
  /** Indexes of networks. */
  on: number[];
  published: boolean;
  parallelism: number;
  startFirst: boolean;
}

interface ModelTask {
  service: ModelService;
  node: number;
  addresses: [network: number, address: string][];
}

export class AddressModel {
  readonly nodes: string[] = [];
  readonly services: ModelService[] = [];
  readonly tasks: ModelTask[] = [];
  /** Address → holder, for each network; network 0 is ingress. */
  readonly tables: Map<string, string | null>[];
  /** Requests that found no address, for each network. */
  readonly refused: number[];
  readonly #bits: number[];

  constructor(bits: readonly number[], nodes: number) {
    this.#bits = [...bits];
    this.refused = bits.map(() => 0);
    this.tables = bits.map((prefix, at) => {
      const table = new Map<string, string | null>();
      // The network address, the gateway and the broadcast address are nobody's.
      for (let host = 2; host < 2 ** (32 - prefix) - 1; host++) {
        table.set(`10.${at}.${host >> 8}.${host & 255}`, null);
      }
      return table;
    });
    for (let at = 0; at < nodes; at++) this.addNode();
  }

  #take(network: number, holder: string): string {
    for (const [address, held] of this.tables[network]!) {
      if (held !== null) continue;
      this.tables[network]!.set(address, holder);
      return address;
    }
    this.refused[network]!++;
    return "";
  }

  #release(network: number, address: string): void {
    if (address !== "") this.tables[network]!.set(address, null);
  }

  held(network: number, kind = ""): number {
    return [...this.tables[network]!.values()].filter((one) => one?.startsWith(kind)).length;
  }

  usable(network: number): number {
    return this.tables[network]!.size;
  }

  networksOf(service: ModelService): number[] {
    return service.published ? [0, ...service.on] : service.on;
  }

  /** A node joins: it gets its ingress endpoint and the tasks of global services. */
  addNode(): void {
    const node = this.nodes.push(`n${this.nodes.length}`) - 1;
    this.#take(0, `lb ${node}`);
    for (const service of this.services) if (service.global) this.addTask(service, node);
  }

  addService(service: ModelService, replicas: number): void {
    this.services.push(service);
    if (!service.dnsrr) {
      for (const network of this.networksOf(service)) this.#take(network, `vip ${service.name}`);
    }
    const count = service.global ? this.nodes.length : replicas;
    for (let at = 0; at < count; at++) this.addTask(service, service.global ? at : at % this.nodes.length);
  }

  addTask(service: ModelService, node: number): ModelTask {
    const task: ModelTask = { service, node, addresses: [] };
    for (const network of this.networksOf(service)) {
      task.addresses.push([network, this.#take(network, `task ${service.name}`)]);
      if (![...this.tables[network]!.values()].includes(`lb ${node}`)) this.#take(network, `lb ${node}`);
    }
    this.tasks.push(task);
    return task;
  }

  removeTask(task: ModelTask): void {
    this.tasks.splice(this.tasks.indexOf(task), 1);
    for (const [network, address] of task.addresses) {
      this.#release(network, address);
      const last = !this.tasks.some((one) =>
        one.node === task.node && one.addresses.some(([other]) => other === network)
      );
      if (!last || network === 0) continue;
      for (const [at, holder] of this.tables[network]!) {
        if (holder === `lb ${task.node}`) this.#release(network, at);
      }
    }
  }

  tasksOf(service: ModelService): ModelTask[] {
    return this.tasks.filter((one) => one.service === service);
  }

  /** The node on which a new task costs most: one without an endpoint on the service's networks, if there is any. */
  worstNode(service: ModelService): number {
    const without = (node: number) =>
      this.networksOf(service).some((network) => ![...this.tables[network]!.values()].includes(`lb ${node}`));
    const found = this.nodes.findIndex((_, node) => without(node));
    return found < 0 ? 0 : found;
  }

  /** The replacements of an update's first step, beside the tasks they replace; on the same nodes unless `worst`. */
  startUpdate(service: ModelService, worst = false): ModelTask[] {
    const old = this.tasksOf(service);
    const step = service.parallelism === 0 ? old.length : Math.min(service.parallelism, old.length);
    return old.slice(0, step).map((one) => this.addTask(service, worst ? this.worstNode(service) : one.node));
  }

  /** The same as the model that everything reads. */
  swarm(): Swarm {
    const networks = this.tables.map((_, at): Network =>
      makeNetwork(at === 0 ? "ingress" : `net${at}`, {
        ingress: at === 0,
        subnet: `10.${at}.0.0/${this.#bits[at]}`,
      })
    );
    const nodes = this.nodes.map((name): Node => makeNode(name));
    const services = this.services.map((one): Service => this.#service(one, networks));
    const tasks = this.tasks.map((one, at): Task =>
      makeTask(`t${at}`, {
        service: `id-${one.service.name}`,
        node: `id-n${one.node}`,
        networks: one.addresses.filter(([, address]) => address !== "").map(([network, address]) => ({
          network: networks[network]!.id,
          addresses: [`${address}/${this.#bits[network]}`],
          aliases: [],
        })),
      })
    );
    return makeSwarm({ networks, nodes, services, tasks });
  }

  #service(one: ModelService, networks: readonly Network[]): Service {
    const vips = [...this.tables.entries()].flatMap(([network, table]) =>
      [...table].filter(([, holder]) => holder === `vip ${one.name}`)
        .map(([address]) => ({ network: networks[network]!.id, addr: `${address}/${this.#bits[network]}` }))
    );
    const ports = one.published
      ? [{ name: "", protocol: "tcp", target: 80, published: 8080, mode: "ingress" as const }]
      : [];
    const base = makeService(one.name);
    return {
      ...base,
      mode: one.global ? "global" : "replicated",
      replicas: one.global ? null : this.tasksOf(one).length,
      networks: one.on.map((at) => ({ target: networks[at]!.id, aliases: [], driverOpts: {} })),
      endpointMode: one.dnsrr ? "dnsrr" : "vip",
      ports,
      portsSpec: ports,
      vips,
      update: {
        ...base.update,
        parallelism: one.parallelism,
        order: one.startFirst ? "start-first" : "stop-first",
      },
    };
  }
}
