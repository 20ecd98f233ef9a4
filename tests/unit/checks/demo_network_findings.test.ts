import assert from "node:assert/strict";
import { RULES } from "../../../lib/checks/registry.ts";
import { judge } from "../../../lib/checks/run.ts";
import { liveView } from "../../../lib/checks/view.ts";
import { demoSwarm } from "../../../lib/demo/demo.ts";

Deno.test("of encryption and addresses, the demo shows what was seeded and nothing else", () => {
  const rules = RULES.filter(({ code }) => /^SN0[12]/.test(code));
  const { findings, skipped } = judge(liveView(demoSwarm()), rules);
  assert.deepEqual(
    findings.map(({ level, code, object, message }) => {
      assert.ok(message.includes(object.name) || object.kind === "swarm", message);
      return `${level} ${code} ${object.kind} ${object.name}`;
    }),
    [
      "warning SN0101 network monitoring_metrics",
      "warning SN0102 network ingress",
      "warning SN0103 network legacy_dmz",
      "warning SN0110 swarm swarm",
      "warning SN0204 network reports_net",
      "warning SN0211 network mail_relay",
      "warning SN0216 service legacy_app",
      "error SN0201 network staging_default",
      "error SN0219 network legacy_dmz",
    ],
  );
  assert.deepEqual(
    skipped.map(({ code }) => code),
    ["SN0205"],
    "a snapshot does not tell the routes of a node",
  );
});
