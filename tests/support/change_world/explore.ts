import { setImmediate } from "node:timers/promises";
import type { RunResult } from "../../../lib/operation/model.ts";
import { progressOf } from "../../../lib/operation/operation_progress.ts";
import type { Call } from "../../../lib/engine/http.ts";
import type { ApiAnswer } from "../fake_engine/router.ts";
import { connectionLost } from "../in_process_engine.ts";
import { setNetworks, update } from "./by_hand.ts";
import { networksIn, swarmNetworks } from "./canonical.ts";
import { describe, isRefusal, settled } from "./crash.ts";
import type { Effect, Process } from "./process.ts";
import type { Scenario } from "./scenarios.ts";
import type { ServiceSpec } from "../fake_engine/types.ts";
import { callOf } from "./wire_faults.ts";
import { World } from "./world.ts";

/** A call that waits to be delivered. */
interface Waiting {
  name: string;
  /** It takes a service off a network. */
  detaches: boolean;
  deliver: (how: "arrives" | "answer lost" | "never arrives") => void;
}

/** What an explorer may let happen next. */
type Choice = string;

/** What the exploration came to. */
export interface Explored {
  states: number;
  transitions: number;
  /** Ways to an end or to a state that was known. */
  paths: number;
  ends: Map<string, number>;
  violations: string[];
}

/** Times that the clock is moved on before nothing is said to happen any more. */
const TICKS = 60;
const TICK_MS = 250;
/** Slow enough that a look may fall into each part of a task's life. */
const SLOW = { prepare: 300, start: 300, stop: 300 };

/**
 * One path through everything that can happen: the real executor over the fake swarm, where each call that changes a network
 * or a service waits until it is chosen, time passes only when that is chosen, and then to the next change, and one thing may go wrong.
 */
