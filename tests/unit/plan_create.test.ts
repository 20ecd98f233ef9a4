import assert from "node:assert/strict";
import { planCreate } from "../../lib/plan/create/plan.ts";
import { type CreateRequest, plainRequest } from "../../lib/swarm/change/create_request.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { engines, judged, LET, MTU, VNI, withNetwork } from "../support/create_rules.ts";
import { makeNetwork, makeNode, makeSwarm } from "../support/make_swarm.ts";

const OVERLAPS: [string, Swarm, "error" | "warning", RegExp][] = [
  [
    "a swarm network",
    withNetwork("web", { subnet: "10.20.0.0/16" }),
    "error",
    /overlaps network web \(10\.20\.0\.0\/16\)/,
  ],
  [
    "a local bridge",
    withNetwork("lan", { subnet: "10.20.0.0/24", scope: "local", driver: "bridge" }),
    "warning",
    /the local network lan/,
  ],
  [
    "a bridge pool",
    makeSwarm({ source: { bridgePools: [{ base: "10.20.0.0/16", size: 24 }] } }),
    "warning",
    /pool of local bridges 10\.20/,
  ],
  [
    "a node",
    makeSwarm({ nodes: [makeNode("n7", { addr: "10.20.0.7" })] }),
    "error",
    /address of node n7 \(10\.20\.0\.7\/32\)/,
  ],
  [
    "a route",
    makeSwarm({ source: { hostRoutes: ["10.20.0.0/14"] } }),
    "warning",
    /route of this machine: 10\.20\.0\.0\/14/,
  ],
];

for (const [name, swarm, severity, what] of OVERLAPS) {
  Deno.test(`a subnet that overlaps ${name} is named with what is in the way and a free one`, () => {
    const problems = planCreate({ ...plainRequest("app"), subnets: ["10.20.0.0/24"] }, swarm, LET).problems;
    const found = problems.find((one) => what.test(one.what));
    assert.equal(found?.severity, severity);
    assert.match(found!.fix, /^--subnet 10\.\d+\.\d+\.0\/24, which is free/);
  });
}

Deno.test("with ip-ranges the managers do not even compare: still an error, and said so", () => {
  const swarm = withNetwork("web", { subnet: "10.20.0.0/24" });
  const [problem] = judged({ subnets: ["10.20.0.0/24"], ranges: ["10.20.0.16/28"] }, swarm);
  assert.match(problem!, /^error\|.*overlaps network web.*do not even compare/);
});

Deno.test("an automatic subnet that would land on something is foreseen", () => {
  const swarm = makeSwarm({ source: { hostRoutes: ["10.0.1.0/25"] } });
  assert.match(
    judged({}, swarm)[0]!,
    /^warning\|The automatic subnet, likely 10\.0\.1\.0\/24, overlaps a route.*--subnet 10\.0\.2\.0\/24/,
  );
});

Deno.test("a default pool without a free subnet is an error, taking its last one a warning", () => {
  const cluster = { defaultAddrPool: ["10.0.0.0/23"] };
  const ingress = makeNetwork("ingress", { ingress: true, subnet: "10.0.0.0/24" });
  const last = judged({ subnets: ["10.0.1.0/24"] }, makeSwarm({ cluster, networks: [ingress] }));
  assert.match(last.join(), /^warning\|--subnet 10\.0\.1\.0\/24 takes the last/);
  const full = makeSwarm({ cluster, networks: [ingress, makeNetwork("web", { subnet: "10.0.1.0/24" })] });
  assert.match(
    judged({}, full).join(),
    /^error\|The swarm's default pool \(10\.0\.0\.0\/23 in \/24\) has no free subnet/,
  );
});

Deno.test("a subnet in the default pool is a fact, not an objection", () => {
  const { problems } = planCreate({ ...plainRequest("app"), subnets: ["10.0.7.0/24"] }, makeSwarm(), LET);
  assert.deepEqual(problems.map((one) => one.severity), ["note"]);
  assert.match(problems[0]!.why, /skip what is taken/);
});

