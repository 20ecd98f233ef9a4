import assert from "node:assert/strict";
import { attach } from "../../commands/attach.ts";
import { detach } from "../../commands/detach.ts";
import { encrypt } from "../../commands/encrypt.ts";
import { replace } from "../../commands/replace.ts";
import { undo } from "../../commands/undo.ts";
import { connect } from "../../lib/engine/connect.ts";
import { type CommandRig, commandRig } from "../support/change_command.ts";

const PARTS: [field: string, needs: string, task: Record<string, unknown>][] = [
  ["OomScoreAdj", "1.46", { ContainerSpec: { OomScoreAdj: -500 } }],
  ["SwapBytes", "1.52", { Resources: { SwapBytes: 0 } }],
  ["MemorySwappiness", "1.52", { Resources: { MemorySwappiness: 0 } }],
  ["Seccomp", "1.44", { ContainerSpec: { Privileges: { Seccomp: { Mode: "unconfined" } } } }],
];

/** A service that another client made at the engine's own version; the commands speak `pinned`. */
async function shop(pinned: string, task: Record<string, unknown>): Promise<CommandRig> {
  const made = await commandRig({ api: "1.55", pinned });
  const { fake } = made.rig;
  const own = await connect(
    {
      endpoint: { kind: "unix", path: fake.socket },
      host: fake.host,
      context: "default",
      headers: {},
    },
  );
  const network = await made.rig.network("back");
  await made.rig.network("front");
  const { ContainerSpec, ...rest } = task;
  await own.createService({
    Name: "api",
    TaskTemplate: {
      ContainerSpec: { Image: "app:1", ...ContainerSpec as Record<string, unknown> },
      Networks: [{ Target: network }],
      ...rest,
    },
    Mode: { Replicated: { Replicas: 2 } },
  });
  fake.clock.advance(60_000);
  own.close();
  return made;
}

function specOf(made: CommandRig): unknown {
  return structuredClone([...made.rig.fake.state.services.values()][0]!.spec.TaskTemplate);
}

for (const [field, needs, task] of PARTS) {
  Deno.test(`no command erases ${field} of a service under an older DOCKER_API_VERSION`, async () => {
    await using made = await shop("1.43", task);
    const before = [specOf(made), made.rig.fake.writes().length];
    const calls = [
      [attach, "--yes", "api", "front"],
      [attach, "--dry-run", "api", "front"],
      [detach, "--yes", "api", "back"],
      [encrypt, "--yes", "back"],
      [encrypt, "--dry-run", "back"],
      [replace, "--yes", "--mtu", "1400", "back"],
    ] as const;
    for (const [command, ...words] of calls) {
      const ran = await made.run(command, words);
      assert.equal(ran.exit, 1, `${command.name}: ${ran.err}`);
      assert.match(
        ran.err,
        new RegExp(`service api: API version 1\\.43 has no .*${field} \\(API ${needs}\\)`),
      );
      assert.match(ran.err, /Unset DOCKER_API_VERSION/);
    }
    assert.deepEqual([specOf(made), made.rig.fake.writes().length], before);
  });

  Deno.test(`${field} stays with a service that is attached at API ${needs}`, async () => {
    await using made = await shop(needs, task);
    const ran = await made.run(attach, ["--yes", "api", "front"]);
    assert.equal(ran.exit, 0, ran.err);
    assert.match(JSON.stringify(specOf(made)), new RegExp(`"${field}"`));
  });
}

Deno.test("undo does not erase a field that a service got after the change", async () => {
  await using made = await shop("1.43", {});
  const ran = await made.run(encrypt, ["--yes", "back"], {
    heard: (text, { stop }) => {
      if (text.includes("step 3 of") && text.includes("done in")) stop();
    },
  });
  assert.equal(ran.exit, 5, ran.err);
  const service = [...made.rig.fake.state.services.values()][0]!;
  (service.spec.TaskTemplate as Record<string, unknown>).Resources = { SwapBytes: 0 };
  const undone = await made.run(undo, ["--yes"]);
  assert.notEqual(undone.exit, 0);
  assert.match(undone.err, /has no Resources\.SwapBytes \(API 1\.52\)/);
  assert.match(JSON.stringify(service.spec.TaskTemplate), /"SwapBytes":0/);
});