class Path {
  readonly world: World;
  readonly #scenario: Scenario;
  readonly #waiting: Waiting[] = [];
  readonly #names = new Map<string, string>();
  #process!: Process;
  #result: RunResult | Error | undefined;
  #fault = "";
  #turns = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.world = new World({ seed: 1, manual: true, timing: SLOW });
    scenario.build(this.world);
    this.world.watch({ ...scenario.watched });
    for (const { id, spec } of this.world.state.services.values()) this.#names.set(id, spec.Name);
  }

  async begin(): Promise<void> {
    this.#process = this.#newProcess();
    const plan = this.#scenario.plan(await this.world.read(this.#process));
    this.#follow(this.world.begin(this.#process, plan, this.#scenario.run));
    await this.#quiet();
  }

  #newProcess(): Process {
    return this.world.process("one", {
      fault: (what: Effect | Call, send: () => ApiAnswer) => {
        if (!("index" in what) || !(what as Effect).mutates) return send();
        return this.#hold(callOf(what), send);
      },
    });
  }

  #hold(call: Call, send: () => ApiAnswer): Promise<ApiAnswer> {
    const id = call.path.split("/")[2] ?? "";
    const service = this.world.state.services.get(id);
    const sent = service === undefined ? [] : networksIn(call.body as unknown as ServiceSpec);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        detaches: service !== undefined && sent.length < networksIn(service.spec).length,
        name: `${call.method} ${
          this.#names.get(id) ?? (call.path === "/networks/create" ? "create" : "network")
        }`,
        deliver: (how) => {
          this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
          if (how !== "never arrives") {
            const answer = send();
            this.world.monitor.look();
            if (how === "arrives") return resolve(answer);
          }
          reject(connectionLost(call));
        },
      };
      this.#waiting.push(waiting);
    });
  }

  #follow(work: Promise<RunResult>): void {
    const process = this.#process;
    this.#result = undefined;
    void settled(work, process).then((result) => {
      if (process === this.#process) this.#result = result;
    });
  }

  /** Lets everything run that can run without time passing. */
  async #quiet(): Promise<void> {
    for (let before = -1, still = 0; still < 3;) {
      await setImmediate();
      const now = this.#process.requests + this.#process.effects.length + this.#waiting.length +
        (this.#result === undefined ? 0 : 1e6);
      still = now === before ? still + 1 : 0;
      before = now;
    }
  }

  /** Whether it has come to an end. */
  get ended(): boolean {
    return this.#result !== undefined;
  }

  get outcome(): string {
    return this.#result === undefined
      ? ""
      : "kind" in this.#result
      ? this.#result.kind
      : describe(this.#result);
  }

  /** All that can happen now. */
  choices(): Choice[] {
    if (this.ended) return [];
    const calls = this.#waiting.map((one) => one.name);
    const out = [...calls.map((name) => `arrives ${name}`), "time"];
    if (this.#fault !== "") return out;
    out.push("killed, resumed at once", "killed, resumed later");
    for (const name of calls) out.push(`answer lost ${name}`, `never arrives ${name}`);
    for (const service of this.#names.values()) {
      out.push(`fails ${service}`);
      // Swarm has no condition that spans two services: between the last look and the arrival of a detach, chance rules.
      if (this.#waiting.some((one) => one.detaches)) continue;
      out.push(`by hand off the new one ${service}`, `by hand off the old one ${service}`);
    }
    return out;
  }

  /** False: that could not happen, or changed nothing. */
  async choose(choice: Choice): Promise<boolean> {
    this.#turns++;
    if (choice === "time") return await this.#pass();
    const [, how, name] = /^(arrives|answer lost|never arrives) (.*)$/.exec(choice) ?? [];
    if (how !== undefined) {
      if (how !== "arrives") this.#fault = choice;
      this.#waiting.find((one) => one.name === name)!.deliver(how as "arrives");
    } else {
      this.#fault = choice;
      if (!await this.#mishap(choice)) return false;
    }
    await this.#quiet();
    return true;
  }

  async #mishap(choice: Choice): Promise<boolean> {
    const service = choice.split(" ").at(-1)!;
    if (choice.startsWith("killed")) {
      this.#process.die();
      this.#waiting.length = 0;
      await this.#quiet();
      if (choice.endsWith("later")) this.world.clock.settle();
      this.#process = this.#newProcess();
      this.#follow(this.world.resume(this.#process, undefined, this.#scenario.run));
      return true;
    }
    if (choice.startsWith("fails")) return this.#fail(service);
    const place = choice.includes("new one") ? "successor" : "old";
    const spec = this.world.state.services.get(this.world.idOf(service))!.spec;
    const left = networksIn(spec).filter((one) =>
      (this.world.state.networks.get(one.Target)!.spec.Name === "old" ? "old" : "successor") !== place
    );
    // Off its last network is off for good: that is somebody's wish, not an accident.
    if (left.length !== 1 || networksIn(spec).length !== 2) return false;
    this.world.monitor.countOwnOnly();
    update(this.world, service, (next) => setNetworks(next, left));
    return true;
  }

  /** A new task of the service that is on its way does not come up. */
  #fail(service: string): boolean {
    const { state } = this.world;
    const id = this.world.idOf(service);
    const doomed = state.tasksOf(id).find((task) =>
      ["new", "pending", "assigned", "preparing", "ready"].includes(task.state)
    );
    if (doomed === undefined) return false;
    state.behaviour = (task) => task.id === doomed.id ? { failAfter: 0, error: "exit 1" } : undefined;
    return true;
  }

  /** Time goes on until something changes. */
  async #pass(): Promise<boolean> {
    const before = this.key();
    for (let tick = 0; tick < TICKS; tick++) {
      this.world.clock.advance(TICK_MS);
      await this.#quiet();
      if (this.ended || this.key() !== before) return true;
    }
    return false;
  }

  /** What tells one state from another: specs, tasks, journal, calls under way, and what went wrong. */
  key(): string {
    const { state } = this.world;
    const nameOf = (id: string) => state.networks.get(id)?.spec.Name ?? "gone";
    const services = [...state.services.values()].map((service) => [
      service.spec.Name,
      networksIn(service.spec).map((one) => nameOf(one.Target)),
      service.updateStatus?.State ?? "",
      state.tasksOf(service.id).filter((task) => !["shutdown", "failed"].includes(task.state)).map((task) => [
        task.state === "running" ? "running" : "coming",
        task.desired,
        task.attachments.map((one) => nameOf(one.network)),
      ]),
    ]);
    const [operation] = [...this.world.journal("one").operations.values()];
    const progress = operation === undefined ? undefined : progressOf(operation.entries);
    return JSON.stringify([
      services,
      swarmNetworks(state).map((one) => one.spec.Name),
      [...progress?.done ?? []].sort(),
      [...progress?.pending ?? []].sort(),
      this.#waiting.map((one) => one.name).sort(),
      this.#fault,
      this.outcome,
    ]);
  }

  /** At an end: nothing is wrong, and where it stopped it can go on. */
  async finish(end: string): Promise<string[]> {
    const { world } = this;
    const wrong: string[] = [];
    if (this.#result instanceof Error && !isRefusal(this.#result)) wrong.push(this.outcome);
    if (this.outcome !== "done") {
      world.state.behaviour = undefined;
      for (const service of world.state.services.values()) {
        if (service.updateStatus?.State === "paused") {
          update(world, service.spec.Name, (spec) => void (spec.TaskTemplate["ForceUpdate"] = 1));
        }
      }
      world.clock.settle();
      this.#process = world.process("one");
      this.#follow(world.resume(this.#process, undefined, this.#scenario.run));
      for (let tick = 0; tick < 2000 && !this.ended; tick++) {
        await this.#quiet();
        world.clock.advance(TICK_MS);
      }
      if (this.outcome !== "done") wrong.push(`it cannot go on: ${this.outcome || "no end"}`);
    }
    wrong.push(...world.leftovers(), ...world.monitor.violations);
    const networks = (text: string) => text.replaceAll('"ForceUpdate\\":1', '"ForceUpdate\\":0');
    if (networks(world.snapshot()) !== end) wrong.push("the swarm is another");
    return wrong;
  }

  async close(): Promise<void> {
    this.#process.die();
    await setImmediate();
    this.world.clock.stop();
  }
}

/** Goes every way there is, depth first; a state that was seen before is not gone on from. */
export async function explore(scenario: Scenario, end: string, limit: number): Promise<Explored> {
  const seen = new Set<string>();
  const todo: Choice[][] = [[]];
  const found: Explored = { states: 0, transitions: 0, paths: 0, ends: new Map(), violations: [] };
  while (todo.length > 0 && found.paths < limit) {
    const way = todo.pop()!;
    found.paths++;
    const path = new Path(scenario);
    await path.begin();
    const gone: Choice[] = [];
    let possible = true;
    for (const choice of way) {
      possible = await path.choose(choice);
      gone.push(choice);
    }
    while (possible) {
      found.transitions++;
      const key = path.key();
      if (seen.has(key)) break;
      seen.add(key);
      if (path.ended) {
        found.ends.set(path.outcome.slice(0, 60), (found.ends.get(path.outcome.slice(0, 60)) ?? 0) + 1);
        for (const what of await path.finish(end)) found.violations.push(`${gone.join(" > ")}: ${what}`);
        break;
      }
      const [next, ...others] = path.choices();
      for (const other of others.reverse()) todo.push([...gone, other]);
      possible = await path.choose(next!);
      gone.push(next!);
    }
    for (const what of path.world.monitor.violations) {
      if (!found.violations.some((one) => one.endsWith(what))) {
        found.violations.push(`${gone.join(" > ")}: ${what}`);
      }
    }
    await path.close();
  }
  found.states = seen.size;
  return found;
}
