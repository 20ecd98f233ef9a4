import assert from "node:assert/strict";
import { resumeOperation } from "../../../lib/operation/resume.ts";
import { startOperation } from "../../../lib/operation/execute.ts";
import type { RunOptions, RunResult } from "../../../lib/operation/model.ts";
import { undoOperation } from "../../../lib/operation/undo.ts";
import type { Plan } from "../../../lib/plan/model.ts";
import { collect } from "../../../lib/engine/collect.ts";
import type { Swarm } from "../../../lib/swarm/model.ts";
import { FakeClock } from "../fake_engine/clock.ts";
import { type CoreOptions, FakeSwarm } from "../fake_engine/core.ts";
import type { State } from "../fake_engine/state.ts";
import type { FakeConfig, NetworkRef } from "../fake_engine/types.ts";
import { MemoryJournal } from "../memory_journal.ts";
import { snapshotOf } from "./canonical.ts";
import { Monitor, type Watched } from "./monitor.ts";
import { type Effect, Process, type ProcessOptions } from "./process.ts";

export const LOCK = "swarmnet.lock";
export const HOLDER = "swarmnet.holder";

// deno-lint-ignore no-explicit-any -- raw JSON of an engine
type Json = any;

/** A swarm in this process, the machines that work on it, and somebody who watches all of it all the time. */
export class World {
  readonly swarm: FakeSwarm;
  readonly state: State;
  readonly clock: FakeClock;
  readonly machines = new Map<string, MemoryJournal>();
  monitor!: Monitor;
  /** The swarm before anything was done. */
  start = "";
  #seed: number;

  /** `manual`: time passes only when the clock is told to advance, not when somebody sleeps. */
  constructor(options: Omit<CoreOptions, "clock"> & { seed?: number; manual?: boolean } = {}) {
    this.#seed = options.seed ?? 1;
    this.clock = new FakeClock(options.manual ? { mode: "manual" } : { swift: true });
    const timing = { allocate: 10, schedule: 10, prepare: 50, start: 50, stop: 50, ...options.timing };
    this.swarm = new FakeSwarm({ ...options, timing, clock: this.clock });
    this.state = this.swarm.state;
  }

