import assert from "node:assert/strict";
import { COMMANDS } from "../../commands/index.ts";
import type { Context } from "../../lib/cli/context.ts";
import type { Entry } from "../../lib/cli/table.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { type CommandRig, commandRig, type Ran } from "../support/change_command.ts";

/** Calls that change nothing, and whether they print a command. */
const CALLS: readonly (readonly [line: string, prints: boolean])[] = [
  ["status", true],
  ["audit", true],
  ["audit --profile cis", true],
  ["audit --format json", true],
  ["audit --format sarif", true],
  ["audit --format markdown", true],
  ["audit --format junit", true],
  ["audit --format github", true],
  ["map", true],
  ["map --format json", true],
  ["map --format html", true],
  ["rm shop_backend", true],
  ["rm --dry-run ingress", true],
  ["encrypt nothing", true],
  ["encrypt ingress", true],
  ["encrypt --dry-run --allow-gap monitoring_metrics", true],
  ["encrypt --dry-run --format json monitoring_metrics", true],
  ["replace --dry-run --mtu 1400 nothing", true],
  ["ingress replace --dry-run --encrypted --allow-gap", true],
  ["resume", true],
  ["resume abc", true],
  ["undo", true],
  ["undo abc", true],
  ["unlock abc", true],
  ["attach nothing shop_backend", true],
  ["attach legacy_web nothing", true],
  ["attach --dry-run legacy_web docker_gwbridge", true],
  ["attach --dry-run legacy_web bridge", true],
  ["attach --dry-run legacy_web ingress", true],
  ["detach nothing shop_backend", true],
  ["create --dry-run plain1", true],
  ["create --dry-run --subnet 10.0.0.0/8 plain1", true],
  ["create --dry-run shop_backend", true],
  ["create --dry-run --ingress mesh", true],
  ["plan -c stack.yml shop", true],
  ["plan -c stack.yml --format json shop", true],
  ["plan -c broken.yml shop", true],
  ["apply --dry-run -c stack.yml shop", true],
  ["trace shop_web shop_api", true],
  ["trace shop_api db", true],
  ["trace client 8088", true],
  ["trace shop_api legacy_web", true],
  ["trace nothing shop_api", true],
  ["trace --format json shop_api legacy_web", true],
  ["capacity", true],
  ["capacity nothing", true],
  ["edges --from-service nothing", true],
  ["probe nothing", true],
  ["bench --nodes nothing,nowhere", true],
  ["ports --format nftables", true],
  ["hooks", true],
  ["doctor", true],
  ["ls", false],
  ["service ls", false],
  ["ingress", false],
  ["gateway", false],
  ["ports", false],
];

const FILES = {
  "stack.yml":
    "services: {web: {image: x, networks: [back, new]}}\nnetworks: {back: {}, new: {external: true}}\n",
  "broken.yml": "services: {web: {networks: [none]}}\n",
};

/** A command of docker's that talks to an engine, without words that choose one. */
const BARE = /\bdocker (?:swarmnet|service|network|node|stack|swarm|info|inspect)\b/;

/** What names commands and is no advice: why something is so, rules' texts, help, and titles. */
const PROSE = [
  /^ *(?:\[ ]*)?Why: /,
  /^ *"why": /,
  // Of SARIF's rules; a result says its fix.
  /^ *"(?:markdown|text)": "(?:What: |\*\*What:|(?!.*Fix: ))/,
  /[`>]docker [a-z ]+(?:--[a-z-]+)?(?:[`<]|$)/,
  /docker swarmnet (?:explain|rules)\b/,
  /docker swarmnet [a-z ]*--help/,
  /docker stack deploy(?: would\b|$)/,
  /^## docker swarmnet |^<testsuites name=/,
];

async function run(made: CommandRig, line: string, call: string[]): Promise<Ran> {
  const fits = COMMANDS.filter(({ words }: Entry) => `${line} `.startsWith(`${words} `));
  const entry = fits.sort((a, b) => b.words.length - a.words.length)[0]!;
  const words = line.slice(entry.words.length).split(" ").filter((word) => word !== "");
  const prepare = ({ files }: Context) => {
    for (const [path, text] of Object.entries(FILES)) files.write(path, text, { mode: 0o600 });
  };
  return await made.run(await entry.load(), words, { call, width: 400, prepare });
}

for (const [line, prints] of CALLS) {
  Deno.test(`advice of "${line}" carries the words of the call`, async () => {
    await using made = await commandRig({ from: demoSwarm() });
    const carried = await run(made, line, ["--context", "other"]);
    const plain = await run(made, line, []);
    assert.equal(made.rig.fake.writes().length, 0, "nothing is changed");
    const said = `${carried.out}\n${carried.err}`;
    assert.equal(said.includes("docker --context other "), prints, said);
    const bare = said.split("\n").filter((one) => BARE.test(one) && !PROSE.some((prose) => prose.test(one)));
    assert.deepEqual(bare, []);
    const without = (text: string) => text.replaceAll("docker --context other ", "docker ");
    if (!/\d+ ms|T\d\d:/.test(plain.out)) assert.equal(without(carried.out), plain.out);
  });
}

Deno.test("advice of a change that stopped, went through or failed carries the words of the call", async () => {
  await using made = await commandRig();
  const call = ["--context", "other"];
  await made.rig.network("shop_backend");
  await made.rig.service("api", ["shop_backend"]);
  const { encrypt } = await import("../../commands/encrypt.ts");
  const { undo } = await import("../../commands/undo.ts");
  const stopped = await made.run(encrypt, ["--yes", "shop_backend"], {
    call,
    heard: (text, { stop }) => {
      if (text.includes("step 2 of") && text.includes("done in")) stop();
    },
  });
  assert.match(stopped.err, /Next: Resume it: docker --context other swarmnet resume [0-9a-f]+\n/);
  assert.match(
    stopped.err,
    /Next: Undo it: docker --context other swarmnet undo [0-9a-f]+\n/,
  );
  const other = await made.run(encrypt, ["--yes", "shop_backend"], { call });
  assert.match(other.err, /docker --context other swarmnet resume/);
  const undone = await made.run(undo, ["--yes"], { call });
  assert.equal(undone.exit, 0, undone.err);
  const done = await made.run(encrypt, ["--yes", "shop_backend"], { call });
  assert.match(done.err, /Undo it: docker --context other swarmnet undo/);
  assert.match(done.err, /docker --context other swarmnet bench/);
  assert.match(done.err, /docker --context other swarmnet probe shop_backend/);
  for (const { err } of [stopped, other, undone, done]) {
    assert.deepEqual(err.split("\n").filter((one) => BARE.test(one) && !/^ *Why: /.test(one)), []);
  }
});
