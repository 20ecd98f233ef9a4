import assert from "node:assert/strict";
import { RULES } from "../../../lib/checks/registry.ts";
import { judgeExample } from "../../support/judge_example.ts";

Deno.test("what is said of a subnet stands at the subnet", () => {
  const stack = [
    "services: {a: {image: x, networks: [n, m]}}",
    "networks:",
    "  n: {ipam: {config: [{subnet: 10.5.0.0/16}]}}",
    "  m:",
    "    ipam:",
    "      config:",
    "        - subnet: 10.5.1.0/24",
  ].join("\n");
  const rules = RULES.filter(({ code }) => ["SN0202", "SN0206", "SN0220"].includes(code));
  const { findings } = judgeExample(
    { title: "", stack, policy: { allowedSubnets: ["192.168.0.0/16"] } },
    rules,
  );
  const places = findings.map(({ code, object, at }) => `${code} ${object.name} ${at?.line}:${at?.column}`);
  assert.deepEqual(places.sort(), [
    "SN0202 shop_n 3:32",
    "SN0206 shop_n 3:32",
    "SN0220 shop_m 7:19",
    "SN0220 shop_n 3:32",
  ]);
});