  /** A request by hand, which must succeed. */
  hand(method: string, path: string, body?: unknown): Json {
    const sent = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
    const answer = this.swarm.request(method, path, sent);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.json)}`);
    this.clock.afterEach?.();
    return answer.list === undefined ? answer.json : [...answer.list];
  }

  network(name: string, parts: Record<string, unknown> = {}): string {
    return this.hand("POST", "/networks/create", { Name: name, Driver: "overlay", ...parts }).Id;
  }

  service(name: string, networks: (string | NetworkRef)[], parts: Record<string, unknown> = {}): string {
    return this.hand("POST", "/services/create", serviceSpec(name, networks, parts)).ID;
  }

  idOf(service: string): string {
    return [...this.state.services.values()].find((one) => one.spec.Name === service)!.id;
  }

  lock(): FakeConfig | undefined {
    return [...this.state.configs.values()].find((one) => one.spec.Name === LOCK);
  }

  /** Waits until all is quiet, then begins to watch. */
  watch(watched: Watched): void {
    this.clock.settle();
    this.start = snapshotOf(this.state);
    this.monitor = new Monitor(this.state, this.machines, watched);
    this.clock.afterEach = () => this.monitor.look();
  }

  journal(machine: string): MemoryJournal {
    let journal = this.machines.get(machine);
    if (journal === undefined) this.machines.set(machine, journal = new MemoryJournal());
    return journal;
  }

  /** A run of the program on a machine. Every call that changes something must be made under a lock that it holds. */
  process(
    machine: string,
    options: Partial<Pick<ProcessOptions, "kill" | "fault" | "disk" | "observer" | "onEffect">> = {},
  ): Process {
    let token: string | undefined;
    const onEffect = (effect: Effect) => {
      token = tokenIn(effect) ?? token;
      if (effect.mutates) this.#checkLock(effect, token);
      options.onEffect?.(effect);
    };
    const deliver: NonNullable<ProcessOptions["fault"]> = (what, send) => {
      const effect = "index" in what ? what as Effect : undefined;
      const arrive = effect?.mutates ? () => this.monitor.call(effect.what, send) : send;
      return options.fault === undefined ? arrive() : options.fault(what, arrive);
    };
    return new Process({
      ...options,
      fault: deliver,
      onEffect,
      swarm: this.swarm,
      journal: this.journal(machine),
      name: machine,
      seed: this.#seed++ * 7919,
    });
  }

  #checkLock(effect: Effect, token: string | undefined): void {
    const held = this.lock()?.spec.Labels?.[HOLDER];
    if (held === undefined) this.monitor.report("I5", `${effect.what} without a lock`);
    else if (held !== token) this.monitor.report("I5", `${effect.what} under somebody else's lock`);
  }

  /** The swarm as the product reads it. */
  async read(process: Process): Promise<Swarm> {
    return await collect(process.parts.engine, { clock: this.clock });
  }

  async begin(process: Process, plan: Plan, options: Partial<RunOptions> = {}): Promise<RunResult> {
    this.monitor.allow(plan);
    return await startOperation(process.parts, plan, { ...RUN, ...options });
  }

  async resume(process: Process, id?: string, options: Partial<RunOptions> = {}): Promise<RunResult> {
    return await resumeOperation(process.parts, id, { ...RUN, ...options });
  }

  async undo(process: Process, id?: string, options: Partial<RunOptions> = {}): Promise<RunResult> {
    return await undoOperation(process.parts, id, { ...RUN, ...options });
  }

  /** What is wrong now that nobody works on anything: something of ours left behind, or tasks that do not run. */
  leftovers(): string[] {
    this.clock.settle();
    const out = [...this.state.configs.values()].filter((one) => one.spec.Name.startsWith("swarmnet."))
      .map((one) => `I5: config ${one.spec.Name} was left behind`);
    for (const service of this.state.services.values()) {
      const status = service.updateStatus?.State ?? "completed";
      if (!["completed", "rollback_completed"].includes(status)) {
        out.push(`${service.spec.Name} is ${status}`);
      }
    }
    return out;
  }

  snapshot(): string {
    return snapshotOf(this.state);
  }
}

export const RUN: RunOptions = { parallel: 1, timeoutMs: 120_000 };

/** The token that an effect writes to the lock, if it is one. */
function tokenIn(effect: Effect): string | undefined {
  const body = effect.call?.body as { Name?: string; Labels?: Record<string, string> } | undefined;
  return effect.call?.path.startsWith("/configs") && body?.Name === LOCK ? body.Labels?.[HOLDER] : undefined;
}

/** A service whose tasks roll start-first and are watched for half a second. */
export function serviceSpec(
  name: string,
  networks: (string | NetworkRef)[],
  parts: Record<string, unknown> = {},
): Record<string, unknown> {
  const { TaskTemplate, UpdateConfig, ...rest } = parts as Record<string, Record<string, unknown>>;
  const roll = { Parallelism: 1, Monitor: 500_000_000, FailureAction: "pause", MaxFailureRatio: 0 };
  return {
    Name: name,
    Labels: { team: "shop" },
    TaskTemplate: {
      ContainerSpec: {
        Image: "app:1",
        Args: ["serve", `--for=${name}`],
        Env: ["MODE=production"],
        Healthcheck: { Test: ["CMD", "true"] },
        StopGracePeriod: 10_000_000_000,
      },
      Networks: networks.map((one) => (typeof one === "string" ? { Target: one } : one)),
      ...TaskTemplate,
    },
    Mode: { Replicated: { Replicas: 2 } },
    UpdateConfig: { ...roll, Order: "start-first", ...UpdateConfig },
    RollbackConfig: { ...roll, Order: "start-first" },
    EndpointSpec: { Mode: "vip" },
    ...rest,
  };
}
