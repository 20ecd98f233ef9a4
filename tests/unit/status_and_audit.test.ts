import assert from "node:assert/strict";
import fc from "fast-check";
import { audit } from "../../commands/audit.ts";
import { status } from "../../commands/status.ts";
import { RULES } from "../../lib/checks/registry.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";
import { startFakeEngine } from "../support/fake_engine.ts";
import { runOnEngine, runOnSwarm } from "../support/run_command.ts";

const PROJECT = "/project/.swarmnet.yaml";
const OWN = "/home/me/.docker/swarmnet.yaml";
const env = { HOME: "/home/me" };

interface Report {
  counts: { error: number; warning: number; info: number };
  findings: { code: string; level: string }[];
  hidden: { code: string; level: string }[];
  settings: unknown;
  suppressed: unknown[];
  skipped: unknown[];
}

/** What both commands say of a swarm under the same files. */
async function both(swarm: Swarm, files: Record<string, string>) {
  const options = { swarm, files, env };
  const [one, other] = await Promise.all([
    runOnSwarm(audit, ["--format", "json"], options),
    runOnSwarm(status, ["--format", "json"], options),
  ]);
  assert.equal(one.failure, undefined);
  assert.equal(other.failure, undefined);
  return { audit: JSON.parse(one.out) as Report, status: JSON.parse(other.out), exit: one.exit };
}

function assertAgree({ audit, status }: Awaited<ReturnType<typeof both>>): void {
  const { error, warning, info } = audit.counts;
  assert.deepEqual([status.findings.errors, status.findings.warnings, status.findings.infos], [
    error,
    warning,
    info,
  ]);
  assert.deepEqual(status.settings, audit.settings);
  assert.deepEqual(status.suppressed, audit.suppressed);
  assert.deepEqual(status.skipped, audit.skipped);
  const levels = new Set([...audit.findings, ...audit.hidden].map((one) => `${one.code} ${one.level}`));
  for (const { code, level } of status.findings.worst) assert.ok(levels.has(`${code} ${level}`), code);
  if (error > 0) assert.equal(status.verdict.state, "broken");
  else if (warning > 0) assert.notEqual(status.verdict.state, "healthy");
}

const HEALTHY = sketchSwarm({
  networks: [{ name: "app", options: {} }],
  services: [{ name: "web", on: ["app"], replicas: 2 }, { name: "api", on: ["app"], replicas: 3 }],
});
const FILES: [what: string, text: string, state: string | undefined][] = [
  ["nothing set", "", undefined],
  ["a rule that is off", "rules: {SN0101: off}\n", "healthy"],
  ["a level that is changed", "rules: {overlay-unencrypted: error}\n", "broken"],
  [
    "a finding that is ignored",
    "ignore:\n- {rule: SN0101, object: app, reason: a private wire}\n",
    "healthy",
  ],
  ["a policy", "policies: {must-encrypt: ['*']}\n", "broken"],
  ["notes only", "rules: {SN0101: info}\n", "healthy"],
];
for (const [what, text, state] of FILES) {
  Deno.test(`status and audit agree with ${what}`, async () => {
    const found = await both(HEALTHY, { [PROJECT]: text });
    assertAgree(found);
    if (state !== undefined) assert.equal(found.status.verdict.state, state, found.status.verdict.text);
    assertAgree(await both(demoSwarm(), { [PROJECT]: text }));
  });
}

Deno.test("status: a hidden level and a profile of the configuration count as they do for audit", async () => {
  assertAgree(await both(demoSwarm(), { [OWN]: "show: error\nprofile: cis\nfail-on: info\n" }));
});

const CODES = RULES.filter(({ scope }) => scope.includes("live")).map(({ code }) => code);
const SETTINGS = fc.record({
  rules: fc.dictionary(fc.constantFrom(...CODES), fc.constantFrom("error", "warning", "info", "off"), {
    maxKeys: 12,
  }),
  ignore: fc.array(
    fc.record({
      rule: fc.constantFrom(...CODES, "SN0*", "SN03*"),
      object: fc.constantFrom("*", "staging_*", "monitoring_metrics", "legacy_web"),
      reason: fc.constantFrom("known", "moves soon"),
    }),
    { maxLength: 4 },
  ),
  policies: fc.record({
    "must-encrypt": fc.constantFrom([], ["*"], ["legacy_*"]),
    "forbidden-ports": fc.constantFrom([], ["80"]),
  }),
});

