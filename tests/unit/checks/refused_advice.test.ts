import assert from "node:assert/strict";
import { sn0312 } from "../../../lib/checks/services/sn0312_client_address_lost.ts";
import { sn0621 } from "../../../lib/checks/stack_files/sn0621_refused_by_docker.ts";
import { judgeExample } from "../../support/judge_example.ts";

Deno.test("a refusal of what docker compose knows says what a swarm has instead", () => {
  const stack = "services:\n  a:\n    image: x\n    cpus: 0.5\n    scale: 2\n    port: [80]\n" +
    "    ports: [{target: 80, name: web}]\n";
  const { findings } = judgeExample({ title: "", stack }, [sn0621]);
  assert.deepEqual(findings.map(({ at, fix }) => `${at?.line} ${fix.text}`), [
    "4 In a swarm: use deploy.resources.limits.cpus",
    "5 In a swarm: use deploy.replicas",
    "6 Change what docker complains about",
    "7 In a swarm: ports have no name: leave it out",
  ]);
});

Deno.test("a port is called by its number though it stands in quotes, and by its target where it has none", () => {
  const stack = "services: {a: {image: nginx, ports: [{target: 80, published: '8080'}, '443']}}\n";
  const { findings } = judgeExample({ title: "", stack }, [sn0312]);
  assert.match(findings[0]!.message, /gets a port for 443\/tcp and 8080\/tcp through the routing mesh/);
});
