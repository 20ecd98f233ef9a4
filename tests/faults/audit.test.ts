import assert from "node:assert/strict";
import { audit } from "../../commands/audit.ts";
import { EXIT } from "../../lib/base/errors.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { type Recorded, startFakeEngine } from "../support/fake_engine.ts";
import { runOnEngine, runOnSwarm } from "../support/run_command.ts";

interface Shown {
  code: string;
  object: { name: string };
}
const codes = (out: string) =>
  JSON.parse(out).findings.map(({ code, object }: Shown) => `${code} ${object.name}`).sort();

const isVerbose = ({ query }: Recorded) => ["1", "true"].includes(query.verbose ?? "");

Deno.test("audit of an engine finds what audit of the same swarm as data finds, in a bounded number of calls", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const live = await runOnEngine(audit, ["--format", "json"], fake);
  const data = await runOnSwarm(audit, ["--format", "json"]);
  assert.deepEqual(codes(live.out), codes(data.out));
  assert.equal(live.exit, EXIT.no);
  const networks = demoSwarm().networks.length;
  assert.ok(fake.requests.length <= 10 + networks, `${fake.requests.length} calls`);
  assert.ok(!fake.requests.some(isVerbose));
  assert.deepEqual(fake.writes(), []);
});

Deno.test("audit asks verbosely with --deep only, and inspects nothing where no rule looks", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  await runOnEngine(audit, ["--deep", "--exit-zero"], fake);
  assert.ok(fake.requests.some(isVerbose));
  const before = fake.requests.length;
  const { exit } = await runOnEngine(audit, ["--rule", "SN0101", "--exit-zero"], fake);
  assert.equal(exit, EXIT.done);
  assert.ok(fake.requests.length - before <= 10, `${fake.requests.length - before} calls`);
});

Deno.test("audit says which networks could not be inspected, and judges the rest", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  fake.faults.add({
    when: ({ path }) => /^\/networks\/./.test(path),
    fault: { status: 500, message: "boom" },
  });
  const { out, exit } = await runOnEngine(audit, ["--format", "json"], fake);
  const report = JSON.parse(out);
  assert.equal(exit, EXIT.no);
  assert.ok(report.gaps.some(({ why }: { why: string }) => /could not be inspected: .*boom/.test(why)));
  assert.ok(codes(out).includes("SN0101 monitoring_metrics"));
});
