import type { Plan } from "../../../lib/plan/model.ts";
import type { State } from "../fake_engine/state.ts";
import type { FakeService, FakeTask, ServiceSpec } from "../fake_engine/types.ts";
import { eligible, isGlobal, replicasOf } from "../fake_engine/orchestrator.ts";
import type { MemoryJournal } from "../memory_journal.ts";
import { CachedAddresses } from "./cached_addresses.ts";
import { networksIn, restOf, swarmNetworks } from "./canonical.ts";
import { unexplained } from "./explain.ts";

export interface Watched {
  /** Names of the networks that are moved: whoever is on one at the start is a peer of all others on it. */
  moved: string[];
  /** Names of pairs, the one that asks first: an address that the one learnt of the other must work as long as the asking task lives. */
  clients?: [client: string, server: string][];
  /** Look at specs only: the scenario breaks tasks by itself. */
  specsOnly?: boolean;
  /** Others part services, too: only what our own calls do counts for I1 and I2. */
  ownOnly?: boolean;
}

/** Looks at a swarm after every change and writes down what should never be seen: invariants I1 to I6. */
export class Monitor {
  readonly violations: string[] = [];
  /** States that were looked at. */
  looks = 0;
  readonly #state: State;
  readonly #journals: ReadonlyMap<string, MemoryJournal>;
  readonly #start: { networks: Map<string, string>; services: Map<string, string>; configs: Set<string> };
  readonly #peers: [string, string][] = [];
  readonly #fewest = new Map<string, number>();
  readonly #rest = new Map<string, ServiceSpec>();
  readonly #startLists = new Map<string, string[]>();
  readonly #foreign = new Set<string>();
  #texts = new WeakMap<ServiceSpec, string>();
  readonly #removable = new Set<string>();
  readonly #order = new Set<string>();
  readonly #ports = new Set<string>();
  readonly #cached: CachedAddresses;
  #specsOnly: boolean;
  #ownOnly: boolean;
  #revision = -1;
  #specs = new Set<ServiceSpec>();
  #count = -1;
  #away = false;

  constructor(state: State, journals: ReadonlyMap<string, MemoryJournal>, watched: Watched) {
    this.#state = state;
    this.#journals = journals;
    this.#ownOnly = watched.ownOnly ?? false;
    this.#specsOnly = this.#ownOnly || (watched.specsOnly ?? false);
    const services = [...state.services.values()];
    this.#start = {
      networks: new Map(swarmNetworks(state).map((one) => [one.id, one.spec.Name])),
      services: new Map(services.map((one) => [one.id, one.spec.Name])),
      configs: new Set(state.configs.keys()),
    };
    for (const service of services) {
      const list = networksIn(service.spec).map((one) => one.Target);
      this.#startLists.set(service.id, list);
      this.#fewest.set(service.id, list.length);
      this.#rest.set(service.id, service.spec);
    }
    for (const id of this.#networkIds(watched.moved)) this.#addPeers(services, id);
    this.#cached = new CachedAddresses(state, watched.clients ?? []);
  }

  #networkIds(names: string[]): string[] {
    return names.map((name) => [...this.#start.networks].find(([, one]) => one === name)![0]);
  }

  #addPeers(services: FakeService[], network: string): void {
    const on = services.filter((one) => networksIn(one.spec).some((ref) => ref.Target === network));
    for (const [at, one] of on.entries()) {
      for (const other of on.slice(at + 1)) this.#peers.push([one.id, other.id]);
    }
  }

  /** A plan that is about to be carried out: what it names may be removed, and what it sets may change. */
  allow(plan: Plan): void {
    this.#texts = new WeakMap();
    for (const { action } of plan.steps) {
      if (action.kind === "remove-network" && "id" in action.network) this.#removable.add(action.network.id);
      if (action.kind === "set-order") this.#order.add(action.service.id);
      if (action.kind === "set-ports") this.#ports.add(action.service.id);
    }
  }

