import assert from "node:assert/strict";
import { trace as command } from "../../commands/trace.ts";
import { CLIENT, traces } from "../../lib/insight/trace.ts";
import type { Trace } from "../../lib/insight/trace_model.ts";
import { sketchSwarm, type SwarmSketch } from "../../lib/swarm/sketch.ts";
import { assertGolden } from "../support/golden.ts";
import { runOnSwarm } from "../support/run_command.ts";

function way(sketch: SwarmSketch, from: string, to: string, node?: string): Trace {
  const found = traces(sketchSwarm(sketch), from, to, node);
  assert.equal(found.length, 1);
  return found[0]!;
}

const PORT = { name: "", protocol: "tcp", target: 80, published: 8080, mode: "ingress" as const };
const TWO: SwarmSketch = {
  networks: [{ name: "app" }],
  services: [{ name: "web", on: ["app"], replicas: 2 }, { name: "api", on: ["app"], replicas: 3 }],
};

Deno.test("behind a VIP the task that answers sees the load balancer, with the option dsr and without a VIP the one that asks", () => {
  const lastFrom = (options: Record<string, string>, to: string) =>
    way({ ...TWO, networks: [{ name: "app", options }] }, "web", to).hops.at(-1)!.from;
  assert.equal(lastFrom({}, "api"), "the load balancer of app");
  const own = sketchSwarm(TWO).tasks.flatMap((task) => task.networks.flatMap((one) => one.addresses));
  for (const from of [lastFrom({ dsr: "" }, "api"), lastFrom({}, "tasks.api")]) {
    assert.ok(own.some((address) => address.startsWith(`${from}/`)), from);
  }
});

Deno.test("a service reaches another through the VIP of their network, encrypted between nodes", () => {
  const swarm = sketchSwarm(TWO);
  const api = swarm.services.find((one) => one.name === "api")!;
  const found = way(TWO, "web", "api");
  assert.equal(found.verdict.state, "reachable");
  assert.deepEqual(found.names.map((name) => name.answers), [[api.vips[0]!.addr.split("/")[0]]]);
  assert.equal(found.hops[1]!.from, api.vips[0]!.addr.split("/")[0]);
  assert.deepEqual(found.hops.at(-1)!.protection, "encrypted");
  assert.equal(found.hops.at(-1)!.mtu, 1424);
  const addresses = swarm.tasks.filter((task) => task.service === api.id).map((task) =>
    task.networks[0]!.addresses[0]!.split("/")[0]
  );
  assert.deepEqual(found.backends.map((one) => one.address), addresses);
});

Deno.test("with endpoint mode dnsrr names answer with task addresses and there is no IPVS hop", () => {
  const sketch = {
    ...TWO,
    services: [TWO.services![0]!, { ...TWO.services![1]!, endpointMode: "dnsrr" as const }],
  };
  const found = way(sketch, "web", "api");
  assert.equal(found.names[0]!.answers.length, 3);
  assert.ok(found.hops.every((hop) => !hop.what.startsWith("IPVS")));
});

Deno.test("a plain network in between is reachable in clear, and on one node nothing is on the wire", () => {
  const plain = { ...TWO, networks: [{ name: "app", options: {} }] };
  assert.equal(way(plain, "web", "api").verdict.state, "reachable-in-clear");
  const alone = way({ ...plain, nodes: [{ hostname: "only" }] }, "web", "api");
  assert.equal(alone.verdict.state, "reachable");
  assert.ok(alone.backends.every((one) => one.protection === "same-node"));
});

Deno.test("names are looked up network by network; the first that knows the name decides", () => {
  const found = way(
    {
      networks: [{ name: "zeta" }, { name: "alpha", options: {} }],
      services: [{ name: "web", on: ["zeta", "alpha"], replicas: 2 }, {
        name: "api",
        on: ["zeta", "alpha"],
        replicas: 2,
      }],
    },
    "web",
    "api",
  );
  assert.deepEqual(found.names.map((name) => [name.network, name.used]), [["alpha", true], ["zeta", false]]);
  assert.equal(found.verdict.state, "reachable-in-clear");
});

Deno.test("another service that claims the name as an alias is named", () => {
  const found = way(
    {
      networks: [{ name: "app" }],
      services: [
        { name: "web", on: ["app"] },
        { name: "api", on: ["app"] },
        { name: "other", networks: [{ target: "id-app", aliases: ["api"], driverOpts: {} }] },
      ],
    },
    "web",
    "api",
  );
  assert.deepEqual(found.names[0]!.services, ["api", "other"]);
  assert.match(found.verdict.because, /other answers to the same name/);
});

