import assert from "node:assert/strict";
import { hooks } from "../../../commands/hooks.ts";
import { hooksDisable } from "../../../commands/hooks_disable.ts";
import { hooksEnable } from "../../../commands/hooks_enable.ts";
import { UsageError } from "../../../lib/base/errors.ts";
import { realFiles } from "../../../lib/cli/files.ts";
import { unstyled } from "../../../lib/terminal/style.ts";
import { testContext } from "../../support/context.ts";

/** Runs the commands against a config.json with this text; gives their output and the text afterwards. */
async function run(
  text: string | undefined,
  commands: ("enable" | "disable")[],
  env: Record<string, string> = {},
) {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/config.json`;
    if (text !== undefined) await Deno.writeTextFile(path, text);
    const ctx = { ...testContext({ env: { DOCKER_CONFIG: folder, ...env } }), files: realFiles() };
    for (const command of commands) {
      await (command === "enable" ? hooksEnable : hooksDisable).run(ctx as never, undefined as never);
    }
    const after = await Deno.readTextFile(path).catch(() => undefined);
    return { after, out: ctx.io.stdoutText.replaceAll(folder, "DIR"), err: ctx.io.stderrText };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const ENABLED =
  '{\n\t"auths": {},\n\t"plugins": {\n\t\t"swarmnet": {\n\t\t\t"hooks": "network create,service create,service update,stack deploy"\n\t\t}\n\t},\n\t"features": {\n\t\t"hooks": "true"\n\t}\n}';

Deno.test("hooks enable: registers the commands and turns docker's switch on; twice is once", async () => {
  const { after, out } = await run(undefined, ["enable", "enable"]);
  assert.equal(after, ENABLED);
  assert.match(out, /^Hints are on after: docker network create, .*\nSet in DIR\/config\.json\n/);
  assert.match(out, /DIR\/config\.json said so already\n$/);
});

Deno.test("hooks disable: takes away what enable wrote", async () => {
  const { after, out } = await run(ENABLED, ["disable"]);
  assert.equal(after, '{\n\t"auths": {}\n}');
  assert.match(out, /^Hints are off\n/);
});

Deno.test("hooks: another plugin's hooks keep docker's switch, and are told when it is turned on", async () => {
  const other =
    '{\n\t"plugins": {\n\t\t"scout": {\n\t\t\t"hooks": "pull"\n\t\t}\n\t},\n\t"features": {\n\t\t"hooks": "true"\n\t}\n}';
  const { after, err } = await run(other, ["enable", "disable"]);
  assert.equal(after, other);
  assert.match(err, /WARNING: docker's switch also turns on the hints of: scout\n/);
  assert.match(err, /docker's switch stays as it is, for: scout\n/);
});

Deno.test("hooks enable: a variable that says otherwise is named", async () => {
  assert.match(
    (await run("{}", ["enable"], { DOCKER_CLI_HOOKS: "0" })).err,
    /DOCKER_CLI_HOOKS is set and turns hints off/,
  );
  assert.equal((await run("{}", ["enable"], { DOCKER_CLI_HOOKS: "1" })).err, "");
});

Deno.test("hooks: a file that cannot be parsed is refused", async () => {
  await assert.rejects(
    run("{ oops", ["enable"]),
    (error) => error instanceof UsageError && /left as it is/.test(error.message),
  );
  await assert.rejects(run("{ oops", ["disable"]), (error) => error instanceof UsageError);
});

Deno.test("hooks: the state is shown in text and in JSON", async () => {
  const off = testContext();
  await hooks.run(off as never, { json: false } as never);
  assert.match(unstyled(off.io.stdoutText), /^Hints: +off\n.*\n.*not set\n\nTurn them on/);
  const on = testContext({ dockerConfig: JSON.parse(ENABLED) });
  await hooks.run(on as never, { json: true } as never);
  const state = JSON.parse(on.io.stdoutText);
  assert.equal(state.on, true);
  assert.equal(state.schema, "swarmnet/hooks/1");
});
