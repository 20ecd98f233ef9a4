import assert from "node:assert/strict";
import { audit } from "../../../commands/audit.ts";
import { EXIT } from "../../../lib/base/errors.ts";
import { parseCommand } from "../../../lib/cli/parse.ts";
import type { SwarmOptions } from "../../../lib/engine/runtime.ts";
import type { Context } from "../../../lib/cli/context.ts";
import { REPORT_FORMATS } from "../../../lib/view/reports/formats.ts";
import { sketchSwarm, type SwarmSketch } from "../../../lib/swarm/sketch.ts";
import { testContext, type TestContextOptions } from "../../support/context.ts";
import { runOnSwarm } from "../../support/run_command.ts";

const SKETCH: SwarmSketch = {
  networks: [{ name: "shop", options: {} }, { name: "other", options: {} }],
  services: [{ name: "web", on: ["shop"] }, { name: "api", on: ["other"] }],
};
const swarm = sketchSwarm(SKETCH);
const run = (words: string[], options: TestContextOptions = {}) =>
  runOnSwarm(audit, words, { swarm, ...options });
const PLAIN = ["--rule", "SN0101"];
const found = (out: string) =>
  JSON.parse(out).findings.map((one: { object: { name: string } }) => one.object.name);

Deno.test("audit: the exit code is the same in every format, by --fail-on and --exit-zero", async () => {
  for (const format of REPORT_FORMATS) {
    const words = [...PLAIN, "--format", format];
    assert.equal((await run(words)).exit, EXIT.done, format);
    assert.equal((await run([...words, "--fail-on", "warning"])).exit, EXIT.no, format);
    assert.equal((await run([...words, "--fail-on", "warning", "--show", "error"])).exit, EXIT.no, format);
    assert.equal((await run([...words, "--fail-on", "info", "--exit-zero"])).exit, EXIT.done, format);
  }
});

Deno.test("audit: the same swarm gives the same bytes", async () => {
  const words = ["--format", "json"];
  assert.equal((await run(words)).out, (await run(words)).out);
});

Deno.test("audit: everything wrong with the flags is said at once, with the nearest rules", async () => {
  const { exit, failure, out } = await run([
    "--rule",
    "overlay-unencrypte",
    "--ignore",
    "ingress-unencryptd=x",
    "--baseline",
    "",
  ]);
  assert.equal(exit, EXIT.usage);
  assert.equal(out, "");
  assert.deepEqual(failure!.message.split("\n"), [
    '--rule overlay-unencrypte: unknown rule "overlay-unencrypte" (did you mean overlay-unencrypted?)',
    '--ignore ingress-unencryptd=x: unknown rule "ingress-unencryptd" (did you mean ingress-unencrypted?)',
    "--baseline needs the name of a file",
  ]);
});

Deno.test("audit: --ignore, the configuration file and flags over it", async () => {
  const files = {
    "/project/.swarmnet.yaml":
      "rules: {SN0101: error}\nfail-on: warning\nignore:\n- {rule: SN0101, object: shop, reason: private wire}\n",
  };
  const configured = await run([...PLAIN, "--format", "json"], { files });
  assert.equal(configured.exit, EXIT.no);
  assert.deepEqual(found(configured.out), ["other"]);
  const report = JSON.parse(configured.out);
  assert.equal(report.findings[0].level, "error");
  assert.equal(report.suppressed[0].suppressed.reason, "private wire");
  const ignored = await run([...PLAIN, "--format", "json", "--ignore", "SN01*=oth*"], { files });
  assert.deepEqual([ignored.exit, found(ignored.out)], [EXIT.done, []]);
});

Deno.test("audit: a rule that is off stays off, unless it is asked for by name", async () => {
  const files = { "/project/.swarmnet.yaml": "rules: {SN0101: off}\n" };
  assert.deepEqual(found((await run(["--rule", "SN01", "--format", "json"], { files })).out), []);
  assert.deepEqual(found((await run([...PLAIN, "--format", "json"], { files })).out), ["other", "shop"]);
});

