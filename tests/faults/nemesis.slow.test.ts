import assert from "node:assert/strict";
import { EXIT, Failure, Interrupted } from "../../lib/base/errors.ts";
import { startOperation } from "../../lib/operation/execute.ts";
import { resumeOperation } from "../../lib/operation/resume.ts";
import { runOperation } from "../../lib/operation/run_operation.ts";
import type { Behaviour } from "../support/fake_engine/state.ts";
import { reference } from "../support/change_world/crash.ts";
import type { Process, ProcessOptions } from "../support/change_world/process.ts";
import { type Scenario, SCENARIOS, worldOf } from "../support/change_world/scenarios.ts";
import * as wire from "../support/change_world/wire_faults.ts";
import { HOLDER, LOCK, RUN, type World } from "../support/change_world/world.ts";
import { MemoryIo, testContext } from "../support/context.ts";

const TWO_HOPS = SCENARIOS.find((one) => one.name === "two hops, the name stays")!;

/** Something that goes wrong, how it must end, and what makes it good again. */
interface Nemesis {
  name: string;
  scenario?: Scenario;
  /** Of the process. */
  arm?: (world: World, self: () => Process) => Partial<ProcessOptions>;
  /** Of the swarm, before the process begins. */
  before?: (world: World) => void;
  exit: number;
  /** Another end that is as good: it depends on how far the answer could be understood. */
  or?: number;
  /** What is said, and what is named as the way on. */
  says?: RegExp;
  next?: RegExp;
  /** Before `resume`. */
  repair?: (world: World) => void;
  /** Tasks or specs are broken by the fault itself. */
  loose?: boolean;
}

/** New tasks of a service end at once while this holds. */
function failing(name: string, world: World, how: () => boolean): Behaviour {
  const start = world.clock.now();
  return ({ service, template }) => {
    const moved = (template.Networks ?? []).length > 1;
    return service === name && moved && how() && world.clock.now() >= start
      ? { failAfter: 0, error: "task: non-zero exit (7)" }
      : undefined;
  };
}

function broken(name: string): (world: World) => void {
  return (world) => world.state.behaviour = failing(name, world, () => true);
}

/** The cause is gone; the service is rolled once more, as the message advises. */
function mended(name: string): (world: World) => void {
  return (world) => {
    world.state.behaviour = undefined;
    const service = world.state.services.get(world.idOf(name))!;
    const spec = structuredClone(service.spec);
    spec.TaskTemplate["ForceUpdate"] = Number(spec.TaskTemplate["ForceUpdate"] ?? 0) + 1;
    world.monitor.foreign(service.id, () => {
      world.hand("POST", `/services/${service.id}/update?version=${service.version}`, spec);
    });
    world.clock.settle();
  };
}

const on = (rule: wire.WireRule) => (world: World) => ({ fault: wire.withFaults(world.clock, [rule]) });

function setUpdate(name: string, update: Record<string, unknown>): (world: World) => void {
  return (world) => {
    const service = world.state.services.get(world.idOf(name))!;
    const spec = structuredClone(service.spec);
    spec.UpdateConfig = { ...spec.UpdateConfig, ...update };
    world.monitor.foreign(service.id, () => {
      world.hand("POST", `/services/${service.id}/update?version=${service.version}`, spec);
    });
    world.clock.settle();
  };
}

/** The engine answers nothing for so long, from its n-th service update on. */
function outage(ms: number, status: number, message: string) {
  return (world: World): Partial<ProcessOptions> => {
    let until: number | undefined;
    return {
      fault: (what, send) => {
        const call = wire.callOf(what);
        if (until === undefined && wire.isServiceUpdate(call)) until = world.clock.now() + ms;
        return until !== undefined && world.clock.now() < until ? { status, json: { message } } : send();
      },
    };
  };
}

const NO_LEADER =
  "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online.";

const CALLS: [what: string, when: wire.WireRule["when"], skip: number][] = [
  ["the first creation", wire.isCreate, 0],
  ["the second creation", wire.isCreate, 1],
  ["an attach", wire.isServiceUpdate, 1],
  ["a detach", wire.isServiceUpdate, 4],
  ["a removal", wire.isRemoval, 0],
  ["a write of the lock", wire.isLockWrite, 7],
  ["a read of tasks", wire.isTaskRead, 9],
];

/** Where the operation does not wait so long, or cannot know. */
const ENDS: Record<string, Partial<Nemesis>> = Object.fromEntries([
  ...CALLS.map(([what]) => [`does the work and a proxy answers instead: ${what}`, { or: EXIT.resumable }]),
  ...["the first creation", "the second creation"].flatMap((what) => [
    [`hangs before the work: ${what}`, { exit: EXIT.resumable, says: /did not answer/ }],
    [`does the work and hangs: ${what}`, { exit: EXIT.resumable, says: /did not answer/ }],
  ]),
]);

