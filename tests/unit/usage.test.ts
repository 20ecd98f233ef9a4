import assert from "node:assert/strict";
import { indexOf } from "../../lib/swarm/index.ts";
import type { Network, Task } from "../../lib/swarm/model.ts";
import { roomsOf } from "../../lib/swarm/room.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";
import { usableOf, usageOf } from "../../lib/swarm/usage.ts";
import { makeNetwork, makeNode, makeService, makeSwarm, makeTask } from "../support/make_swarm.ts";

const net = (subnet: string, range = "", gateway = "") => ({ subnet, range, gateway });

Deno.test("usable addresses of a subnet: without network, broadcast and gateway", () => {
  assert.equal(usableOf(net("10.1.0.0/24")), 253);
  assert.equal(usableOf(net("10.1.0.0/23")), 509);
  assert.equal(usableOf(net("10.1.0.0/22")), 1021);
  assert.equal(usableOf(net("10.1.0.0/28", "", "10.1.0.1")), 13);
  assert.equal(usableOf(net("10.1.0.0/29")), 5);
  assert.equal(usableOf(net("10.1.0.0/30")), 1);
  assert.equal(usableOf(net("10.1.0.0/31")), 0);
  assert.equal(usableOf(net("10.1.0.0/32")), 0);
});

Deno.test("usable addresses of an ip-range: the gateway counts where it lies in the range", () => {
  assert.equal(usableOf(net("10.1.0.0/24", "10.1.0.16/28")), 15);
  assert.equal(usableOf(net("10.1.0.0/24", "10.1.0.16/28", "10.1.0.17")), 15);
  assert.equal(usableOf(net("10.1.0.0/24", "10.1.0.16/28", "10.1.0.1")), 16);
  // The first range holds the network address, the last one the broadcast address.
  assert.equal(usableOf(net("10.1.0.0/24", "10.1.0.0/28", "10.1.0.1")), 14);
  assert.equal(usableOf(net("10.1.0.0/24", "10.1.0.240/28", "10.1.0.1")), 15);
});

function on(network: Network, ...addresses: string[]): Task["networks"] {
  return addresses.map((address) => ({ network: network.id, addresses: [address], aliases: [] }));
}

Deno.test("a /29 with a VIP, two tasks and their nodes' load balancers is full (measured on 28.5.2)", () => {
  const small = makeNetwork("small", { subnet: "10.9.0.0/29" });
  const web = makeService("web", {
    networks: [{ target: small.id, aliases: [], driverOpts: {} }],
    vips: [{ network: small.id, addr: "10.9.0.2/29" }],
  });
  const tasks = [
    makeTask("t1", { service: web.id, node: "id-n1", networks: on(small, "10.9.0.3/29") }),
    makeTask("t2", { service: web.id, node: "id-n2", networks: on(small, "10.9.0.4/29") }),
    makeTask("t3", { service: web.id, state: "new", networks: [] }),
    makeTask("old", {
      service: web.id,
      node: "id-n3",
      state: "shutdown",
      networks: on(small, "10.9.0.6/29"),
    }),
  ];
  const swarm = makeSwarm({ networks: [small], services: [web], tasks });
  assert.deepEqual(usageOf(swarm, small), {
    usable: 5,
    used: 5,
    free: 0,
    byConsumer: { vips: 1, tasks: 2, containers: 0, loadBalancers: 2, other: 0 },
    source: "computed",
  });
});

Deno.test("pending tasks hold addresses before they have a node, attached containers count apart", () => {
  const app = makeNetwork("app", { subnet: "10.9.0.0/24" });
  const tasks = [
    makeTask("pending", { service: "s", state: "pending", networks: on(app, "10.9.0.3/24") }),
    makeTask("attached", { attachment: "c1", node: "id-n1", networks: on(app, "10.9.0.4/24") }),
    makeTask("failed", { service: "s", node: "id-n1", state: "failed", networks: on(app, "10.9.0.5/24") }),
    // A task of a node that is down still runs as far as the managers know, and keeps its address.
    makeTask("down", { service: "s", node: "id-n2", desired: "shutdown", networks: on(app, "10.9.0.6/24") }),
  ];
  const swarm = makeSwarm({
    networks: [app],
    nodes: [makeNode("n1"), makeNode("n2", { state: "down" })],
    tasks,
  });
  assert.deepEqual(usageOf(swarm, app)!.byConsumer, {
    vips: 0,
    tasks: 2,
    containers: 1,
    loadBalancers: 2,
    other: 0,
  });
});

Deno.test("a service that lists the network twice takes two VIPs and two addresses a task", () => {
  const app = makeNetwork("app", { subnet: "10.9.0.0/24" });
  const twice = makeService("twice", {
    networks: [app.id, app.name].map((target) => ({ target, aliases: [], driverOpts: {} })),
    vips: [{ network: app.id, addr: "10.9.0.2/24" }, { network: app.id, addr: "10.9.0.3/24" }],
  });
  const task = makeTask("t", {
    service: twice.id,
    node: "id-m1",
    networks: on(app, "10.9.0.4/24", "10.9.0.5/24"),
  });
  const swarm = makeSwarm({ networks: [app], services: [twice], tasks: [task] });
  assert.equal(usageOf(swarm, app)!.used, 5);
  assert.deepEqual(indexOf(swarm).servicesOn(app.id), [twice]);
});

