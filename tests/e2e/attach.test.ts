/**
 * What can go wrong with `attach` and `detach`, on real engines: the facts about swarm that the code builds on, failing tasks,
 * roll-backs and other writers.
 */
import assert from "node:assert/strict";
import { attach } from "../../commands/attach.ts";
import { detach } from "../../commands/detach.ts";
import { Failure } from "../../lib/base/errors.ts";
import { collect } from "../../lib/engine/collect.ts";
import { connect } from "../../lib/engine/connect.ts";
import type { Engine, Raw } from "../../lib/engine/engine.ts";
import { isEngineError } from "../../lib/engine/errors.ts";
import type { Context } from "../../lib/cli/context.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import { outcomeOf } from "../support/change_context.ts";
import { MemoryIo, testContext } from "../support/context.ts";
import { unixTarget } from "../support/engine_socket.ts";
import { type Age, engineOf, startLab } from "../support/lab.ts";
import { realClock } from "../support/real_clock.ts";

interface Stage {
  engine: Engine;
  web: string;
  db: string;
}

const SECOND = 1e9;

/** Runs a command in this process against the real engine. */
async function run({ engine }: Stage, line: string): Promise<{ outcome: number | Error; io: MemoryIo }> {
  const [name, ...words] = line.split(" ");
  const command = (name === "attach" ? attach : detach) as typeof attach;
  const parsed = parseCommand(command, ["--yes", ...words]);
  const io = new MemoryIo();
  const ctx: Context = {
    ...testContext({ io, engine }),
    clock: realClock,
    swarm: () => collect(engine, { clock: realClock }),
  };
  const { options } = parsed as Extract<typeof parsed, { kind: "run" }>;
  return { outcome: await outcomeOf(command.run(ctx, options)), io };
}

function template(networks: string[], container: Raw = {}): Raw {
  return {
    ContainerSpec: { Image: LAB_IMAGE, StopGracePeriod: SECOND, ...container },
    Networks: networks.map((Target) => ({ Target })),
  };
}

/** Makes a service and waits until its tasks run. */
async function make({ engine }: Stage, name: string, parts: Raw): Promise<void> {
  const update = { Parallelism: 1, Monitor: SECOND, FailureAction: "pause" };
  await engine.createService({
    Name: name,
    Mode: { Replicated: { Replicas: 1 } },
    UpdateConfig: update,
    ...parts,
  });
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const states = await engine.tasks((task) => (task.Status as Raw).State, { service: [name] });
    if (states.includes("running")) return;
    await realClock.sleep(100);
  }
  assert.fail(`no task of ${name} runs`);
}

async function specOf({ engine }: Stage, name: string): Promise<Raw & { TaskTemplate: Raw }> {
  return (await engine.service(name)).Spec as Raw & { TaskTemplate: Raw };
}

/** Writes a spec as another client would; false when swarm refuses. */
async function write(
  { engine }: Stage,
  name: string,
  change: (spec: Raw & { TaskTemplate: Raw }) => void,
): Promise<boolean> {
  const service = await engine.service(name);
  const spec = service.Spec as Raw & { TaskTemplate: Raw };
  change(spec);
  try {
    await engine.updateService(service.ID as string, (service.Version as { Index: number }).Index, spec);
    return true;
  } catch (error) {
    if (isEngineError(error) && /must be migrated/.test(error.reply)) return false;
    throw error;
  }
}

