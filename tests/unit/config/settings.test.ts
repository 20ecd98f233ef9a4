import assert from "node:assert/strict";
import { UsageError } from "../../../lib/base/errors.ts";
import { policyOf, readSettings } from "../../../lib/config/settings.ts";
import { chooseToolImage, toolImageText } from "../../../lib/config/tool_image.ts";
import { testContext, type TestContextOptions } from "../../support/context.ts";

const KEY = "require-encryption";
const read = async (options: TestContextOptions, config?: string) => {
  const ctx = testContext(options);
  if (config !== undefined) ctx.configFolder = config;
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
  assert.deepEqual(await read({ files, env }), { value: "error", origin: "/project/.swarmnet.yaml:1:1" });
  const own = { "/home/me/.docker/swarmnet.yaml": `${KEY}: off\n` };
  assert.deepEqual(await read({ files: own, env }), {
    value: "off",
    origin: "/home/me/.docker/swarmnet.yaml:1:1",
  });
});

Deno.test("the project's file is looked for upwards, the user's beside docker's own", async () => {
  assert.equal((await read({ files: { "/.swarmnet.yaml": `${KEY}: error` } })).origin, "/.swarmnet.yaml:1:1");
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
  assert.match(
    why,
    /\/project\/\.swarmnet\.yaml:3:21: require-encryption is "maybe"; it takes off, warn, error/,
  );
  assert.match(why, /SWARMNET_REQUIRE_ENCRYPTION: require-encryption is "yes"/);
});

Deno.test("broken YAML, lists and bombs are refused", async () => {
  assert.match(await refused({ files: { "/project/.swarmnet.yaml": "a: [" } }), /\.swarmnet\.yaml:1:5: /);
  assert.match(await refused({ files: { "/project/.swarmnet.yaml": "- a\n" } }), /must be a mapping/);
  const levels = Array.from(
    { length: 12 },
    (_, at) => `l${at + 1}: &l${at + 1} [${Array(12).fill(`*l${at}`).join(",")}]`,
  );
  const bomb = `l0: &l0 [x]\n${levels.join("\n")}\n`;
  assert.match(await refused({ files: { "/project/.swarmnet.yaml": bomb } }), /alias/i);
});

const PROJECT = "/project/.swarmnet.yaml";
const OWN = "/home/me/.docker/swarmnet.yaml";
const all = (files: Record<string, string>) =>
  readSettings(testContext({ files, env: { HOME: "/home/me" } }));

Deno.test("levels of rules go by code or name, the project's over the user's, each with its place", async () => {
  const settings = await all({
    [PROJECT]: "rules:\n  overlay-unencrypted: error\n",
    "/home/me/.docker/swarmnet.yaml": "rules:\n  SN0101: off\n  SN0901: off\n",
  });
  assert.deepEqual(Object.fromEntries(settings.rules), {
    SN0101: { value: "error", origin: `${PROJECT}:2:3`, at: { file: PROJECT, line: 2, column: 3 } },
    SN0901: { value: "off", origin: `${OWN}:3:3`, at: { file: OWN, line: 3, column: 3 } },
  });
});

Deno.test("a policy list of the project's replaces the user's; what is to be ignored adds up", async () => {
  const settings = await all({
    [PROJECT]:
      "policies:\n  forbidden-ports: [5432, 8000-8999/tcp]\nignore:\n- rule: SN0101\n  object: shop_*\n" +
      "  reason: private wire\n  until: 2027-01-31\n",
    "/home/me/.docker/swarmnet.yaml":
      "policies: {forbidden-ports: ['22'], must-encrypt: ['*']}\nignore: [{rule: SN09*, reason: noise}]\n",
  });
  assert.deepEqual(policyOf(settings), {
    mustEncrypt: ["*"],
    allowedSubnets: [],
    forbiddenPorts: ["5432", "8000-8999/tcp"],
    requireEncryption: { value: "warn", origin: "the default" },
  });
  assert.equal(settings.policies["forbidden-ports"].origin, `${PROJECT}:2:3`);
  assert.deepEqual(
    settings.ignore.map(({ rule, object, reason, until, at }) => [rule, object, reason, until, at.line]),
    [
      ["SN0101", "shop_*", "private wire", "2027-01-31", 4],
      ["SN09*", "*", "noise", null, 2],
    ],
  );
});