const CASES: Nemesis[] = [
  ...([
    ["answers 500 once", wire.refuse(500, "internal error")],
    ["answers 503 once", wire.refuse(503, NO_LEADER)],
    ["cuts the connection before the work", wire.reset],
    ["does the work and loses the answer", wire.lose],
    ["does the work and a proxy answers instead", wire.garble],
    ["hangs before the work", wire.hang],
    ["does the work and hangs", wire.hangAfter],
  ] as [string, wire.WireFault][]).flatMap(([name, fault]): Nemesis[] =>
    CALLS.map(([what, when, skip]) => ({
      name: `the engine ${name}: ${what}`,
      arm: on({ when, skip, times: 1, fault }),
      exit: EXIT.done,
      ...ENDS[`${name}: ${what}`],
    }))
  ),
  { name: "a change of leaders takes 8 seconds", arm: outage(8000, 503, NO_LEADER), exit: EXIT.done },
  {
    name: "the managers have no leader for ten minutes",
    arm: outage(600_000, 503, NO_LEADER),
    exit: EXIT.resumable,
    says: /leader/,
    repair: (world) => world.clock.advance(600_000),
  },
  {
    name: "the engine answers 500 for ten minutes",
    arm: outage(600_000, 500, "database is locked"),
    exit: EXIT.resumable,
    says: /database is locked/,
    repair: (world) => world.clock.advance(600_000),
  },
  {
    name: "somebody writes in between four times in a row",
    arm: on({
      when: wire.isServiceUpdate,
      skip: 1,
      times: 4,
      fault: wire.refuse(500, "rpc error: code = Unknown desc = update out of sequence"),
    }),
    exit: EXIT.done,
  },
  {
    name: "every write is out of sequence",
    arm: on({
      when: wire.isServiceUpdate,
      skip: 1,
      fault: wire.refuse(500, "rpc error: code = Unknown desc = update out of sequence"),
    }),
    exit: EXIT.resumable,
    says: /keeps changing/,
  },
  {
    name: "a task does not come up and the update pauses",
    before: broken("db"),
    exit: EXIT.resumable,
    says: /paused/,
    next: /service update --force db/,
    repair: mended("db"),
    loose: true,
  },
  {
    name: "a task does not come up and swarm rolls back",
    before: (world) => {
      setUpdate("db", { FailureAction: "rollback" })(world);
      broken("db")(world);
    },
    exit: EXIT.resumable,
    says: /rolled back/,
    next: /service ps --no-trunc db/,
    repair: (world) => world.state.behaviour = undefined,
    loose: true,
  },
  {
    name: "a task crashes again and again, and swarm goes on regardless",
    before: (world) => {
      setUpdate("db", { FailureAction: "continue", Order: "stop-first" })(world);
      broken("db")(world);
    },
    exit: EXIT.resumable,
    says: /not converged within/,
    next: /service ps --no-trunc db/,
    repair: (world) => {
      world.state.behaviour = undefined;
      world.clock.advance(60_000);
    },
    loose: true,
  },
  {
    name: "a node goes down half-way",
    arm: (world) => ({
      onEffect: ({ index }) => {
        if (index !== 20) return;
        const worker = [...world.state.nodes.values()].at(-1)!;
        world.hand("POST", `/nodes/${worker.id}/update?version=${worker.version}`, {
          Role: "worker",
          Availability: "drain",
        });
      },
    }),
    exit: EXIT.done,
    loose: true,
  },
  {
    name: "somebody removes the lock",
    arm: (world) => ({
      onEffect: ({ index }) => {
        if (index === 20) world.hand("DELETE", `/configs/${LOCK}`);
      },
    }),
    exit: EXIT.resumable,
    says: /lock was lost/,
  },
  {
    name: "somebody else takes the lock",
    arm: (world) => ({
      onEffect: ({ index }) => {
        if (index !== 20) return;
        const { id, version, spec } = world.lock()!;
        const Labels = { ...spec.Labels, [HOLDER]: "somebody-else" };
        world.hand("POST", `/configs/${id}/update?version=${version}`, { ...spec, Labels });
      },
    }),
    exit: EXIT.resumable,
    says: /lock was lost/,
  },
  {
    name: "somebody takes the subnet while no network has it",
    arm: (world) => {
      let creations = 0;
      return {
        onEffect: ({ call }) => {
          if (call === undefined || !wire.isCreate(call) || ++creations !== 2) return;
          const IPAM = (call.body as { IPAM: unknown }).IPAM;
          world.hand("POST", "/networks/create", { Name: "squatter", Driver: "overlay", IPAM });
        },
      };
    },
    exit: EXIT.resumable,
    says: /did not allocate network back: Its subnet is taken/,
    repair: (world) => world.hand("DELETE", "/networks/squatter"),
  },
  {
    name: "a container holds an address on the old network",
    before: (world) => holdAddress(world, "back"),
    exit: EXIT.resumable,
    says: /still in use.*container/s,
    next: /resume/,
    repair: (world) => releaseAddress(world),
  },
  {
    name: "updates are forbidden",
    arm: on({
      when: wire.isServiceUpdate,
      skip: 2,
      fault: wire.refuse(403, "authorization denied by plugin: no"),
    }),
    exit: EXIT.resumable,
    says: /authorization denied/,
  },
  {
    name: "the very first call is forbidden",
    arm: on({ when: wire.isCreate, fault: wire.refuse(403, "authorization denied by plugin: no") }),
    exit: EXIT.failed,
    says: /authorization denied/,
  },
  {
    name: "the user stops it half-way",
    arm: (_world, self) => ({
      onEffect: ({ index }) => {
        if (index === 21) self().stop.abort(new Interrupted());
      },
    }),
    exit: EXIT.resumable,
    says: /interrupted/i,
  },
  {
    name: "the user stops it before anything was sent",
    arm: (_world, self) => ({
      onEffect: ({ index }) => {
        if (index === 2) self().stop.abort(new Interrupted());
      },
    }),
    exit: EXIT.interrupted,
  },
];

