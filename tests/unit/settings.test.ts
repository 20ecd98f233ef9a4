import assert from "node:assert/strict";
import { UsageError } from "../../lib/base/errors.ts";
import { readSettings } from "../../lib/plugin/settings.ts";
import { testContext, type TestContextOptions } from "../support/context.ts";

const KEY = "require-encryption";
const read = async (options: TestContextOptions, config?: string) => {
  const ctx = testContext(options);
  if (config !== undefined) ctx.globals.config = config;
  return (await readSettings(ctx))[KEY];
};

async function refused(options: TestContextOptions): Promise<string> {
  const error = await read(options).then(() => undefined, (error) => error);
  assert.ok(error instanceof UsageError);
  return error.why!;
}

Deno.test("without any file the defaults hold", async () => {
  assert.deepEqual(await read({ env: { HOME: "/home/me" } }), { value: "warn", origin: "the default" });
});

Deno.test("environment wins over the project's file, that over the user's", async () => {
  const files = {
    "/project/.swarmnet.yaml": `${KEY}: error\n`,
    "/home/me/.docker/swarmnet.yaml": `${KEY}: off\n`,
  };
  const env = { HOME: "/home/me" };
  assert.deepEqual(await read({ files, env: { ...env, SWARMNET_REQUIRE_ENCRYPTION: "warn" } }), {
    value: "warn",
    origin: "SWARMNET_REQUIRE_ENCRYPTION",
  });
  assert.deepEqual(await read({ files, env }), { value: "error", origin: "/project/.swarmnet.yaml" });
  const own = { "/home/me/.docker/swarmnet.yaml": `${KEY}: off\n` };
  assert.deepEqual(await read({ files: own, env }), {
    value: "off",
    origin: "/home/me/.docker/swarmnet.yaml",
  });
});

Deno.test("the project's file is looked for upwards, the user's beside docker's own", async () => {
  assert.equal((await read({ files: { "/.swarmnet.yaml": `${KEY}: error` } })).origin, "/.swarmnet.yaml");
  const files = { "/etc/docker-me/swarmnet.yaml": `${KEY}: off` };
  assert.equal((await read({ files, env: { DOCKER_CONFIG: "/etc/docker-me" } })).value, "off");
  assert.equal((await read({ files }, "/etc/docker-me")).value, "off");
});

Deno.test("an empty file and an empty variable set nothing", async () => {
  const files = { "/project/.swarmnet.yaml": "# nothing yet\n" };
  assert.equal((await read({ files, env: { SWARMNET_REQUIRE_ENCRYPTION: "" } })).origin, "the default");
});

Deno.test("everything that is wrong is said at once, with the nearest known key and the values there are", async () => {
  const files = {
    "/project/.swarmnet.yaml": "require-encrypton: error\nfoo: 1\nrequire-encryption: maybe\n",
  };
  const why = await refused({ files, env: { SWARMNET_REQUIRE_ENCRYPTION: "yes" } });
  assert.match(why, /unknown setting "require-encrypton" \(did you mean require-encryption\?\)/);
  assert.match(why, /unknown setting "foo"/);
  assert.match(why, /\/project\/\.swarmnet\.yaml: require-encryption is "maybe"; it takes off, warn, error/);
  assert.match(why, /SWARMNET_REQUIRE_ENCRYPTION: require-encryption is "yes"/);
});

Deno.test("broken YAML, lists and bombs are refused", async () => {
  assert.match(await refused({ files: { "/project/.swarmnet.yaml": "a: [" } }), /\.swarmnet\.yaml: /);
  assert.match(await refused({ files: { "/project/.swarmnet.yaml": "- a\n" } }), /must be a mapping/);
  const levels = Array.from(
    { length: 12 },
    (_, at) => `l${at + 1}: &l${at + 1} [${Array(12).fill(`*l${at}`).join(",")}]`,
  );
  const bomb = `l0: &l0 [x]\n${levels.join("\n")}\n`;
  assert.match(await refused({ files: { "/project/.swarmnet.yaml": bomb } }), /alias/i);
});
