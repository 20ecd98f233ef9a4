import assert from "node:assert/strict";
import { edges as command } from "../../commands/edges.ts";
import { edgesOf, encryptedShare, summaryOf } from "../../lib/insight/edges.ts";
import { networksInNameOrder } from "../../lib/swarm/name_order.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";
import { assertGolden } from "../support/golden.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { runOnSwarm } from "../support/run_command.ts";

const PLAIN = { options: {} };

Deno.test("services are paired through shared overlays only, never through ingress", () => {
  const swarm = sketchSwarm({
    networks: [{ name: "a" }, { name: "b" }, { name: "ingress" }],
    services: [
      { name: "one", on: ["a"] },
      { name: "two", on: ["a", "b"] },
      { name: "three", on: ["b"] },
      {
        name: "four",
        ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
      },
    ],
  });
  assert.deepEqual(edgesOf(swarm).map((edge) => `${edge.from}-${edge.to}`), ["one-two", "three-two"]);
});

Deno.test("a pair that crosses nodes on a plain network is in clear, on an encrypted one encrypted", () => {
  const swarm = sketchSwarm({
    networks: [{ name: "plain", ...PLAIN }, { name: "secret" }],
    services: [{ name: "a", on: ["plain"], replicas: 2 }, { name: "b", on: ["plain", "secret"] }, {
      name: "c",
      on: ["secret"],
      replicas: 3,
    }],
  });
  assert.deepEqual(edgesOf(swarm).map((edge) => [edge.from, edge.to, edge.state]), [["a", "b", "clear"], [
    "b",
    "c",
    "encrypted",
  ]]);
  assert.deepEqual(summaryOf(edgesOf(swarm)), {
    total: 2,
    crossing: 2,
    encrypted: 1,
    clear: 1,
    dropped: 0,
  });
});

Deno.test("what crosses nodes on a network that is no overlay is in clear", () => {
  const swarm = sketchSwarm({
    networks: [{ name: "lan", driver: "macvlan" }],
    services: [{ name: "a", on: ["lan"], replicas: 2 }, { name: "b", on: ["lan"], replicas: 2 }],
  });
  assert.deepEqual(edgesOf(swarm).map(({ state }) => state), ["clear"]);
});

Deno.test("encrypted=false counts as encrypted, because the driver looks at the key only", () => {
  const swarm = sketchSwarm({
    networks: [{ name: "n", options: { encrypted: "false" } }],
    services: [{ name: "a", on: ["n"], replicas: 2 }, { name: "b", on: ["n"] }],
  });
  const [edge] = edgesOf(swarm);
  assert.equal(edge!.state, "encrypted");
  assert.equal(edge!.networks[0]!.encryption, "by-key");
});

Deno.test("a pair whose tasks all run on one node has nothing on the wire; without running tasks nothing is said", () => {
  const swarm = sketchSwarm({
    nodes: [{ hostname: "only" }],
    networks: [{ name: "n", ...PLAIN }],
    services: [{ name: "a", on: ["n"] }, { name: "b", on: ["n"] }, { name: "c", on: ["n"], replicas: 0 }],
  });
  const states = Object.fromEntries(
    edgesOf(swarm).map((edge) => [`${edge.from}-${edge.to}`, [edge.state, edge.crossesNodes]]),
  );
  assert.deepEqual(states, { "a-b": ["same-node", false], "a-c": ["idle", null], "b-c": ["idle", null] });
});

Deno.test("of several shared networks the one that names are looked up in first decides", () => {
  const swarm = sketchSwarm({
    networks: [{ name: "alpha", internal: true }, { name: "beta", ...PLAIN }, { name: "gamma" }],
    services: [{ name: "a", on: ["gamma", "alpha", "beta"], replicas: 2 }, {
      name: "b",
      on: ["alpha", "beta", "gamma"],
    }],
  });
  assert.deepEqual(networksInNameOrder(swarm, swarm.services[0]!).map((one) => one.name), [
    "beta",
    "gamma",
    "alpha",
  ]);
  const [edge] = edgesOf(swarm);
  assert.equal(edge!.networks[0]!.name, "beta");
  assert.equal(edge!.state, "clear");
});