Deno.test("nothing is said about good requests", () => {
  const good: Partial<CreateRequest>[] = [
    {},
    { subnets: ["10.20.0.0/24"], ranges: ["10.20.0.128/25"], gateways: ["10.20.0.1"] },
    { encrypted: true, mtu: 9000, attachable: true, internal: true },
    { options: { encrypted: "" }, encrypted: true },
    { options: { encrypted: "true" } },
    { encrypted: false },
    { options: { [MTU]: "0", dsr: "" }, scope: "swarm" },
    { mtu: 1400, options: { [MTU]: "1400" } },
    { name: "A1_b-c" },
    { name: "a".repeat(63) },
    { ipv4: true, ipv6: false },
    { sizeFor: 50 },
    { options: { [VNI]: "100" } },
    { labels: { "com.example": "x" } },
  ];
  for (const request of good) assert.deepEqual(judged(request), [], JSON.stringify(request));
});

Deno.test("SPI: engines that all compute alike understand each other; port 4789 and 0 are the usual one", () => {
  assert.deepEqual(judged({ encrypted: true }, engines(["29.1.0", "29.2.0"])), []);
  assert.deepEqual(judged({ encrypted: true }, engines(["23.0.3"], { dataPathPort: 4789 })), []);
  assert.deepEqual(judged({ encrypted: true }, engines(["28.5.2"], { dataPathPort: 7789 })), []);
  assert.deepEqual(judged({}, engines(["20.10.10"], { dataPathPort: 7789 })), []);
});

Deno.test("0.0.0.0/26 means any /26 to engines from 29.0", () => {
  assert.deepEqual(
    judged({ subnets: ["0.0.0.0/26"] }, makeSwarm({ source: { engineVersion: "29.0.0" } })),
    [],
  );
});

Deno.test("all problems are reported at once, errors first", () => {
  const { problems } = planCreate(
    {
      ...plainRequest("my.net"),
      subnets: ["10.0.9.1/24", "x"],
      scope: "local",
      mtu: 20000,
      options: { encrypted: "false" },
    },
    makeSwarm(),
    LET,
  );
  const severities = problems.map((one) => one.severity).join(" ");
  assert.equal(severities, "error error error error error warning note");
});

Deno.test("a name of 10 KB is cut, a name made to be slow is not", () => {
  const [first] = judged({ name: "x".repeat(10_240) });
  assert.match(first!, /10240 characters/);
  assert.ok(first!.length < 600);
  assert.ok(judged({ name: "a".repeat(40) + "-".repeat(40) + "!" }).length > 0);
});

Deno.test("policy: error refuses a network without encryption and says where that was set", () => {
  const policy = { require: "error", origin: "SWARMNET_REQUIRE_ENCRYPTION" } as const;
  const [problem] = planCreate(plainRequest("app"), makeSwarm(), policy).problems;
  assert.equal(problem?.severity, "error");
  assert.match(problem!.why, /SWARMNET_REQUIRE_ENCRYPTION/);
  assert.deepEqual(planCreate({ ...plainRequest("app"), encrypted: true }, makeSwarm(), policy).problems, []);
});

Deno.test("policy: warn warns, off says nothing; encryption always has its note", () => {
  const advice = (require: "off" | "warn", encrypted: boolean) =>
    planCreate({ ...plainRequest("app"), encrypted }, makeSwarm(), { require, origin: "" }).advice?.kind;
  assert.equal(advice("warn", false), "warning");
  assert.equal(advice("off", false), undefined);
  assert.equal(advice("warn", true), "note");
  assert.equal(advice("off", true), "note");
});

Deno.test("--size-for picks a free subnet, no smaller than the swarm's own and large enough", () => {
  const pick = (sizeFor: number, swarm = makeSwarm()) =>
    planCreate({ ...plainRequest("app"), sizeFor }, swarm, LET).picked;
  assert.deepEqual(pick(50), {
    subnet: "10.0.1.0/24",
    usable: 253,
    need: { tasks: 50, spare: 51, loadBalancers: 1, total: 102 },
  });
  assert.equal(pick(200)?.subnet, "10.0.2.0/23");
  const nearlyFull = makeSwarm({
    networks: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/17", "192.168.128.128/25"].map((subnet) =>
      makeNetwork(subnet, { subnet })
    ),
    source: { bridgePools: [{ base: "192.168.129.0/24", size: 24 }] },
  });
  assert.equal(pick(20, nearlyFull)?.subnet, "192.168.130.0/24");
});