Deno.test("status and audit agree with any settings", async () => {
  const swarm = demoSwarm();
  await fc.assert(
    fc.asyncProperty(SETTINGS, SETTINGS, async (project, own) => {
      assertAgree(await both(swarm, { [PROJECT]: JSON.stringify(project), [OWN]: JSON.stringify(own) }));
    }),
    { numRuns: 60 },
  );
});

Deno.test("status of a live swarm lists the rules that it skips and audit judges; the others agree", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const one = JSON.parse((await runOnEngine(audit, ["--format", "json"], fake)).out) as Report;
  const other = JSON.parse((await runOnEngine(status, ["--format", "json"], fake)).out);
  const skipped = new Set(other.skipped.map(({ code }: { code: string }) => code));
  const counted = [...one.findings, ...one.hidden].filter(({ code }) => !skipped.has(code));
  const { errors, warnings, infos } = other.findings;
  assert.equal(errors + warnings + infos, counted.length);
  for (const { code } of one.skipped as { code: string }[]) assert.ok(skipped.has(code), code);
});

const LINE = "Settings: 1 check off, 1 level changed, 1 finding suppressed by .swarmnet.yaml; 1 check off by";
Deno.test("audit and status say in one line which file switched off and suppressed how much, JSON says what", async () => {
  const files = {
    [PROJECT]:
      "rules: {SN0103: off, SN0102: info}\nignore:\n- {rule: SN0101, object: monitoring_metrics, reason: r}\n",
    [OWN]: "rules: {SN0324: off}\n",
  };
  const { audit: report, status: screen } = await both(demoSwarm(), files);
  assert.deepEqual(report.settings, {
    levels: [{
      at: { column: 22, file: ".swarmnet.yaml", line: 1 },
      code: "SN0102",
      default: "warning",
      level: "info",
      rule: "ingress-unencrypted",
    }],
    off: [
      { at: { column: 9, file: ".swarmnet.yaml", line: 1 }, code: "SN0103", rule: "encrypted-false-trap" },
      { at: { column: 9, file: OWN, line: 1 }, code: "SN0324", rule: "unused-network" },
    ],
    replaced: [],
  });
  assert.deepEqual(screen.settings, report.settings);
  assert.deepEqual(
    // deno-lint-ignore no-explicit-any
    report.suppressed.map(({ code, object, suppressed }: any) => [code, object.name, suppressed.at]),
    [["SN0101", "monitoring_metrics", { column: 3, file: ".swarmnet.yaml", line: 3 }]],
  );
  for (const command of [audit, status]) {
    const { out } = await runOnSwarm(command, [], { files, env });
    const flat = out.replaceAll("\ufdd0", "").replace(/\s+/g, " ");
    assert.ok(flat.includes(LINE.replace("Settings: ", "")), out);
  }
});

Deno.test("a rule of another scope that is off, and one that a flag leaves out, are not counted", async () => {
  const files = { [PROJECT]: "rules: {SN0621: off, SN0801: off, SN0101: off}\n" };
  const codes = async (words: string[]) =>
    JSON.parse((await runOnSwarm(audit, [...words, "--format", "json"], { files })).out).settings.off
      .map(({ code }: { code: string }) => code);
  assert.deepEqual(await codes([]), ["SN0101"]);
  assert.deepEqual(await codes(["--rule", "SN02"]), []);
  // Asked for by its own name it is judged.
  assert.deepEqual(await codes(["--rule", "SN0101"]), []);
});

Deno.test("what a project's file replaces of the user's is counted", async () => {
  const files = {
    [PROJECT]: "fail-on: error\nrules: {SN0101: warning, SN0102: info}\npolicies: {must-encrypt: []}\n",
    [OWN]: "fail-on: warning\nrules: {SN0101: error, SN0102: info}\npolicies: {must-encrypt: ['*']}\n",
  };
  const { audit: report } = await both(HEALTHY, files);
  const { replaced } = report.settings as { replaced: { setting: string }[] };
  assert.deepEqual(replaced.map(({ setting }) => setting), [
    "fail-on",
    "policies.must-encrypt",
    "rules.SN0101",
  ]);
  assert.deepEqual(replaced[0], {
    setting: "fail-on",
    by: { column: 1, file: ".swarmnet.yaml", line: 1 },
    of: { column: 1, file: OWN, line: 1 },
  });
  const { out } = await runOnSwarm(status, [], { files, env });
  assert.match(out.replace(/\s+/g, " "), /1 level changed, 3 settings replaced by \.swarmnet\.yaml/);
});
