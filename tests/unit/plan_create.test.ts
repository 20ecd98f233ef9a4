import assert from "node:assert/strict";
import { planCreate } from "../../lib/plan/create/plan.ts";
import { type CreateRequest, plainRequest } from "../../lib/swarm/change/create_request.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { changeFindings } from "../../lib/view/findings/change_text.ts";
import { engines, judged, MTU, verdictOf, VNI, withNetwork } from "../support/create_rules.ts";
import { makeNetwork, makeNode, makeSwarm } from "../support/make_swarm.ts";

const OVERLAPS: [string, Swarm, string, RegExp][] = [
  [
    "a swarm network",
    withNetwork("web", { subnet: "10.20.0.0/16" }),
    "error SN0202",
    /overlaps that of web \(10\.20\.0\.0\/16\)/,
  ],
  [
    "a local bridge",
    withNetwork("lan", { subnet: "10.20.0.0/24", scope: "local", driver: "bridge" }),
    "warning SN0204",
    /the local network lan/,
  ],
  [
    "a node",
    makeSwarm({ nodes: [makeNode("n7", { addr: "10.20.0.7" })] }),
    "error SN0203",
    /address of n7 \(10\.20\.0\.7\)/,
  ],
  [
    "a part of a larger network of this machine",
    makeSwarm({ source: { hostRoutes: ["10.20.0.0/14"] } }),
    "warning SN0205",
    /a part of 10\.20\.0\.0\/14/,
  ],
  [
    "a network of this machine",
    makeSwarm({ source: { hostRoutes: ["10.20.0.128/25"] } }),
    "error SN0205",
    /overlaps 10\.20\.0\.128\/25/,
  ],
];

for (const [name, swarm, head, message] of OVERLAPS) {
  Deno.test(`a subnet that overlaps ${name} is told with a free one`, () => {
    const found = judged({ subnets: ["10.20.0.0/24"] }, swarm).find((one) => one.startsWith(head));
    assert.match(found!, message);
    assert.match(found!.split("|")[2]!, /^--subnet 10\.\d+\.\d+\.0\/24$/);
  });
}

Deno.test("a bridge pool is a note: it takes many bridges before one is created there", () => {
  const swarm = makeSwarm({ source: { bridgePools: [{ base: "10.20.0.0/16", size: 24 }] } });
  assert.match(judged({ subnets: ["10.20.0.0/24"] }, swarm).join(), /^info SN0204\|.*the pool 10\.20/);
});

Deno.test("with ip-ranges the managers do not compare subnets: refused all the same", () => {
  const web = makeNetwork("web", {
    ipam: {
      driver: "default",
      options: {},
      config: [{ subnet: "10.20.0.0/24", range: "10.20.0.128/25", gateway: "", aux: {} }],
    },
  });
  const [finding] = judged(
    { subnets: ["10.20.0.0/24"], ranges: ["10.20.0.16/28"] },
    makeSwarm({ networks: [web] }),
  );
  assert.match(finding!, /^error SN0202\|/);
});

Deno.test("an automatic subnet that overlaps a network of this machine is refused, and a free one named", () => {
  const swarm = makeSwarm({ source: { hostRoutes: ["10.0.1.0/25"] } });
  assert.match(
    judged({}, swarm)[0]!,
    /^error SN0205\|The automatic subnet 10\.0\.1\.0\/24 of network app overlaps 10\.0\.1\.0\/25.*\|--subnet 10\.0\.2\.0\/24$/,
  );
});

Deno.test("a default pool without a free subnet is an error, taking its last one a warning", () => {
  const cluster = { defaultAddrPool: ["10.0.0.0/23"] };
  const ingress = makeNetwork("ingress", { ingress: true, subnet: "10.0.0.0/24" });
  const last = judged({ subnets: ["10.0.1.0/24"] }, makeSwarm({ cluster, networks: [ingress] }));
  assert.match(last.join(), /^warning SN0234\|It takes the last subnet/);
  const full = makeSwarm({ cluster, networks: [ingress, makeNetwork("web", { subnet: "10.0.1.0/24" })] });
  assert.match(
    judged({}, full).join(),
    /^error SN0234\|The default address pool \(10\.0\.0\.0\/23 in \/24\) has no free subnet/,
  );
});