Deno.test("services that share nothing are told which network would join them, by a command", () => {
  const found = way(
    {
      networks: [{ name: "front" }, { name: "back" }],
      services: [{ name: "web", on: ["front"] }, { name: "db", on: ["back"] }],
    },
    "web",
    "db",
  );
  assert.equal(found.verdict.state, "not-reachable");
  assert.deepEqual(found.verdict.next, ["Network back would join them: docker swarmnet attach web back"]);
  assert.deepEqual(found.unknown, []);
});

const BLOCKED: [string, SwarmSketch, RegExp][] = [
  ["the asking service does not run", {
    ...TWO,
    services: [{ name: "web", on: ["app"], replicas: 0 }, { name: "api", on: ["app"] }],
  }, /no task of web is running/],
  ["the asked service does not run", {
    ...TWO,
    services: [{ name: "web", on: ["app"] }, { name: "api", on: ["app"], replicas: 0 }],
  }, /no task of api is running/],
  ["the asked service has no VIP", {
    ...TWO,
    services: [{ name: "web", on: ["app"] }, { name: "api", on: ["app"], vips: [] }],
  }, /api has no VIP in app/],
  [
    "the network was never allocated",
    { ...TWO, networks: [{ name: "app", driver: "" }] },
    /app was never allocated/,
  ],
];
for (const [title, sketch, because] of BLOCKED) {
  Deno.test(`not reachable when ${title}`, () => {
    const { verdict } = way(sketch, "web", "api");
    assert.equal(verdict.state, "not-reachable");
    assert.match(verdict.because, because);
    assert.ok(verdict.next.length > 0);
  });
}

Deno.test("a port in ingress mode goes through DNAT, IPVS and the ingress network, from whichever node", () => {
  const sketch: SwarmSketch = {
    networks: [{ name: "ingress", options: {} }],
    services: [{ name: "web", ports: [PORT], replicas: 1 }],
  };
  const found = way(sketch, CLIENT, "8080", "m2");
  assert.equal(found.entry, "m2");
  assert.equal(found.kind, "ingress");
  assert.equal(found.hops.length, 5);
  assert.equal(found.verdict.state, "reachable-in-clear");
  assert.equal(way(sketch, CLIENT, "8080/tcp", "m1").verdict.state, "reachable");
});

Deno.test("a port in host mode is answered on the task's own node only", () => {
  const sketch: SwarmSketch = {
    services: [{ name: "web", ports: [{ ...PORT, mode: "host" }], replicas: 1 }],
  };
  assert.equal(way(sketch, CLIENT, "web").verdict.state, "reachable");
  const elsewhere = way(sketch, CLIENT, "web", "m3");
  assert.equal(elsewhere.verdict.state, "not-reachable");
  assert.match(elsewhere.verdict.because, /m3 runs no task of web/);
});

Deno.test("unknown words are refused with what was probably meant", async () => {
  const near = async (...words: string[]) => (await runOnSwarm(command, words)).failure?.next[0];
  assert.equal(await near("shop_wbe", "shop_api"), "Did you mean shop_web?");
  assert.equal(await near("shop_web", "shop_apo"), "Did you mean shop_api?");
  assert.equal(await near("clinet", "443"), "Did you mean client?");
  assert.equal(await near("client", "444"), "Did you mean 443?");
  assert.equal(await near("client", "443", "--node", "mgr-fra-9"), "Did you mean mgr-fra-1?");
});

Deno.test("the exit code says whether the way exists, in every format", async () => {
  for (const format of ["text", "json"]) {
    assert.equal((await runOnSwarm(command, ["shop_web", "shop_api", "--format", format])).exit, 0);
    assert.equal((await runOnSwarm(command, ["shop_web", "shop_postgres", "--format", format])).exit, 3);
  }
});

Deno.test("ways through the demo swarm as text", async () => {
  assertGolden(import.meta.url, "service", (await runOnSwarm(command, ["shop_web", "shop_api"])).out);
  assertGolden(import.meta.url, "ingress", (await runOnSwarm(command, ["client", "8088"])).out);
  assertGolden(
    import.meta.url,
    "host",
    (await runOnSwarm(command, ["client", "443", "--node", "mgr-ams-1"])).out,
  );
  assertGolden(import.meta.url, "apart", (await runOnSwarm(command, ["shop_web", "shop_postgres"])).out);
});