  /** Somebody else changes a service: from then on it is what they made of it that must stay. */
  foreign(id: string, change: () => void): void {
    const count = () => networksIn(this.#state.services.get(id)!.spec).length;
    const before = count();
    this.#away = true;
    change();
    this.#away = false;
    this.#rest.set(id, this.#state.services.get(id)!.spec);
    this.#fewest.set(id, Math.max(0, this.#fewest.get(id)! + count() - before));
    this.#foreign.add(id);
    this.look();
  }

  /** A service that came to a network by somebody else's hand: it and those it met there are peers from now on. */
  join(id: string): void {
    const services = [...this.#state.services.values()];
    const newcomer = this.#state.services.get(id)!;
    for (const { Target } of networksIn(newcomer.spec)) {
      for (const other of services) {
        if (other === newcomer || !networksIn(other.spec).some((ref) => ref.Target === Target)) continue;
        this.#peers.push([id, other.id]);
      }
    }
  }

  /** A call of ours arrives: whoever could meet before it must be able to afterwards, whatever others have done. */
  call<T>(what: string, work: () => T): T {
    const met = this.#peers.filter(([one, other]) => this.#meet(one, other));
    const result = work();
    for (const [one, other] of met) {
      const services = this.#state.services;
      if (!services.has(one) || !services.has(other) || this.#meet(one, other)) continue;
      this.report(
        "I1",
        `${what} parts ${services.get(one)!.spec.Name} and ${services.get(other)!.spec.Name}`,
      );
    }
    return result;
  }

  /** From now on others part services as well: only what our own calls do counts for I1 and I2. */
  countOwnOnly(): void {
    this.#ownOnly = true;
    this.#specsOnly = true;
  }

  #meet(one: string, other: string): boolean {
    const [a, b] = [this.#state.services.get(one), this.#state.services.get(other)];
    if (a === undefined || b === undefined) return false;
    const targets = new Set(networksIn(a.spec).map((ref) => ref.Target));
    return networksIn(b.spec).some((ref) => targets.has(ref.Target));
  }

  /** Somebody else removed a service. */
  foreignRemoval(id: string): void {
    this.#start.services.delete(id);
  }

  report(invariant: string, what: string): void {
    const at = ((this.#state.clock.now() - Date.parse("2026-11-22T12:00:00Z")) / 1000).toFixed(2);
    const text = `${invariant} at ${at} s: ${what}`;
    if (this.violations.length < 20 && !this.violations.some((one) => one.endsWith(what))) {
      this.violations.push(text);
    }
  }

  /** Evaluates everything if anything has changed since the last look. */
  look(): void {
    if (this.#away || this.#state.revision === this.#revision) return;
    this.#revision = this.#state.revision;
    this.looks++;
    if (this.#newSpecs()) this.#lookAtSpecs();
    if (!this.#specsOnly) {
      this.#lookAtTasks();
      this.#cached.look((what) => this.report("I1 (address learnt before)", what));
    }
  }

  #newSpecs(): boolean {
    const now = [...this.#state.services.values()].map((one) => one.spec);
    const count = this.#state.networks.size * 1000 + this.#state.configs.size;
    if (
      count === this.#count && now.length === this.#specs.size && now.every((spec) => this.#specs.has(spec))
    ) return false;
    this.#specs = new Set(now);
    this.#count = count;
    return true;
  }

  #lookAtSpecs(): void {
    const { services, networks, configs } = this.#state;
    for (const [id, name] of this.#start.services) {
      const service = services.get(id);
      if (service === undefined) this.report("I4", `service ${name} is gone`);
      else this.#lookAtService(service);
    }
    for (const [id, name] of this.#start.networks) {
      if (!networks.has(id) && !this.#removable.has(id)) this.report("I4", `network ${name} is gone`);
    }
    for (const id of this.#start.configs) if (!configs.has(id)) this.report("I4", `config ${id} is gone`);
    if (!this.#ownOnly) { for (const [one, other] of this.#peers) this.#lookAtPair(one, other); }
    for (
      const what of unexplained(this.#state, [...this.#journals.values()], this.#startLists, this.#foreign)
    ) {
      this.report("I6", what);
    }
  }

  #lookAtService(service: FakeService): void {
    const name = service.spec.Name;
    const list = networksIn(service.spec).map((one) => one.Target);
    if (new Set(list).size < list.length) this.report("I2", `${name} lists a network twice`);
    const fewest = this.#fewest.get(service.id)!;
    if (list.length < fewest && !this.#ownOnly) {
      this.report("I2", `${name} has ${list.length} networks, fewer than ${fewest}`);
    }
    const base = this.#rest.get(service.id)!;
    if (this.#text(service.id, base) !== this.#text(service.id, service.spec)) {
      this.report("I3", `${name} is different beyond its networks`);
    }
  }

  #text(id: string, spec: ServiceSpec): string {
    const known = this.#texts.get(spec);
    if (known !== undefined) return known;
    const text = restOf(spec, { order: this.#order.has(id), ports: this.#ports.has(id) });
    this.#texts.set(spec, text);
    return text;
  }

  #lookAtPair(one: string, other: string): void {
    const [a, b] = [this.#state.services.get(one), this.#state.services.get(other)];
    if (a === undefined || b === undefined || this.#meet(one, other)) return;
    this.report("I1", `${a.spec.Name} and ${b.spec.Name} have no network in common`);
  }

  #lookAtTasks(): void {
    const running = new Map<string, FakeTask[]>();
    for (const task of this.#state.tasks.values()) {
      if (task.state !== "running") continue;
      const list = running.get(task.service);
      if (list === undefined) running.set(task.service, [task]);
      else list.push(task);
    }
    for (const [one, other] of this.#peers) {
      for (const task of running.get(one) ?? []) {
        for (const peer of running.get(other) ?? []) this.#lookAtTaskPair(task, peer);
      }
    }
    for (const id of this.#startLists.keys()) {
      const service = this.#state.services.get(id);
      if (service !== undefined) this.#lookAtCount(service, running.get(id)?.length ?? 0);
    }
  }

  #lookAtTaskPair(task: FakeTask, peer: FakeTask): void {
    for (const { network } of task.attachments) {
      if (peer.attachments.some((one) => one.network === network)) return;
    }
    const name = (one: FakeTask) =>
      `${this.#state.services.get(one.service)?.spec.Name}.${one.slot || one.node}`;
    this.report("I1", `running tasks ${name(task)} and ${name(peer)} have no network in common`);
  }

  /** Start-first: as many tasks as wanted run all the time; stop-first: all but those that roll. */
  #lookAtCount(service: FakeService, running: number): void {
    const config = service.spec.UpdateConfig ?? {};
    const wanted = isGlobal(service) ? eligible(this.#state, service).length : replicasOf(service);
    const rolling = config.Order === "start-first" ? 0 : config.Parallelism || wanted;
    if (running < wanted - rolling) {
      this.report("I1", `${service.spec.Name} has ${running} running tasks, fewer than ${wanted - rolling}`);
    }
  }
}
