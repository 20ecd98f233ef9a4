import assert from "node:assert/strict";
import { audit } from "../../../commands/audit.ts";
import { encrypt } from "../../../commands/encrypt.ts";
import { ingressReplace } from "../../../commands/ingress_replace.ts";
import { replace } from "../../../commands/replace.ts";
import { EXIT } from "../../../lib/base/errors.ts";
import { sketchSwarm } from "../../../lib/swarm/sketch.ts";
import { runOnSwarm } from "../../support/run_command.ts";

/** The problems of the example swarm as lib/demo/demo.ts numbers them, and the findings each is seen by. */
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

const MOVES = [
  { command: encrypt, words: ["encrypt"] },
  { command: replace, words: ["replace"] },
  { command: ingressReplace, words: ["ingress", "replace"] },
];

Deno.test("the commands that move a network are understood as printed, for each rule that prints one", async () => {
  const ports = [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" as const }];
  const swarm = sketchSwarm({
    networks: [
      { name: "ingress", options: {}, subnet: "192.168.7.0/28" },
      { name: "plain", options: {} },
      { name: "tiny", subnet: "10.70.0.0/29" },
      { name: "bridged", subnet: "172.18.3.0/24" },
      { name: "odd", options: { encrypted: "", "com.docker.network.driver.mtu": "abc" } },
      { name: "wrong", options: { encrypted: "", "com.docker.network.mtu": "1400" } },
    ],
    services: [{ name: "web", on: ["tiny", "plain", "odd", "wrong", "bridged"], replicas: 2, ports }],
  });
  const { out } = await runOnSwarm(audit, ["--format", "json"], { swarm });
  const ran = new Map<string, string>();
  for (const { code, fix } of JSON.parse(out).findings) {
    for (const line of fix.commands ?? []) {
      const words = line.split(" ").slice(2);
      const move = MOVES.find((one) => one.words.every((word, at) => words[at] === word));
      if (!line.startsWith("docker swarmnet ") || move === undefined) continue;
      const { exit, failure } = await runOnSwarm(move.command, words.slice(move.words.length), { swarm });
      assert.notEqual(exit, EXIT.usage, `${line}: ${failure?.message}`);
      ran.set(code, line);
    }
  }
  assert.deepEqual([...ran.keys()].sort(), [
    "SN0101",
    "SN0102",
    "SN0203",
    "SN0204",
    "SN0210",
    "SN0211",
    "SN0213",
  ]);
});

Deno.test("on a swarm of one node plain networks are worth a note: nothing of them travels between nodes yet", async () => {
  const ports = [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" as const }];
  const swarm = sketchSwarm({
    nodes: [{ hostname: "only", role: "manager" }],
    networks: [{ name: "ingress", options: {} }, { name: "app", options: {} }],
    services: [{ name: "web", on: ["app"], ports }],
  });
  const { out } = await runOnSwarm(audit, ["--format", "json"], { swarm });
  const found = JSON.parse(out).findings.map((
    { code, level }: { code: string; level: string },
  ) => [code, level]);
  assert.deepEqual(found, [["SN0101", "info"], ["SN0102", "info"], ["SN0504", "info"]]);
});