const ALIASED: SwarmSketch = {
  networks: [{ name: "front" }, { name: "back" }, { name: "other" }],
  services: [
    { name: "shop_web", on: ["front", "back"] },
    { name: "shop_db", networks: [{ target: "id-back", aliases: ["db", "DB"], driverOpts: {} }] },
    { name: "alone", networks: [{ target: "id-other", aliases: ["far"], driverOpts: {} }] },
  ],
};

Deno.test("the name that an application uses leads to its service: an alias in any letter case, or tasks.NAME", () => {
  for (const word of ["db", "Db", "shop_db"]) {
    const found = way(ALIASED, "shop_web", word);
    assert.deepEqual([found.to, found.verdict.state, found.hops.length], ["shop_db", "reachable", 3], word);
    assert.equal(found.names[0]!.name, word);
  }
  const tasks = way(ALIASED, "shop_web", "tasks.db");
  assert.deepEqual(tasks.names[0]!.answers, tasks.backends.map((one) => one.address));
  assert.equal(tasks.hops.length, 2, "no VIP is asked");
});

Deno.test("an alias comes before a service whose ID happens to begin with it, which the ID still finds", () => {
  const [web, db, alone] = ALIASED.services!;
  const sketch = { ...ALIASED, services: [web!, db!, { ...alone!, id: "db4uwxk2v0ns" }] };
  assert.equal(way(sketch, "shop_web", "db").to, "shop_db");
  assert.equal(way(sketch, "shop_web", "db4u").to, "alone");
});

Deno.test("a name that ends with a network asks that network only", () => {
  const found = way(ALIASED, "shop_web", "db.back");
  assert.deepEqual([found.to, found.verdict.state], ["shop_db", "reachable"]);
  assert.throws(() => way(ALIASED, "shop_web", "db.front"), /There is no service db\.front/);
});

Deno.test("an alias that only others know says who has it and that nothing is shared", () => {
  const found = way(ALIASED, "shop_web", "far");
  assert.equal(found.verdict.state, "not-reachable");
  assert.match(found.verdict.because, /shop_web and alone share no network/);
});

Deno.test("a name that somebody else answers first does not reach the service that has it further on", () => {
  const found = way(
    {
      networks: [{ name: "aaa" }, { name: "bbb" }],
      services: [
        { name: "web", on: ["aaa", "bbb"] },
        { name: "db", on: ["bbb"] },
        { name: "cuckoo", networks: [{ target: "id-aaa", aliases: ["db"], driverOpts: {} }] },
      ],
    },
    "web",
    "db",
  );
  assert.equal(found.verdict.state, "not-reachable");
  assert.match(found.verdict.because, /cuckoo on aaa answers to the name db/);
  assert.deepEqual(found.verdict.next, ["Ask for db.bbb, or rename the alias"]);
});

const at = (network: string, address: string) => ({
  networks: [{ network: `id-${network}`, addresses: [`${address}/24`], aliases: [] }],
});
const onKinds = (from: string, to: string): SwarmSketch => ({
  nodes: [{ hostname: "one", os: from }, { hostname: "two", os: to }],
  networks: [{ name: "app" }],
  services: [{ name: "web", on: ["app"] }, { name: "api", on: ["app"] }],
  tasks: [
    { service: "web", node: "one", ...at("app", "10.0.1.8") },
    { service: "api", node: "two", ...at("app", "10.0.1.9") },
  ],
});

Deno.test("Windows nodes ignore encryption: in clear among themselves, not reachable to and from Linux", () => {
  assert.equal(way(onKinds("linux", "linux"), "web", "api").verdict.state, "reachable");
  const windows = way(onKinds("windows", "windows"), "web", "api");
  assert.equal(windows.verdict.state, "reachable-in-clear");
  assert.match(windows.verdict.because, /Windows nodes ignore/);
  const mixed = way(onKinds("windows", "linux"), "web", "api");
  assert.deepEqual([mixed.verdict.state, mixed.backends[0]!.protection], ["not-reachable", "dropped"]);
});

Deno.test("a macvlan network is the nodes' own: in clear, and no addresses are known", () => {
  const found = way(
    {
      networks: [{ name: "lan", driver: "macvlan" }],
      services: [{ name: "web", on: ["lan"], replicas: 2 }, { name: "api", on: ["lan"], vips: [] }],
    },
    "web",
    "api",
  );
  assert.deepEqual([found.verdict.state, found.hops], ["reachable-in-clear", []]);
  assert.match(found.unknown[0]!, /which addresses/);
});

