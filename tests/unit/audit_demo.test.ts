import assert from "node:assert/strict";
import { audit } from "../../commands/audit.ts";
import { EXIT } from "../../lib/base/errors.ts";
import { runOnSwarm } from "../support/run_command.ts";

/** The problems of the example swarm as lib/swarm/demo.ts numbers them, and the findings each is seen by. */
const SEEDED: Record<string, string[]> = {
  "1. plain overlays": ["SN0101 monitoring_metrics", "SN0102 ingress"],
  "2. encrypted=false": ["SN0103 legacy_dmz"],
  "3. the MTU option nobody reads": ["SN0211 mail_relay"],
  "4. a subnet inside docker_gwbridge's": ["SN0204 reports_net"],
  "5. a network that was never allocated": [
    "SN0201 staging_default",
    "SN0303 staging_web",
    "SN0304 staging_web",
  ],
  "6. no room for the next update": ["SN0216 legacy_app"],
  "7. a paused update": ["SN0316 legacy_app"],
  "8. one address, two tasks": ["SN0219 legacy_dmz"],
  "9. one name, two services": ["SN0401 edge_public"],
  "10. a proxy on another network": ["SN0403 monitoring_grafana"],
  "11. published without health check": ["SN0309 legacy_web"],
  "12. idle connections through a VIP": ["SN0313 shop_postgres"],
  "13. an unused network": ["SN0324 metrics_old"],
  "14. engines that lose security associations": ["SN0110 swarm"],
};

interface Shown {
  code: string;
  object: { name: string };
}

Deno.test("audit --from demo shows the seeded problems and nothing else", async () => {
  const { out, exit } = await runOnSwarm(audit, ["--from", "demo", "--format", "json"]);
  const report = JSON.parse(out);
  const found = report.findings.map(({ code, object }: Shown) => `${code} ${object.name}`);
  assert.deepEqual(found.sort(), Object.values(SEEDED).flat().sort());
  assert.deepEqual([...report.hidden, ...report.suppressed, ...report.baselined], []);
  assert.equal(exit, EXIT.no);
});

Deno.test("audit --from demo says which rules it could not judge, each with a reason", async () => {
  const { out } = await runOnSwarm(audit, ["--from", "demo", "--format", "json"]);
  const skipped = JSON.parse(out).skipped as { code: string; reason: string }[];
  assert.deepEqual(skipped.map(({ code }) => code), ["SN0205", "SN0306", "SN0503", "SN0508"]);
  for (const { reason } of skipped) assert.ok(reason.length > 20, reason);
});