/** A container that somebody ran on an attachable network: a task without a service. */
function holdAddress(world: World, network: string): void {
  const { state } = world;
  const found = [...state.networks.values()].find((one) => one.spec.Name === network)!;
  const one = [...state.tasks.values()][0]!;
  const id = state.ids.swarm();
  state.tasks.set(id, {
    ...one,
    ...state.stored(id),
    service: "",
    attachedContainer: "c0ffee",
    container: "c0ffee",
    attachments: [{ network: found.id, addresses: ["10.0.1.200/24"] }],
  });
}

function releaseAddress({ state }: World): void {
  for (const [id, task] of state.tasks) if (task.attachedContainer !== "") state.tasks.delete(id);
}

/** Runs or resumes as a command does, and gives its exit code and what it said last. */
async function command(
  process: Process,
  work: Parameters<typeof runOperation>[2],
): Promise<{ exit: number; words: string; next: string }> {
  const ctx = {
    ...testContext({ io: new MemoryIo(), engine: process.parts.engine, signal: process.stop.signal }),
    clock: process.parts.clock,
  };
  const options = { ...RUN, yes: true, quiet: false };
  try {
    const exit = await runOperation(
      ctx,
      options,
      (parts, run) => work({ ...process.parts, observer: parts.observer }, run),
    );
    return { exit, words: ctx.io.stdoutText, next: "" };
  } catch (error) {
    if (process.endless || !(error instanceof Failure)) {
      throw process.endless ? new Error("it never came to an end") : error;
    }
    return { exit: error.exit, words: [error.message, error.why].join("\n"), next: error.next.join("\n") };
  }
}

for (const nemesis of CASES) {
  Deno.test(`in trouble, an operation says what happened and can go on: ${nemesis.name}`, async () => {
    const scenario = nemesis.scenario ?? TWO_HOPS;
    const { end } = await reference(scenario);
    const world = worldOf({
      ...scenario,
      watched: { ...scenario.watched, specsOnly: nemesis.loose ?? false },
    });
    nemesis.before?.(world);
    const start = world.snapshot();
    const process: Process = world.process("one", nemesis.arm?.(world, () => process) ?? {});
    const plan = scenario.plan(await world.read(world.process("three")));
    world.monitor.allow(plan);
    const { exit, words, next } = await command(process, (parts, run) => startOperation(parts, plan, run));
    assert.ok(
      [nemesis.exit, nemesis.or].includes(exit),
      `exit ${exit}, not ${nemesis.exit}: ${words}\n${next}`,
    );
    if (nemesis.says) assert.match(words, nemesis.says);
    if (nemesis.next) assert.match(next, nemesis.next);
    if (exit === EXIT.resumable) {
      assert.match(next, /docker swarmnet resume [0-9a-f]{10}/);
      assert.match(next, /docker swarmnet undo [0-9a-f]{10}/);
      const sent = process.effects.length;
      nemesis.repair?.(world);
      world.clock.advance(1000);
      assert.equal(process.effects.length, sent, "it does nothing after its end");
      const second = world.process("one");
      const resumed = await command(second, (parts, run) => resumeOperation(parts, undefined, run));
      assert.equal(resumed.exit, EXIT.done, `${resumed.words}\n${resumed.next}`);
    }
    assert.deepEqual([...world.monitor.violations, ...world.leftovers()], []);
    const networks = (text: string) => text.slice(0, text.indexOf('"services"'));
    if (exit === EXIT.failed || exit === EXIT.interrupted) assert.equal(world.snapshot(), start);
    else assert.equal(networks(world.snapshot()), networks(end));
  });
}
