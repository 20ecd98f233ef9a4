/** Commands that change and commands that look judge a swarm alike, on the fake engine. */
import assert from "node:assert/strict";
import { attach } from "../../commands/attach.ts";
import { audit } from "../../commands/audit.ts";
import { detach } from "../../commands/detach.ts";
import { serviceCreate } from "../../commands/service_create.ts";
import { serviceUpdate } from "../../commands/service_update.ts";
import type { Context } from "../../lib/cli/context.ts";
import { type CommandRig, commandRig } from "../support/change_command.ts";
import { testContext } from "../support/context.ts";
import { UPDATE_SHAPES } from "../support/update_shapes.ts";

const NODES = [{ hostname: "node1" }, { hostname: "node2" }, { hostname: "node3" }];
const ENCRYPTED = { Options: { encrypted: "" } };
async function errorsOf({ run }: CommandRig, prepare?: (ctx: Context) => void): Promise<string[]> {
  const { out } = await run(audit, ["--format", "json"], prepare === undefined ? {} : { prepare });
  const { findings } = JSON.parse(out) as {
    findings: { code: string; level: string; object: { name: string } }[];
  };
  return findings.filter(({ level }) => level === "error").map(({ code, object }) =>
    `${code} ${object.name}`
  );
}

for (const { title, code, parts } of UPDATE_SHAPES) {
  Deno.test(`${title}: audit, attach and detach name ${code}, and nothing is sent`, async () => {
    await using commands = await commandRig({ nodes: NODES });
    const { rig, run } = commands;
    await rig.network("app", ENCRYPTED);
    await rig.network("db", ENCRYPTED);
    await rig.service("web", ["app"], parts);
    assert.deepEqual(await errorsOf(commands), [`${code} web`]);
    const writes = rig.fake.writes().length;
    for (
      const words of [["--dry-run", "web", "db"], ["--yes", "web", "db"], [
        "--yes",
        "--ignore",
        "SN0101",
        "web",
        "db",
      ]]
    ) {
      const { exit, err } = await run(attach, words);
      assert.equal(exit, 125);
      assert.match(err, new RegExp(`^error ${code} service web: `));
      assert.match(err, /\nattach: 1 blocker, no changes made\n$/);
    }
    const { exit, err } = await run(detach, ["--yes", "web", "app"]);
    assert.equal(exit, 125);
    assert.match(err, new RegExp(`^warning SN0332 [^]*\nerror ${code} service web: `));
    assert.equal(rig.fake.writes().length, writes);
  });
}

Deno.test("a blocker that is suppressed is not told, and the update is started", async () => {
  await using commands = await commandRig({ nodes: NODES });
  const { rig, run } = commands;
  await rig.network("app", ENCRYPTED);
  await rig.service("web", [], UPDATE_SHAPES[0]!.parts);
  const { exit, err } = await run(attach, ["--yes", "-d", "-q", "--ignore", "SN0319=w*", "web", "app"]);
  assert.deepEqual([exit, err], [0, ""]);
});

Deno.test("service update is judged with the order that it sets: the fix that a refusal prints is not refused", async () => {
  await using commands = await commandRig({ nodes: NODES });
  const { rig, run } = commands;
  await rig.network("app", ENCRYPTED);
  await rig.service("web", [], UPDATE_SHAPES[0]!.parts);
  const refused = await run(serviceUpdate, ["--network-add", "app", "web"]);
  assert.equal(refused.exit, 125);
  const [fix] = /docker service update .*/.exec(refused.err)!;
  assert.equal(fix, "docker service update --update-order stop-first web");
  const runs: string[][] = [];
  const prepare = (ctx: Context) => {
    ctx.runDocker = (words) => {
      runs.push([...words]);
      return Promise.resolve(0);
    };
  };
  assert.equal((await run(serviceUpdate, fix.split(" ").slice(3), { prepare })).err, "");
  const both = ["--network-add", "app", "--update-order", "stop-first", "web"];
  assert.equal((await run(serviceUpdate, both, { prepare })).err, "");
  assert.deepEqual(runs, [fix.split(" ").slice(1), ["service", "update", ...both]]);
});

const POLICIES = `policies:
  must-encrypt: [shop_*]
  allowed-subnets: [10.0.0.0/8]
  forbidden-ports: [5432]
`;
const project = (text: string) => (ctx: Context) => {
  ctx.files = testContext({ files: { "/project/.swarmnet.yaml": text } }).files;
};

Deno.test("policies: attach and service create refuse what audit reports, and respect what suppresses it", async () => {
  await using commands = await commandRig({ nodes: NODES });
  const { rig, run } = commands;
  const config = [{ Subnet: "172.30.1.0/24" }];
  await rig.network("shop_app", { IPAM: { Driver: "default", Config: config } });
  await rig.service("web", []);
  const attached = async (text: string, ...words: string[]) => {
    const { exit, err } = await run(attach, ["--dry-run", ...words, "web", "shop_app"], {
      prepare: project(text),
    });
    return [exit, ...err.match(/^\w+ SN\d{4}/gm) ?? []];
  };
  assert.deepEqual(await errorsOf(commands, project(POLICIES)), ["SN0115 shop_app", "SN0220 shop_app"]);
  const both = [125, "warning SN0101", "error SN0115", "error SN0220"];
  assert.deepEqual(await attached(POLICIES), both);
  assert.deepEqual(
    await attached(`${POLICIES}ignore: [{rule: SN0115, object: shop_*, reason: moved soon}]\n`),
    [
      125,
      "warning SN0101",
      "error SN0220",
    ],
  );
  assert.deepEqual(await attached(`${POLICIES}rules: {SN0220: off, SN0115: warning}\n`), [
    0,
    "warning SN0101",
    "warning SN0115",
  ]);
  assert.deepEqual(await attached(POLICIES, "--ignore", "SN0115,SN0220", "--no-warn"), [0]);
  assert.deepEqual(await attached("require-encryption: error\n"), [125, "error SN0117"]);
  assert.deepEqual(await attached("require-encryption: off\n"), [0]);
  const create = ["--name", "db", "--network", "shop_app", "-p", "5432:5432", "app:1"];
  const { exit, err } = await run(serviceCreate, create, { prepare: project(POLICIES) });
  assert.equal(exit, 125);
  assert.deepEqual(err.match(/^error SN\d{4}/gm), ["error SN0115", "error SN0220", "error SN0322"]);
  assert.match(err, /\nservice create: 3 blockers, no changes made\n$/);
});