Deno.test("unknown rules and impossible values are refused at their places, the nearest rule named", async () => {
  const why = await refused({
    files: {
      [PROJECT]: [
        "rules: {SN0110x: off, overlay-unencrypte: warn}",
        "ignore:",
        "- {object: a}",
        "- {rule: SN0199, until: 2027-02-30}",
        "policies: {forbidden-ports: [70000, 9-1], allowed-subnets: [10.0.0.0], must-encrypt: x, ports: []}",
        "fail-on: errors",
        "profile: [cis]",
      ].join("\n"),
    },
  });
  assert.deepEqual(
    why.split("\n").map((line) => line.replace(`${PROJECT}:`, "").replace(/SN\d+\?/, "SN…?")),
    [
      '1:9: rules: unknown rule "SN0110x" (did you mean SN…?)',
      '1:23: rules: unknown rule "overlay-unencrypte" (did you mean overlay-unencrypted?)',
      "3:3: ignore[0] has no rule",
      '4:10: ignore[1].rule: unknown rule "SN0199" (did you mean SN…?)',
      '4:25: ignore[1].until is "2027-02-30": it is no day such as 2027-01-31',
      '5:30: policies.forbidden-ports[0] is "70000": it is no port or range such as 5432, 5432/tcp or 8000-8999',
      '5:37: policies.forbidden-ports[1] is "9-1": it is no port or range such as 5432, 5432/tcp or 8000-8999',
      '5:61: policies.allowed-subnets[0] is "10.0.0.0": the prefix length is missing, such as "/24"',
      "5:86: policies.must-encrypt must be a list",
      '5:89: unknown setting "policies.ports"',
      '6:10: fail-on is "errors"; it takes error, warning, info',
      "7:10: profile must be one value, not a list",
    ],
  );
});

Deno.test("a file that others can change is not read, which is said once with the fix; those above it are", async () => {
  const files = {
    "/project/.swarmnet.yaml": `${KEY}: off\n`,
    "/.swarmnet.yaml": `${KEY}: error\n`,
    "/home/me/.docker/swarmnet.yaml": `${KEY}: off\n`,
  };
  const ctx = testContext({ files, env: { HOME: "/home/me" } });
  const why = "every user can write to folder /project";
  ctx.files.distrusted.set("/project/.swarmnet.yaml", { why, fix: "chmod go-w /project" });
  const own = {
    why: "folder /home/me/.docker belongs to user 1001",
    fix: "sudo chown 1000 /home/me/.docker",
  };
  ctx.files.distrusted.set("/home/me/.docker/swarmnet.yaml", own);
  const settings = await readSettings(ctx);
  assert.deepEqual(settings[KEY], { value: "error", origin: "/.swarmnet.yaml:1:1" });
  assert.equal(
    ctx.io.stderrText,
    `WARNING: /project/.swarmnet.yaml is not read: ${why}. Fix: chmod go-w /project\n` +
      `WARNING: /home/me/.docker/swarmnet.yaml is not read: ${own.why}. Fix: ${own.fix}\n`,
  );
});

Deno.test("only the user's file and the flag name the image of the helpers", async () => {
  const files = {
    [PROJECT]: "tool-image: evil.example/tools:1\n",
    "/home/me/.docker/swarmnet.yaml": "show: info\ntool-image: own.example/tools:2\n",
  };
  const image = async (files: Record<string, string>, flag?: string) => {
    const ctx = testContext({ files, env: { HOME: "/home/me" } });
    const text = toolImageText(chooseToolImage(ctx, await readSettings(ctx), flag));
    return [text, ctx.io.stderrText];
  };
  const [own, said] = await image(files);
  assert.equal(own, "own.example/tools:2 (/home/me/.docker/swarmnet.yaml:2:1)");
  assert.match(
    said!,
    /^WARNING: \/project\/\.swarmnet\.yaml:1:1: tool-image is ignored here\. Fix: use --image/,
  );
  assert.equal((await image({ [PROJECT]: files[PROJECT]! }))[0], "nicolaka/netshoot:v0.13 (default)");
  assert.deepEqual(await image(files, "flag.example/tools:3"), ["flag.example/tools:3 (--image)", ""]);
});