Deno.test("audit: several rules may stand behind one flag, with commas", async () => {
  const many = await run(["--rule", "SN0101,SN0324", "--format", "json"]);
  assert.deepEqual(JSON.parse(many.out).judged, ["SN0101", "SN0324"]);
  const none = await run(["--rule", "SN0101,SN0324", "--ignore", "SN0101,SN0324", "--format", "json"]);
  assert.deepEqual(found(none.out), []);
});

Deno.test("audit: a policy of the configuration is judged", async () => {
  const files = { "/project/.swarmnet.yaml": "policies: {must-encrypt: ['sh*']}\n" };
  const { exit, out } = await run(["--rule", "policy", "--format", "json"], { files });
  assert.deepEqual([exit, found(out)], [EXIT.no, ["shop"]]);
});

Deno.test("audit: a wrong configuration is refused before anything is contacted", async () => {
  const files = { "/project/.swarmnet.yaml": "rules: {overlay-unencrypte: off}\n" };
  const ctx = { files };
  const { exit, failure } = await runOnSwarm(audit, [], ctx);
  assert.equal(exit, EXIT.usage);
  assert.match(failure!.why!, /^\/project\/\.swarmnet\.yaml:1:9: .*did you mean overlay-unencrypted\?/);
});

Deno.test("audit: a baseline is written with exit code 0, and then only what is new fails", async () => {
  const strict = ["--fail-on", "warning", "--format", "json"];
  const ctx = testContext({ swarm });
  const go = (words: string[], on = swarm) => {
    ctx.swarm = () => Promise.resolve(on);
    const parsed = parseCommand(audit, words);
    assert.ok(parsed.kind === "run");
    return audit.run(ctx, parsed.options as never);
  };
  assert.equal(await go([...PLAIN, ...strict, "--write-baseline", "known.json"]), EXIT.done);
  assert.match(ctx.io.stderrText, /Wrote known\.json: 2 known findings/);
  assert.equal(await go([...PLAIN, ...strict, "--baseline", "known.json"]), EXIT.done);
  const more = sketchSwarm({ ...SKETCH, networks: [...SKETCH.networks!, { name: "new", options: {} }] });
  assert.equal(await go([...PLAIN, ...strict, "--baseline", "known.json"], more), EXIT.no);
  await assert.rejects(() => go([...PLAIN, "--baseline", "gone.json"]), /No such file: gone\.json/);
});

Deno.test("audit: networks are inspected only where a rule looks, verbosely only with --deep", async () => {
  const asked: SwarmOptions[] = [];
  const go = async (words: string[]) => {
    const ctx: Context = testContext({ swarm });
    ctx.swarm = (options) => {
      asked.push(options);
      return Promise.resolve(swarm);
    };
    const parsed = parseCommand(audit, words);
    assert.ok(parsed.kind === "run");
    await audit.run(ctx, parsed.options as never);
  };
  await go([]);
  await go([...PLAIN, "--from", "x.json"]);
  await go(["--deep"]);
  assert.deepEqual(asked.map(({ from, inspect, deep }) => [from, inspect, deep]), [
    [undefined, true, false],
    ["x.json", false, false],
    [undefined, true, true],
  ]);
});

Deno.test("audit: names of the swarm are escaped in every format", async () => {
  const hostile = sketchSwarm({ networks: [{ name: "a\u001b[31m\u202e\n::error::b", options: {} }] });
  for (const format of REPORT_FORMATS) {
    const { out } = await runOnSwarm(audit, [...PLAIN, "--format", format], { swarm: hostile });
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(out, /[\u001b\u202e]|^::error::b/m, format);
  }
});

Deno.test("audit: places in the configuration are paths from here, so reports are the same on every machine", async () => {
  for (
    const [file, shown] of [["/project/.swarmnet.yaml", ".swarmnet.yaml"], [
      "/.swarmnet.yaml",
      "../.swarmnet.yaml",
    ]]
  ) {
    const files = { [file!]: "ignore: [{rule: SN0103, object: x, reason: y}]\n" };
    const { out } = await run(["--format", "json", "--rule", "SN0901", "--rule", "SN0103"], { files });
    const places = JSON.parse(out).findings.map((one: { at: { file: string } }) => one.at.file);
    assert.deepEqual(places, [shown]);
  }
});