Deno.test("a subnet in the default pool is no finding", () => {
  assert.deepEqual(judged({ subnets: ["10.0.7.0/24"] }), []);
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
  assert.doesNotMatch(judged({ encrypted: true }, engines(["29.1.0", "29.2.0"])).join(), /SN0108/);
  assert.deepEqual(judged({ encrypted: true }, engines(["23.0.3"], { dataPathPort: 4789 })), []);
  assert.deepEqual(judged({ encrypted: true }, engines(["28.5.2"], { dataPathPort: 7789 })), []);
  assert.deepEqual(judged({}, engines(["20.10.10"], { dataPathPort: 7789 })), []);
});

Deno.test("engines that break encryption are told for each encrypted network, though audit tells of them already", () => {
  const swarm = engines(["23.0.3"], { dataPathPort: 7789 });
  const used = {
    ...swarm,
    networks: [makeNetwork("old", { subnet: "10.0.9.0/24", options: { encrypted: "" } })],
  };
  assert.match(judged({ encrypted: true }, used).join(), /^error SN0109/);
  assert.deepEqual(judged({}, used), []);
});

Deno.test("0.0.0.0/26 means any /26 to engines from 29.0", () => {
  assert.deepEqual(
    judged({ subnets: ["0.0.0.0/26"] }, makeSwarm({ source: { engineVersion: "29.0.0" } })),
    [],
  );
});

Deno.test("all findings are reported at once", () => {
  const { blockers, remarks } = verdictOf({
    name: "my.net",
    subnets: ["10.0.9.1/24", "x"],
    scope: "local",
    mtu: 20000,
    options: { encrypted: "false" },
  });
  assert.deepEqual(blockers.map(({ code }) => code).sort(), [
    "SN0103",
    "SN0221",
    "SN0221",
    "SN0223",
    "SN0406",
  ]);
  assert.deepEqual(remarks.map(({ code }) => code), ["SN0210"]);
  const object = { kind: "network", name: "my.net", id: "my.net" };
  assert.deepEqual(blockers.map((one) => one.object), blockers.map(() => object));
});

Deno.test("a name of 10 KB is cut, a name made to be slow is not", () => {
  const { blockers } = verdictOf({ name: "x".repeat(10_240) });
  const text = changeFindings(blockers);
  assert.match(text, /10240 characters/);
  assert.ok(text.length < 1000, text);
  assert.ok(judged({ name: "a".repeat(40) + "-".repeat(40) + "!" }).length > 0);
});

Deno.test("require-encryption error refuses an unencrypted network and names where that was set", () => {
  const policy = { requireEncryption: { value: "error", origin: "SWARMNET_REQUIRE_ENCRYPTION" } } as const;
  assert.match(judged({}, makeSwarm(), policy)[0]!, /^error SN0117\|.*SWARMNET_REQUIRE_ENCRYPTION/);
  assert.deepEqual(judged({ encrypted: true }, makeSwarm(), policy), []);
});

Deno.test("must-encrypt and allowed-subnets refuse as audit does, and their fixes are accepted", () => {
  const policy = { mustEncrypt: ["ap*"], allowedSubnets: ["10.50.0.0/16"] };
  const codes = (parts: Partial<CreateRequest>) =>
    verdictOf(parts, makeSwarm(), policy).blockers.map(({ code }) => code);
  assert.deepEqual(codes({}).sort(), ["SN0115", "SN0220"]);
  assert.deepEqual(codes({ encrypted: true }), ["SN0220"]);
  assert.match(judged({ encrypted: true }, makeSwarm(), policy)[0]!, /\|--subnet 10\.50\.0\.0\/24$/);
  assert.deepEqual(codes({ encrypted: true, subnets: ["10.50.0.0/24"] }), []);
  assert.deepEqual(codes({ encrypted: true, sizeFor: 300 }), []);
});

Deno.test("--size-for picks a free subnet, no smaller than the swarm's own and large enough", () => {
  const pick = (sizeFor: number, swarm = makeSwarm()) =>
    planCreate({ ...plainRequest("app"), sizeFor }, swarm).picked;
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
