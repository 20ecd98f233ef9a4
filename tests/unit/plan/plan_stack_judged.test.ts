import assert from "node:assert/strict";
import { lint } from "../../../commands/lint.ts";
import { plan } from "../../../commands/plan.ts";
import { STACK_LABEL, type Swarm } from "../../../lib/swarm/model.ts";
import { sketchSwarm } from "../../../lib/swarm/sketch.ts";
import { runOnSwarm } from "../../support/run_command.ts";

const CONFIG = "/project/.swarmnet.yaml";
const EMPTY = sketchSwarm({ networks: [{ name: "ingress" }], services: [] });

const run = (file: string, config = "", words: string[] = [], swarm: Swarm = EMPTY) =>
  runOnSwarm(plan, ["--from", "swarm.json", "-c", "stack.yml", ...words, "shop"], {
    swarm,
    files: { "stack.yml": file, ...(config === "" ? {} : { [CONFIG]: config }) },
  });

const codesIn = (text: string) => [...text.matchAll(/^error (SN\d{4})/gm)].map(([, code]) => code);

const PLAIN = "services:\n  a: {image: x, networks: [n]}\nnetworks:\n  n: {}\n";

Deno.test("plan refuses what the policies of .swarmnet.yaml forbid, with the code of audit", async () => {
  const cases: [file: string, config: string, code: string][] = [
    [PLAIN, "policies: {must-encrypt: ['shop_*']}\n", "SN0115"],
    [PLAIN, "policies: {allowed-subnets: [10.60.0.0/16]}\n", "SN0220"],
    [
      PLAIN.replace("networks: [n]", "networks: [n], ports: ['5432:5432']"),
      "policies: {forbidden-ports: [5432]}\n",
      "SN0322",
    ],
    [PLAIN, "require-encryption: error\n", "SN0117"],
  ];
  for (const [file, config, code] of cases) {
    const free = await run(file);
    assert.equal(free.exit, 0, free.err);
    const ran = await run(file, config);
    assert.equal(ran.exit, 1, `${config} ${ran.err}`);
    assert.deepEqual(codesIn(ran.err), [code], config);
    assert.match(ran.err, /\nplan: 1 blocker, no changes made\n$/);
    assert.equal(ran.out, "");
    assert.doesNotMatch(ran.err, /--subnet|--encrypted/);
  }
});

Deno.test("comments, labels, .swarmnet.yaml and --ignore suppress findings of plan as they do for lint", async () => {
  const policy = "policies: {must-encrypt: ['shop_*']}\n";
  const cases: [by: string, file: string, config: string, words: string[]][] = [
    ["inline", PLAIN.replace("n: {}", "n: {}  # swarmnet:ignore SN0115 private wire"), policy, []],
    ["label", PLAIN.replace("n: {}", "n: {labels: {swarmnet.ignore.SN0115: private wire}}"), policy, []],
    ["config", PLAIN, `${policy}ignore: [{rule: SN0115, object: shop_n, reason: private wire}]\n`, []],
    ["flag", PLAIN, policy, ["--ignore", "SN0115=shop_*"]],
  ];
  for (const [by, file, config, words] of cases) {
    const ran = await run(file, config, ["--format", "json", ...words]);
    assert.equal(ran.exit, 0, `${by} ${ran.out}`);
    const { suppressed, plan } = JSON.parse(ran.out);
    assert.deepEqual(
      suppressed.map((one: { code: string; suppressed: { by: string } }) => [one.code, one.suppressed.by]),
      [["SN0115", by]],
    );
    assert.equal(plan.schema, "swarmnet/plan/2");
  }
});

Deno.test("nothing suppresses what the engine refuses of a deploy", async () => {
  const swarm = sketchSwarm({ networks: [{ name: "shop_n" }], services: [] });
  const file = PLAIN.replace("n: {}", "n: {}  # swarmnet:ignore SN0703 known");
  const config = "rules: {SN0703: off}\nignore: [{rule: SN0703, reason: known}]\n";
  const ran = await run(file, config, ["--ignore", "SN0703"], swarm);
  assert.equal(ran.exit, 1);
  assert.deepEqual(codesIn(ran.err), ["SN0703"]);
});

Deno.test("levels of .swarmnet.yaml and --no-warn hold for plan", async () => {
  const warned = await run(PLAIN, "policies: {must-encrypt: ['shop_*']}\nrules: {SN0115: warning}\n");
  assert.equal(warned.exit, 0, warned.err);
  assert.match(warned.err, /^warning SN0115 network shop_n: .*\(stack\.yml:4\)$/m);
  const raised = await run(PLAIN, "rules: {SN0101: error}\n");
  assert.deepEqual(codesIn(raised.err), ["SN0101"]);
  const quiet = await run(PLAIN, "", ["--no-warn"]);
  assert.equal(quiet.exit, 0);
  assert.equal(quiet.err, "");
});

Deno.test("what blocks a plan is what lint --against finds, at the same place", async () => {
  const swarm = sketchSwarm({
    networks: [{ name: "shop_m", labels: { [STACK_LABEL]: "other" } }, { name: "x", subnet: "10.9.0.0/24" }],
    services: [{ name: "shop_a" }],
  });
  const file = "services:\n  a: {image: x, networks: [l, m, n, gone]}\nnetworks:\n" +
    "  l: {driver: macvlan}\n  m: {}\n  n: {ipam: {config: [{subnet: 10.9.0.128/25}]}}\n  gone: {external: true}\n";
  const files = { "stack.yml": file };
  const planned = await runOnSwarm(plan, [
    "--from",
    "swarm.json",
    "--format",
    "json",
    "-c",
    "stack.yml",
    "shop",
  ], { swarm, files });
  const linted = await runOnSwarm(
    lint,
    ["--format", "json", "--stack", "shop", "--against", "swarm.json", "stack.yml"],
    { swarm, files },
  );
  const errors = (found: { level: string }[]) => found.filter(({ level }) => level === "error");
  const blockers = errors(JSON.parse(planned.out).plan.findings);
  assert.equal(planned.exit, 1);
  assert.deepEqual(blockers.map((one) => (one as unknown as { code: string }).code).sort(), [
    "SN0202",
    "SN0607",
    "SN0608",
    "SN0703",
    "SN0704",
  ]);
  for (const one of blockers) {
    assert.ok(
      errors(JSON.parse(linted.out).findings).some((other) => JSON.stringify(other) === JSON.stringify(one)),
      JSON.stringify(one),
    );
  }
});