Deno.test("a service on the network of its nodes is asked at their addresses, never through a network to join", () => {
  const found = way(
    {
      networks: [{ name: "app" }, { name: "host", driver: "host", options: {} }],
      services: [{ name: "web", on: ["app"] }, { name: "agent", on: ["host"] }],
    },
    "web",
    "agent",
  );
  assert.equal(found.verdict.state, "not-reachable");
  assert.match(found.verdict.next[0]!, /192\.168\.7\.1/);
});

Deno.test("what is scaled to zero is said, with the command that starts it", () => {
  const sketch = { ...TWO, services: [TWO.services![0]!, { name: "api", on: ["app"], replicas: 0 }] };
  const { verdict } = way(sketch, "web", "api");
  assert.match(verdict.because, /no task of api is running/);
  assert.deepEqual(verdict.next, ["It is scaled to zero: docker service scale api=1"]);
});

Deno.test("several tasks on the one node of a swarm are reached without the wire, and not called the only one", () => {
  const found = way(
    {
      nodes: [{ hostname: "only" }],
      networks: [{ name: "ingress", options: {} }],
      services: [{ name: "web", replicas: 3, ports: [PORT] }],
    },
    CLIENT,
    "8080",
  );
  assert.match(found.verdict.because, /every task is on the node that takes the request/);
});

Deno.test("IPv6 addresses of nodes stand in brackets before a port", () => {
  const found = way(
    {
      nodes: [{ hostname: "only", addr: "fd00::1" }],
      networks: [{ name: "ingress" }],
      services: [{ name: "web", ports: [PORT] }],
    },
    CLIENT,
    "8080",
  );
  assert.equal(found.hops[0]!.to, "[fd00::1]:8080");
});

Deno.test("ports of one service that go the same way are told once", async () => {
  const ports = [8080, 8081, 8082].map((published) => ({ ...PORT, published }));
  const swarm = sketchSwarm({
    networks: [{ name: "ingress" }],
    services: [{ name: "web", replicas: 2, ports: [...ports, { ...PORT, published: 80, mode: "host" }] }],
  });
  const { out } = await runOnSwarm(command, ["client", "web"], { swarm });
  assert.equal(out.match(/^Verdict:/gm)!.length, 2);
  assert.match(out, /The same way, with their own ports: 8081\/tcp of web, 8082\/tcp of web/);
});

Deno.test("words that are no service and no port say what they should be", async () => {
  const said = async (...words: string[]) => {
    const { exit, failure } = await runOnSwarm(command, words);
    return [exit, `${failure?.message} ${failure?.next}`] as const;
  };
  assert.match((await said("shop_web", "client"))[1], /can only be where a way begins.*gateway/);
  assert.match((await said("client", "8088-8090"))[1], /is no port: one at a time/);
  assert.equal((await said("client", ""))[0], 125);
  assert.equal((await said("--node", "", "client", "8088"))[0], 125);
  assert.equal((await said("client", "8088/TCP"))[0], 0);
});

Deno.test("what only the nodes can tell names them and the swarm's own port, and nothing about a wire that is not used", () => {
  const two = way({ ...TWO, cluster: { dataPathPort: 7789 } }, "web", "api");
  assert.match(two.unknown[0]!, /^whether the firewalls between m1, m2 and m3 let udp 7789 and ESP pass$/);
  const one = way({ ...TWO, nodes: [{ hostname: "only" }] }, "web", "api");
  assert.ok(one.unknown.every((fact) => !/firewalls|full size/.test(fact)), one.unknown.join());
});

Deno.test("a host name that two nodes have is told from an ID that two begin with", () => {
  const named = (...hostnames: string[]) =>
    sketchSwarm({ ...TWO, nodes: hostnames.map((hostname) => ({ hostname })) });
  assert.throws(
    () => traces(named("w", "w"), "web", "api", "w"),
    /w is ambiguous: 2 nodes have this name; give the ID$/,
  );
  const swarm = named("w1", "w2");
  const alike = { ...swarm, nodes: swarm.nodes.map((node, at) => ({ ...node, id: `abc${at}` })) };
  assert.throws(
    () => traces(alike, "web", "api", "abc"),
    /abc is ambiguous: 2 nodes have an ID that begins with it$/,
  );
});