Deno.test("edges of one service name it first, and --unencrypted leaves the rest out", async () => {
  const { out } = await runOnSwarm(command, ["--from-service", "shop_web", "--format", "json"]);
  const report = JSON.parse(out);
  assert.equal(report.schema, "swarmnet/edges/1");
  assert.ok(report.edges.length > 0);
  assert.ok(report.edges.every((edge: { from: string }) => edge.from === "shop_web"));
  const clear = JSON.parse((await runOnSwarm(command, ["--unencrypted", "--format", "json"])).out);
  assert.ok(clear.edges.length > 0);
  assert.ok(clear.edges.every((edge: { state: string }) => edge.state === "clear"));
});

Deno.test("an unknown service is refused with the nearest name", async () => {
  const { failure } = await runOnSwarm(command, ["--from-service", "shop_wbe"]);
  assert.equal(failure?.message, "Service shop_wbe not found. Did you mean shop_web?");
});

Deno.test("a service may be named by the beginning of its ID, as everywhere", async () => {
  const id = demoSwarm().services.find((service) => service.name === "shop_web")!.id;
  const ran = await runOnSwarm(command, ["--from-service", id.slice(0, 12)]);
  assert.match(ran.out, /^shop_web /m);
});

Deno.test("the demo swarm's edges as list and as matrix", async () => {
  assertGolden(import.meta.url, "list", (await runOnSwarm(command, [])).out);
  assertGolden(import.meta.url, "matrix", (await runOnSwarm(command, ["--format", "matrix"])).out);
});

const ON_TWO = (os: [string, string], driver = "overlay") =>
  edgesOf(sketchSwarm({
    nodes: [{ hostname: "one", os: os[0] }, { hostname: "two", os: os[1] }],
    networks: [{ name: "n", driver }],
    services: [{ name: "a", on: ["n"] }, { name: "b", on: ["n"] }],
    tasks: [
      { service: "a", node: "one", networks: [{ network: "id-n", addresses: ["10.0.1.9/24"], aliases: [] }] },
      { service: "b", node: "two", networks: [{ network: "id-n", addresses: ["10.0.1.8/24"], aliases: [] }] },
    ],
  }))[0]!.state;

Deno.test("Windows nodes ignore the option: among themselves in clear, dropped to and from Linux nodes", () => {
  assert.equal(ON_TWO(["linux", "linux"]), "encrypted");
  assert.equal(ON_TWO(["windows", "windows"]), "clear");
  assert.equal(ON_TWO(["windows", "linux"]), "dropped");
});

Deno.test("a macvlan network is never encrypted, whatever its options say", () => {
  assert.equal(ON_TWO(["linux", "linux"], "macvlan"), "clear");
});

Deno.test("the nodes' own networks join no services", () => {
  const swarm = sketchSwarm({
    networks: [{ name: "host", driver: "host", options: {} }],
    services: [{ name: "a", on: ["host"], replicas: 2 }, { name: "b", on: ["host"] }],
  });
  assert.deepEqual(edgesOf(swarm), []);
});

Deno.test("a task that is to stop, as on a node that is gone, is no place a request goes to", () => {
  const place = { networks: [{ network: "id-n", addresses: ["10.0.1.9/24"], aliases: [] }] };
  const swarm = sketchSwarm({
    networks: [{ name: "n" }],
    services: [{ name: "a", on: ["n"] }, { name: "b", on: ["n"] }],
    tasks: [
      { ...place, service: "a", node: "m1" },
      { ...place, service: "b", node: "m1" },
      { ...place, service: "b", node: "m2", desired: "shutdown" },
    ],
  });
  assert.equal(edgesOf(swarm)[0]!.state, "same-node");
});

Deno.test("where all is encrypted --unencrypted says so, and does not deny that services share networks", async () => {
  const { out } = await runOnSwarm(command, ["--unencrypted", "--from-service", "shop_api"]);
  assert.match(out, /^Nothing travels between nodes in clear\n5 pairs/);
  const { out: alone } = await runOnSwarm(command, ["--from-service", "reports"]);
  assert.equal(alone, "No other service shares a network with reports\n");
});

Deno.test("a share of 100 or 0 per cent is all or nothing", () => {
  const share = (encrypted: number, crossing: number) =>
    encryptedShare({ total: crossing, crossing, encrypted, clear: crossing - encrypted, dropped: 0 });
  assert.deepEqual([share(999, 1000), share(1, 1000), share(0, 9), share(9, 9), share(24, 33)], [
    99,
    1,
    0,
    100,
    73,
  ]);
});
