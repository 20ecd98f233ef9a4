import assert from "node:assert/strict";
import { planCreate } from "../../lib/change/plan_create/plan.ts";
import { type CreateRequest, plainRequest } from "../../lib/change/plan_create/request.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { makeNetwork, makeNode, makeSwarm } from "../support/make_swarm.ts";

const LET = { require: "off", origin: "the default" } as const;

/** Problems that are no mere facts, as "severity|what|why|fix". */
function judged(parts: Partial<CreateRequest>, swarm: Swarm = makeSwarm()): string[] {
  return planCreate({ ...plainRequest("app"), ...parts }, swarm, LET).problems
    .filter((one) => one.severity !== "note")
    .map((one) => [one.severity, one.what, one.why, one.fix].join("|"));
}

interface Row {
  rule: string;
  request: Partial<CreateRequest>;
  swarm?: Swarm;
  /** severity, and what value, rule and correction must contain. */
  expect: ["error" | "warning", string, RegExp, RegExp];
}

const VNI = "com.docker.network.driver.overlay.vxlanid_list";
const MTU = "com.docker.network.driver.mtu";
const WINDOWS = makeSwarm({
  nodes: [makeNode("lin"), makeNode("win1", { os: "windows", addr: "192.0.2.9" })],
});
const engines = (versions: string[], cluster = {}) =>
  makeSwarm({
    cluster,
    nodes: versions.map((engineVersion, at) =>
      makeNode(`n${at}`, { engineVersion, addr: `192.0.2.${at + 10}` })
    ),
  });
const withNetwork = (name: string, parts: Parameters<typeof makeNetwork>[1] = {}) =>
  makeSwarm({
    networks: [makeNetwork("ingress", { ingress: true, subnet: "10.0.0.0/24" }), makeNetwork(name, parts)],
  });