Deno.test("jobs and dnsrr services have no VIP; their tasks count", () => {
  const app = makeNetwork("app", { subnet: "10.9.0.0/24" });
  const at = [{ target: app.id, aliases: [], driverOpts: {} }];
  const swarm = makeSwarm({
    networks: [app],
    services: [
      makeService("job", { mode: "replicated-job", networks: at }),
      makeService("rr", { endpointMode: "dnsrr", networks: at }),
    ],
    tasks: [
      makeTask("j", { service: "id-job", node: "id-m1", networks: on(app, "10.9.0.2/24") }),
      makeTask("done", {
        service: "id-job",
        node: "id-m1",
        state: "complete",
        networks: on(app, "10.9.0.3/24"),
      }),
      makeTask("r", { service: "id-rr", node: "id-m1", networks: on(app, "10.9.0.4/24") }),
    ],
  });
  assert.deepEqual(usageOf(swarm, app)!.byConsumer, {
    vips: 0,
    tasks: 2,
    containers: 0,
    loadBalancers: 1,
    other: 0,
  });
});

Deno.test("ingress has a load balancer on every node, with or without tasks", () => {
  const ingress = makeNetwork("ingress", { ingress: true, subnet: "10.0.0.0/24" });
  const web = makeService("web", {
    ports: [{ name: "", protocol: "tcp", target: 80, published: 8080, mode: "ingress" }],
    vips: [{ network: ingress.id, addr: "10.0.0.5/24" }],
  });
  const task = makeTask("t", { service: web.id, node: "id-n1", networks: on(ingress, "10.0.0.6/24") });
  const nodes = [makeNode("n1"), makeNode("n2"), makeNode("n3", { state: "down" })];
  const swarm = makeSwarm({ networks: [ingress], nodes, services: [web], tasks: [task] });
  assert.deepEqual(usageOf(swarm, ingress)!.byConsumer, {
    vips: 1,
    tasks: 1,
    containers: 0,
    loadBalancers: 3,
    other: 0,
  });
  assert.deepEqual(indexOf(swarm).servicesOn(ingress.id), [web]);
});

Deno.test("the engine's counters win, and what no object explains is named", () => {
  const app = makeNetwork("app", {
    subnet: "10.9.0.0/24",
    usage: { "10.9.0.0/24": { used: 10, available: 246 } },
  });
  const task = makeTask("t", { service: "s", node: "id-m1", networks: on(app, "10.9.0.2/24") });
  assert.deepEqual(usageOf(makeSwarm({ networks: [app], tasks: [task] }), app), {
    usable: 253,
    used: 7,
    free: 246,
    byConsumer: { vips: 0, tasks: 1, containers: 0, loadBalancers: 1, other: 5 },
    source: "engine counters",
  });
});

Deno.test("several subnets add up; networks without managed addresses have no usage", () => {
  const config = [net("10.1.0.0/24"), net("10.2.0.0/24")].map((one) => ({ ...one, aux: {} }));
  const two = makeNetwork("two", { ipam: { driver: "default", options: {}, config } });
  const lost = makeNetwork("lost", { driver: "" });
  const bridge = makeNetwork("bridge", { scope: "local", driver: "bridge", subnet: "172.17.0.0/16" });
  const swarm = makeSwarm({ networks: [two, lost, bridge] });
  assert.equal(usageOf(swarm, two)!.usable, 506);
  assert.equal(usageOf(swarm, lost), null);
  assert.equal(usageOf(swarm, bridge), null);
});

Deno.test("the index is made once for a swarm", () => {
  const swarm = makeSwarm();
  assert.equal(indexOf(swarm), indexOf(swarm));
  assert.equal(indexOf(swarm).network("ingress")?.ingress, true);
  assert.equal(indexOf(swarm).network("INGRESS"), undefined);
});

Deno.test("no more addresses are held than there are: load balancers go without, and the room says they lack", () => {
  const address = (last: number) => ({
    networks: [{ network: "id-tiny", addresses: [`10.5.0.${last}/29`], aliases: [] }],
  });
  const swarm = sketchSwarm({
    networks: [{ name: "tiny", subnet: "10.5.0.0/29" }],
    services: [{ name: "web", on: ["tiny"], replicas: 3 }],
    tasks: [
      { service: "web", slot: 1, node: "m1", ...address(3) },
      { service: "web", slot: 2, node: "m2", ...address(4) },
      { service: "web", slot: 3, node: "m3", ...address(5) },
    ],
  });
  const tiny = swarm.networks[0]!;
  const usage = usageOf(swarm, tiny)!;
  assert.deepEqual([usage.used, usage.usable, usage.byConsumer.loadBalancers], [5, 5, 1]);
  assert.equal(roomsOf(swarm).get(tiny)!.need, 7);
});
