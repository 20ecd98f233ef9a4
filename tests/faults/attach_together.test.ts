import assert from "node:assert/strict";
import { attach } from "../../commands/attach.ts";
import { Failure } from "../../lib/base/errors.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { type ChangeRig, changeRig, outcomeOf } from "../support/change_context.ts";

/** `attach` with words as typed. */
function attaching(rig: ChangeRig, ...words: string[]): Promise<number | Error> {
  const parsed = parseCommand(attach, words);
  assert.equal(parsed.kind, "run");
  return outcomeOf(attach.run(rig.ctx, (parsed as Extract<typeof parsed, { kind: "run" }>).options));
}

/** Once `service` has been written, another client puts it on these networks two seconds later. */
function othersPutOn(rig: ChangeRig, service: string, networks: readonly string[]): void {
  rig.fake.faults.once("POST", /\/update$/, {
    after: () =>
      void rig.fake.clock.schedule(2000, async () => {
        const { Version, Spec } = await rig.engine.service(service);
        const spec = Spec as { TaskTemplate: Record<string, unknown> };
        const TaskTemplate = { ...spec.TaskTemplate, Networks: networks.map((Target) => ({ Target })) };
        await rig.engine.updateService(service, (Version as { Index: number }).Index, {
          ...spec,
          TaskTemplate,
        });
      }),
  });
}

Deno.test("a service that somebody else attaches elsewhere meanwhile is still done, once that has converged", async () => {
  await using rig = await changeRig();
  const [web, db, log] = [await rig.network("web"), await rig.network("db"), await rig.network("log")];
  const id = await rig.service("api", [web]);
  othersPutOn(rig, id, [web, db, log]);
  assert.equal(await attaching(rig, "--yes", "api", "db"), 0);
  const tasks = await rig.engine.tasks((task) => task, { service: [id] });
  const running = tasks.filter((task) => (task.Status as { State: string }).State === "running");
  assert.ok(running.length > 0);
  for (const task of running) assert.equal((task.Spec as { Networks: unknown[] }).Networks.length, 3);
});

Deno.test("a service that somebody else takes off the network meanwhile is a failure", async () => {
  await using rig = await changeRig();
  const [web] = [await rig.network("web"), await rig.network("db")];
  const id = await rig.service("api", [web]);
  othersPutOn(rig, id, [web]);
  const failure = await attaching(rig, "--yes", "api", "db");
  assert(failure instanceof Failure);
  assert.match(failure.message, /Another client changed the networks of api/);
  assert.match(failure.why ?? "", /no longer attached to db/);
});
