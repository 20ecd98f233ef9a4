import type { FakeClock } from "./clock.ts";
import { Ids } from "./ids.ts";
import type { Pool } from "./pool.ts";
import type {
  FakeConfig,
  FakeNetwork,
  FakeNode,
  FakeService,
  FakeTask,
  Raw,
  Stored,
  TaskTemplate,
} from "./types.ts";
import type { Update } from "./update_state.ts";

/** How long things take, in milliseconds of the fake clock. */
export interface Timing {
  /** From a create or a freed address to the allocator's next pass. */
  allocate: number;
  /** From allocated to placed on a node. */
  schedule: number;
  /** From placed to ready, and again from ready to running. */
  prepare: number;
  start: number;
  /** From asked to stop to stopped. */
  stop: number;
}
const TIMING: Timing = { allocate: 20, schedule: 20, prepare: 200, start: 200, stop: 200 };

/** What a task does once it is placed. `failAfter` counts from the moment it runs; 0 means that it never runs. */
export interface TaskBehaviour {
  prepare?: number;
  start?: number;
  stop?: number;
  failAfter?: number;
  /** Rejected by the node (before it starts) instead of failed. */
  rejected?: boolean;
  error?: string;
}
export type Behaviour = (
  task: { id: string; service: string; slot: number; node: string; template: TaskTemplate },
) => TaskBehaviour | undefined;

export interface Cluster {
  id: string;
  created: number;
  defaultAddrPool: string[] | null;
  subnetSize: number;
  dataPathPort: number;
  autoLock: boolean;
  nodeCertExpiry: number;
  rootRotation: boolean;
  taskHistory: number;
}

/** Everything a swarm's managers know. The other files of this folder are functions over it. */
export class State {
  readonly clock: FakeClock;
  readonly ids: Ids;
  readonly timing: Timing;
  readonly nodes = new Map<string, FakeNode>();
  readonly networks = new Map<string, FakeNetwork>();
  readonly services = new Map<string, FakeService>();
  readonly tasks = new Map<string, FakeTask>();
  readonly configs = new Map<string, FakeConfig>();
  /** Addresses by network ID, and what is not allocated or placed yet. */
  readonly pools = new Map<string, Pool[]>();
  readonly waiting = { networks: new Set<string>(), services: new Set<string>(), tasks: new Set<string>() };
  readonly unplaced = new Set<string>();
  readonly updates = new Map<string, Update>();
  readonly events: Raw[] = [];
  readonly listeners = new Set<(event: Raw) => void>();
  behaviour: Behaviour | undefined;
  /** Told of every change of a task's state; the orchestrator's place. */
  onTask: (task: FakeTask) => void = () => {};
  /** Told when a service has another spec; the place of services.ts. */
  respec: (service: FakeService) => void = () => {};
  cluster: Cluster;
  engineMajor: number;
  /** The node whose engine answers. */
  self = "";
  /** What services logged, by service ID. */
  readonly logs = new Map<string, { stream: 1 | 2; text: string; task: string }[]>();
  /** Counts what anybody could notice: another number, another state. */
  revision = 0;
  #index = 10;
  nextVni = 4096;
  /** First address of the next automatic subnet, where the engine counts on. */
  nextSubnet = 0;
  #passes = new Set<string>();

  constructor(
    clock: FakeClock,
    options: { seed?: number; timing?: Partial<Timing>; behaviour?: Behaviour; engineMajor?: number } = {},
  ) {
    this.clock = clock;
    this.ids = new Ids(options.seed);
    this.timing = { ...TIMING, ...options.timing };
    this.behaviour = options.behaviour;
    this.engineMajor = options.engineMajor ?? 28;
    this.cluster = {
      id: this.ids.swarm(),
      created: clock.now(),
      defaultAddrPool: null,
      subnetSize: 24,
      dataPathPort: 4789,
      autoLock: false,
      nodeCertExpiry: 7_776_000_000_000_000,
      rootRotation: false,
      taskHistory: 5,
    };
  }

  /** The fields that every new object starts with. */
  stored(id = this.ids.swarm()): Stored {
    const now = this.clock.now();
    this.revision++;
    return { id, version: ++this.#index, created: now, updated: now };
  }

  /** A write: the object gets the next version index. */
  touch(object: Stored): void {
    this.revision++;
    object.version = ++this.#index;
    object.updated = this.clock.now();
  }

  /** Makes sure that later indexes are higher than one seen in seeded data. */
  seen(version: number): void {
    this.#index = Math.max(this.#index, version);
  }

  emit(type: string, action: string, id: string, attributes: Record<string, string>, scope = "swarm"): void {
    this.revision++;
    const ms = this.clock.now();
    const event = {
      Type: type,
      Action: action,
      Actor: { ID: id, Attributes: attributes },
      scope,
      time: Math.floor(ms / 1000),
      timeNano: ms * 1e6,
    };
    this.events.push(event);
    if (this.events.length > 1000) this.events.shift();
    for (const listener of this.listeners) listener(event);
  }

  /** Runs `pass` once after `delay`, however often it is asked for before. */
  plan(name: string, delay: number, pass: () => void): void {
    if (this.#passes.has(name)) return;
    this.#passes.add(name);
    this.clock.schedule(delay, () => {
      this.#passes.delete(name);
      pass();
    });
  }

  tasksOf(service: string): FakeTask[] {
    return [...this.tasks.values()].filter((task) => task.service === service);
  }
}

/** Time as the engine writes it. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/Z$/, "000000Z");
}

/** JSON with sorted keys, so that equal values are equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, item) =>
      item !== null && typeof item === "object" && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
  );
}