const ROWS: Row[] = [
  // names
  { rule: "empty name", request: { name: "" }, expect: ["error", "is empty", /needs a name/, /NETWORK/] },
  {
    rule: "dots",
    request: { name: "my.net" },
    expect: ["error", '"my.net"', /dots are not allowed/, /my-net/],
  },
  {
    rule: "trailing dash",
    request: { name: "app-" },
    expect: ["error", '"app-"', /begins and ends/, /to app$/],
  },
  {
    rule: "leading underscore",
    request: { name: "_app" },
    expect: ["error", '"_app"', /begins and ends/, /to app$/],
  },
  {
    rule: "control characters",
    request: { name: "a\u001b[2Jb" },
    expect: ["error", "a\\u001b[2Jb", /letters, digits/, /a-2Jb/],
  },
  { rule: "bidi", request: { name: "a\u202eb" }, expect: ["error", "a\\u202eb", /letters, digits/, /a-b/] },
  {
    rule: "64 characters",
    request: { name: "a".repeat(64) },
    expect: ["error", "64 characters", /at most 63/, /a{63}$/],
  },
  {
    rule: "predefined name",
    request: { name: "host" },
    expect: ["error", '"host"', /predefined/, /host-overlay/],
  },
  {
    rule: "name in use",
    request: {},
    swarm: withNetwork("app", { subnet: "10.0.9.0/24" }),
    expect: ["error", "app exists already (id-app, in this swarm)", /unique/, /inspect app/],
  },
  {
    rule: "name in use by a local network",
    request: { name: "docker_gwbridge" },
    swarm: withNetwork("docker_gwbridge", { scope: "local", driver: "bridge" }),
    expect: ["error", "on m1, scope local", /unique/, /another name/],
  },
  {
    rule: "letter case",
    request: { name: "APP" },
    swarm: withNetwork("app", { subnet: "10.0.9.0/24" }),
    expect: ["error", "APP differs from the existing network app", /whatever their case/, /use app/],
  },
  // subnets
  {
    rule: "address too large",
    request: { subnets: ["10.0.0.300/24"] },
    expect: ["error", "--subnet 10.0.0.300/24", /address and a prefix length/, /--subnet/],
  },
  {
    rule: "no prefix length",
    request: { subnets: ["10.7.0.5"] },
    expect: ["error", "prefix length is missing", /prefix length/, /--subnet 10.7.0.0\/24/],
  },
  {
    rule: "/33",
    request: { subnets: ["10.7.0.0/33"] },
    expect: ["error", "/33 is more than /32", /prefix length/, /--subnet 10.7.0.0\/24/],
  },
  {
    rule: "leading zero",
    request: { subnets: ["010.0.0.1/24"] },
    expect: ["error", '"010" has a leading zero', /prefix/, /--subnet/],
  },
  {
    rule: "host bits",
    request: { subnets: ["10.80.0.1/24"] },
    expect: ["error", "10.80.0.1/24", /must be zero/, /^--subnet 10.80.0.0\/24$/],
  },
  {
    rule: "/31",
    request: { subnets: ["10.80.0.0/31"] },
    expect: ["error", "leaves 0 addresses", /state New/, /\/24/],
  },
  {
    rule: "/30",
    request: { subnets: ["10.80.0.0/30"] },
    expect: ["error", "leaves 1 address ", /state New/, /\/29/],
  },
  {
    rule: "whole space",
    request: { subnets: ["0.0.0.0/0"] },
    expect: ["error", "0.0.0.0/0", /overlaps every/, /--size-for/],
  },
  {
    rule: "size only",
    request: { subnets: ["0.0.0.0/26"] },
    expect: ["error", "0.0.0.0/26", /before 29.0/, /--size-for 30/],
  },
  {
    rule: "too large",
    request: { subnets: ["10.64.0.0/16"] },
    expect: ["warning", "65536 addresses", /256 with virtual IPs/, /\/24/],
  },
  {
    rule: "loopback",
    request: { subnets: ["127.9.0.0/24"] },
    expect: ["error", "loopback", /does not route/, /--subnet/],
  },
  {
    rule: "multicast",
    request: { subnets: ["224.9.0.0/24"] },
    expect: ["error", "multicast", /does not route/, /--subnet/],
  },
  {
    rule: "link-local",
    request: { subnets: ["169.254.169.0/24"] },
    expect: ["warning", "link-local", /metadata/, /--subnet/],
  },
  {
    rule: "public",
    request: { subnets: ["8.8.8.0/24"] },
    expect: ["warning", "public addresses", /on the internet/, /private range/],
  },
  {
    rule: "overlap in the request",
    request: { subnets: ["10.80.0.0/24", "10.80.0.128/25"] },
    expect: ["error", "10.80.0.128/25 overlaps --subnet 10.80.0.0/24", /must not share/, /one of them out/],
  },
  {
    rule: "several subnets",
    request: { subnets: ["10.80.0.0/24", "10.81.0.0/24"] },
    expect: ["warning", "2 subnets", /cannot be foreseen/, /one subnet/],
  },
  {
    rule: "IPv6 subnet",
    request: { ipv6: true, subnets: ["fd00:9::/64"] },
    expect: ["error", "fd00:9::/64", /never allocate/, /Leave the IPv6/],
  },
  {
    rule: "--ipv6",
    request: { ipv6: true },
    expect: ["warning", "--ipv6 has no effect", /IPv4 only/, /Leave --ipv6/],
  },
  // ranges, gateways, auxiliary addresses
  {
    rule: "range unreadable",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.0/99"] },
    expect: ["error", "/99 is more than /32", /CIDR/, /--ip-range 10.80.0.128\/25/],
  },
  {
    rule: "range outside",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.81.0.0/28"] },
    expect: [
      "error",
      "10.81.0.0/28 lies outside of 10.80.0.0/24",
      /must lie in a subnet/,
      /--ip-range 10.80.0.128\/25/,
    ],
  },
  {
    rule: "range larger",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.0/16"] },
    expect: ["error", "larger than its subnet 10.80.0.0/24", /refuse/, /leave --ip-range out/],
  },
  {
    rule: "range host bits",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.5/28"] },
    expect: ["error", "10.80.0.5/28", /must be zero/, /^--ip-range 10.80.0.0\/28$/],
  },
  {
    rule: "range of the other family",
    request: { subnets: ["10.80.0.0/24"], ranges: ["fd00::/64"] },
    expect: ["error", "is IPv6, and 10.80.0.0/24 is IPv4", /must lie/, /--ip-range 10/],
  },
  {
    rule: "range without subnet",
    request: { ranges: ["10.80.0.0/28"] },
    expect: ["error", "10.80.0.0/28 has no subnet", /same command/, /Add --subnet/],
  },
  {
    rule: "second range",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.16/28", "10.80.0.32/28"] },
    expect: ["error", "second range", /one range/, /Leave one/],
  },
  {
    rule: "tiny range",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.2/31"] },
    expect: ["error", "--ip-range 10.80.0.2/31 leaves 1 address ", /state New/, /\/29/],
  },
  {
    rule: "small range",
    request: { subnets: ["10.80.0.0/24"], ranges: ["10.80.0.4/31"], gateways: ["10.80.0.1"] },
    expect: ["warning", "leaves 2 addresses", /state New/, /\/29/],
  },
  {
    rule: "gateway unreadable",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.400"] },
    expect: ["error", "400 is more than 255", /without a prefix/, /--gateway 10.80.0.1/],
  },
  {
    rule: "gateway outside",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.81.0.1"] },
    expect: ["error", "10.81.0.1 lies outside of 10.80.0.0/24", /must lie/, /--gateway 10.80.0.1/],
  },
  {
    rule: "gateway is network address",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.0"] },
    expect: ["error", "network address of 10.80.0.0/24", /never allocated/, /--gateway 10.80.0.1/],
  },
  {
    rule: "gateway is broadcast",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.255"] },
    expect: ["error", "broadcast address", /never allocated/, /--gateway 10.80.0.1/],
  },
  {
    rule: "second gateway",
    request: { subnets: ["10.80.0.0/24"], gateways: ["10.80.0.1", "10.80.0.2"] },
    expect: ["error", "10.80.0.2 is the second gateway", /one gateway/, /Leave one/],
  },
  {
    rule: "gateway without subnet",
    request: { gateways: ["10.80.0.1"] },
    expect: ["error", "has no subnet", /same command/, /Add --subnet/],
  },
  {
    rule: "aux dropped",
    request: { subnets: ["10.80.0.0/24"], aux: { dns: "10.80.0.9" } },
    expect: ["error", "dns=10.80.0.9 would be dropped", /task could get/, /--ip-range 10.80.0.128\/25/],
  },
  {
    rule: "aux unreadable",
    request: { subnets: ["10.80.0.0/24"], aux: { dns: "x" } },
    expect: ["error", "dns=x is not an address", /NAME=ADDRESS/, /Leave it out/],
  },
  {
    rule: "aux outside",
    request: { subnets: ["10.80.0.0/24"], aux: { dns: "10.81.0.9" } },
    expect: ["error", "10.81.0.9 lies outside", /must lie/, /10.80.0.1/],
  },
  // flags
  {
    rule: "scope local",
    request: { scope: "local" },
    expect: ["error", "--scope local", /whole swarm/, /Leave --scope out/],
  },
  {
    rule: "unknown scope",
    request: { scope: "foo" },
    expect: ["error", "--scope foo", /all the same/, /Leave --scope out/],
  },
  {
    rule: "second ingress",
    request: { ingress: true },
    expect: ["error", "an ingress network already: ingress", /only one/, /network rm ingress/],
  },
  {
    rule: "attachable ingress",
    request: { ingress: true, attachable: true },
    swarm: makeSwarm({ networks: [] }),
    expect: ["error", "--ingress and --attachable", /routing mesh/, /--attachable out/],
  },
  {
    rule: "no IPv4",
    request: { ipv4: false },
    expect: ["error", "--ipv4=false", /28.0 refuse/, /Leave --ipv4/],
  },
  {
    rule: "--ipv4 on an old engine",
    request: { ipv4: true },
    swarm: makeSwarm({ source: { apiVersion: "1.41" } }),
    expect: ["error", "needs API version 1.48", /Older engines/, /Leave --ipv4/],
  },
  {
    rule: "IPAM plugin",
    request: { ipamDriver: "infoblox" },
    expect: ["warning", "infoblox", /runs on them/, /--ipam-driver out/],
  },
  {
    rule: "IPAM options",
    request: { ipamOptions: { foo: "bar" } },
    expect: ["warning", "--ipam-opt foo", /reads none/, /--ipam-opt out/],
  },
  {
    rule: "reserved label",
    request: { labels: { "com.docker.swarm.predefined": "" } },
    expect: ["error", "com.docker.swarm.predefined", /its own/, /Leave --label/],
  },
  {
    rule: "config-only with flags",
    request: { configOnly: true, internal: true, scope: "swarm" },
    expect: ["error", "--internal, --scope", /belong to the network/, /Leave --internal, --scope/],
  },
  {
    rule: "config-only from",
    request: { configOnly: true, configFrom: "base" },
    expect: ["error", "--config-from exclude", /another one/, /Leave --config-from/],
  },
  {
    rule: "config-only is local",
    request: { configOnly: true },
    expect: ["warning", "on this engine only", /every node/, /--config-only out/],
  },
  {
    rule: "config-from",
    request: { configFrom: "base" },
    expect: ["error", "--config-from base", /rejects its tasks/, /inspect base/],
  },
  // options
  {
    rule: "encrypted=false",
    request: { options: { encrypted: "false" } },
    expect: ["error", "--opt encrypted=false would turn encryption on", /key is there/, /--encrypted=false/],
  },
  {
    rule: "encrypted=0 in capitals",
    request: { options: { encrypted: "NO" } },
    expect: ["error", "--opt encrypted=NO", /key is there/, /leave the option out/],
  },
  {
    rule: "odd encrypted value",
    request: { options: { encrypted: "maybe" } },
    expect: ["warning", "encrypted=maybe turns encryption on", /key is there/, /--encrypted/],
  },
  {
    rule: "contradiction",
    request: { options: { encrypted: "" }, encrypted: false },
    expect: ["error", "--encrypted=false contradicts --opt encrypted", /being there/, /one of the two/],
  },
  {
    rule: "wrong MTU key",
    request: { options: { "com.docker.network.mtu": "1400" } },
    expect: ["error", "com.docker.network.mtu=1400 has no effect", /driver.mtu/, /--mtu 1400/],
  },
  {
    rule: "MTU no number",
    request: { options: { [MTU]: "abc" } },
    expect: ["error", `${MTU}=abc is not an MTU`, /rejects its tasks/, /--mtu 1500/],
  },
  {
    rule: "MTU negative",
    request: { mtu: -5 },
    expect: ["error", "--mtu -5 is not an MTU: it is negative", /rejects/, /--mtu 1500/],
  },
  {
    rule: "MTU too small",
    request: { mtu: 100 },
    expect: ["error", "--mtu 100 leaves 50 bytes", /68 bytes/, /--mtu 1500/],
  },
  {
    rule: "MTU unusually small",
    request: { mtu: 600 },
    expect: ["warning", "--mtu 600 is unusual", /1280/, /ip link/],
  },
  {
    rule: "MTU unusually large",
    request: { mtu: 20000 },
    expect: ["warning", "--mtu 20000 is unusual", /lost/, /ip link/],
  },
  {
    rule: "two MTUs",
    request: { mtu: 1400, options: { [MTU]: "1450" } },
    expect: ["error", `--mtu 1400 contradicts --opt ${MTU}=1450`, /same driver option/, /one of the two/],
  },
  {
    rule: "key that looks like encryption",
    request: { options: { Encrypted: "" } },
    expect: ["error", "--opt Encrypted would not encrypt", /lower case/, /--encrypted/],
  },
  {
    rule: "unknown key",
    request: { options: { "com.example.x": "1" } },
    expect: ["warning", "com.example.x=1 has no effect", /ignored/, /Leave/],
  },
  {
    rule: "misspelt key",
    request: { options: { "com.docker.network.driver.mut": "1400" } },
    expect: ["warning", "driver.mut=1400 has no effect", /ignored/, /--mtu/],
  },
  // VXLAN identifiers
  {
    rule: "VNI taken",
    request: { options: { [VNI]: "4097" } },
    swarm: withNetwork("web", { subnet: "10.0.9.0/24", options: { [VNI]: "4096,4097" } }),
    expect: ["error", "4097 belongs to network web", /never allocated/, /Leave/],
  },
  {
    rule: "VNI no number",
    request: { options: { [VNI]: "abc" } },
    expect: ["error", "abc is not a number", /never allocated/, /Leave/],
  },
  {
    rule: "VNI out of range",
    request: { options: { [VNI]: "16777216" } },
    expect: ["error", "16777216 is not between", /24 bits/, /Leave/],
  },
  {
    rule: "VNI zero",
    request: { options: { [VNI]: "0" } },
    expect: ["error", "0 is not between 1", /24 bits/, /Leave/],
  },
  {
    rule: "VNI twice",
    request: { subnets: ["10.80.0.0/24", "10.81.0.0/24"], options: { [VNI]: "5000,5000" } },
    expect: ["error", "5000 stands there twice", /never/, /Leave/],
  },
  {
    rule: "VNI count",
    request: { options: { [VNI]: "5000,5001" } },
    expect: ["warning", "2 identifiers for 1 subnet", /dropped/, /one for each/],
  },
  {
    rule: "VNI and Windows",
    request: { options: { [VNI]: "100" } },
    swarm: WINDOWS,
    expect: ["error", "100 is below 4096", /Windows refuses/, /Leave/],
  },
  // encryption
  {
    rule: "Windows nodes",
    request: { encrypted: true },
    swarm: WINDOWS,
    expect: ["warning", "do not encrypt: win1", /in clear/, /platform.os==linux/],
  },
  {
    rule: "injection",
    request: { encrypted: true },
    swarm: engines(["20.10.21+dfsg1", "28.5.2"]),
    expect: ["warning", "n0 (20.10.21+dfsg1)", /inject/, /20.10.24 or 23.0.3/],
  },
  {
    rule: "data path port",
    request: { encrypted: true },
    swarm: engines(["20.10.24"], { dataPathPort: 7789 }),
    expect: ["error", "n0 (20.10.24)", /port 4789 only/, /7789/],
  },
  {
    rule: "SPI mismatch",
    request: { encrypted: true },
    swarm: engines(["29.1.0", "28.5.2"]),
    expect: ["warning", "n0 (29.1.0)", /dropped/, /25.0.15 or 29.2.1/],
  },
  // size
  {
    rule: "size for nothing",
    request: { sizeFor: 0 },
    expect: ["error", "--size-for 0", /how many tasks/, /--size-for 50/],
  },
  {
    rule: "size for too many",
    request: { subnets: ["10.80.0.0/26"], sizeFor: 100 },
    expect: [
      "error",
      "61 addresses are too few for --size-for 100, which takes 202",
      /100 tasks, 101 for VIPs/,
      /--subnet 10.0.1.0\/24/,
    ],
  },
  {
    rule: "size for more than there is",
    request: { sizeFor: 100_000_000 },
    expect: ["error", "no free subnet", /private ranges/, /several smaller/],
  },
];

for (const { rule, request, swarm, expect: [severity, value, why, fix] } of ROWS) {
  Deno.test(`${rule}: said with value, rule and correction`, () => {
    const all = judged(request, swarm);
    const found = all.find((one) => one.startsWith(severity) && one.split("|")[1]!.includes(value));
    assert.ok(found !== undefined, `no ${severity} with "${value}" among\n${all.join("\n")}`);
    const parts = found.split("|");
    assert.match(parts[2]!, why);
    assert.match(parts[3]!, fix);
  });
}

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