const STEPS: [name: string, run: (stage: Stage) => Promise<void>][] = [
  ["swarm keeps to the rules for the deprecated list that changes are made by", async (stage) => {
    const { web, db } = stage;
    const legacy = (name: string, own: string[]) =>
      make(stage, name, { TaskTemplate: template(own), Networks: [{ Target: web }] });
    await legacy("rules", []);
    assert.equal(await write(stage, "rules", (spec) => delete spec.Networks), false, "removed as a whole");
    assert.equal(
      await write(stage, "rules", (spec) => spec.Networks = [{ Target: db }]),
      false,
      "changed in place",
    );
    await legacy("both", [db]);
    assert.equal(
      await write(stage, "both", (spec) => delete spec.Networks),
      false,
      "dropped beside the other list",
    );
    const empty = (spec: Raw & { TaskTemplate: Raw }) => {
      delete spec.Networks;
      spec.TaskTemplate.Networks = [];
    };
    assert.equal(await write(stage, "both", empty), true, "both emptied together");
    const { outcome } = await run(stage, "attach rules db");
    assert.equal(outcome, 0);
    const spec = await specOf(stage, "rules");
    assert.deepEqual(spec.TaskTemplate.Networks, [{ Target: web }, { Target: db }]);
    assert.equal(spec.Networks ?? null, null);
  }],
  ["an update that is paused is a failure with the task's error", async (stage) => {
    await make(stage, "paused", { TaskTemplate: template([stage.web]) });
    await write(stage, "paused", (spec) => {
      (spec.TaskTemplate.ContainerSpec as Raw).Command = ["/nonexistent"];
      spec.Mode = { Replicated: { Replicas: 1 } };
    });
    const { outcome } = await run(stage, "attach --timeout 60s paused db");
    assert(outcome instanceof Failure, String(outcome));
    assert.equal(outcome.exit, 1);
    assert.match(outcome.message, /update of paused was paused/);
    assert.match(outcome.why ?? "", /A new task failed: .*(nonexistent|no such file|exec)/i);
  }],
  ["an update that is rolled back is a failure, and the service is as before", async (stage) => {
    const command =
      "n=$(ls /sys/class/net | grep -c eth); [ $n -lt 3 ] || exit 7; trap 'exit 0' TERM; sleep 10000 & wait";
    await make(stage, "rolled", {
      TaskTemplate: template([stage.web], { Command: ["/bin/sh", "-c", command] }),
      UpdateConfig: { Parallelism: 1, Monitor: 3 * SECOND, FailureAction: "rollback" },
      RollbackConfig: { Parallelism: 1, Monitor: SECOND },
    });
    const { outcome, io } = await run(stage, "attach --timeout 60s rolled db");
    assert(outcome instanceof Failure, String(outcome));
    assert.equal(outcome.exit, 1);
    assert.match(outcome.message, /rolled back: it is not attached to db/);
    assert.match(outcome.why ?? "", /non-zero exit \(7\)/);
    assert.match(io.stderrText, /rolling back update/);
    assert.deepEqual((await specOf(stage, "rolled")).TaskTemplate.Networks, [{ Target: stage.web }]);
  }],
  ["another client's writes at the same time are all kept", async (stage) => {
    await make(stage, "busy", { TaskTemplate: template([stage.web]) });
    let labels = 0;
    // Reads as the command does, and writes before the command can.
    const service = async (id: string) => {
      const read = await stage.engine.service(id);
      if (labels < 3) {
        const label = `by-hand-${++labels}`;
        await write(stage, "busy", (spec) => spec.Labels = { ...spec.Labels as Raw, [label]: "" });
      }
      return read;
    };
    const engine = new Proxy(stage.engine, {
      get(target, key: keyof Engine) {
        const value = target[key];
        if (key === "service") return service;
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const { outcome } = await run({ ...stage, engine }, "attach busy db");
    assert.equal(outcome, 0);
    const spec = await specOf(stage, "busy");
    assert.deepEqual(spec.Labels, { "by-hand-1": "", "by-hand-2": "", "by-hand-3": "" });
    assert.deepEqual(spec.TaskTemplate.Networks, [{ Target: stage.web }, { Target: stage.db }]);
  }],
  ["a service without tasks is changed at once, a global one on every node", async (stage) => {
    await stage.engine.createService({
      Name: "none",
      TaskTemplate: template([]),
      Mode: { Replicated: { Replicas: 0 } },
    });
    await make(stage, "everywhere", { TaskTemplate: template([stage.web]), Mode: { Global: {} } });
    const { outcome, io } = await run(stage, "attach none everywhere db");
    assert.equal(outcome, 0);
    assert.equal(io.stdoutText, "none\neverywhere\n");
    assert.match(io.stderrText, /overall progress: 3 out of 3 tasks/);
  }],
  ["detach from the last network leaves none", async (stage) => {
    const { outcome } = await run(stage, "detach none db");
    assert.equal(outcome, 0);
    assert.deepEqual((await specOf(stage, "none")).TaskTemplate.Networks ?? [], []);
  }],
];

for (const age of ["oldest", "newest"] as Age[]) {
  const found = await engineOf(age);
  const ignore = "reason" in found;
  if (ignore) console.log(`skipped: attach on the ${age} engine: ${found.reason}`);
  Deno.test({
    name: `engine ${ignore ? age : found.version}: attach and detach when things go wrong`,
    ignore,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      const lab = await startLab((found as { engine: string }).engine);
      const engine = await connect(unixTarget(lab.hosts[0]!.replace("unix://", "")));
      try {
        const [web, db] = await Promise.all(
          ["web", "db"].map((Name) => engine.createNetwork({ Name, Driver: "overlay" })),
        );
        const stage = { engine, web: web!.id, db: db!.id };
        for (const [name, step] of STEPS) await t.step(name, () => step(stage));
      } finally {
        engine.close();
        await lab.end();
      }
    },
  });
}
