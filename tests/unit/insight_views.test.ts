import assert from "node:assert/strict";
import { judgeChange } from "../../lib/checks/judge_change.ts";
import { viewGateway } from "../../lib/insight/gateway_view.ts";
import { viewIngress } from "../../lib/insight/ingress_view.ts";
import { encryptionOf, factsOf } from "../../lib/insight/network_facts.ts";
import { viewNetwork } from "../../lib/insight/network_view.ts";
import { serviceFacts } from "../../lib/insight/service_facts.ts";
import { changeFindings } from "../../lib/view/findings/change_text.ts";
import { gatewayText } from "../../lib/view/network/gateway_text.ts";
import { ingressText } from "../../lib/view/network/ingress_text.ts";
import { removalBlockersOf } from "../../lib/swarm/removal_blockers.ts";
import { CHANGE_SETTINGS } from "../support/change_findings.ts";
import { find, findAll } from "../../lib/swarm/find.ts";
import type { Endpoint, Network, Port, Swarm } from "../../lib/swarm/model.ts";
import { atBoundary } from "../../lib/terminal/boundary.ts";
import { unstyled } from "../../lib/terminal/style.ts";
import { makeNetwork, makeNode, makeService, makeSwarm, makeTask } from "../support/make_swarm.ts";

function endpoint(id: string, name: string, ipv4 = "10.0.1.9/24"): Endpoint {
  return { id, name, endpointId: `e-${id}`, mac: "02:42:0a:00:01:09", ipv4, ipv6: "" };
}

function port(published: number, target: number, mode: Port["mode"] = "ingress"): Port {
  return { name: "", protocol: "tcp", target, published, mode };
}

/** What is said before a network is removed. */
function removal(swarm: Swarm, network: Network): string {
  const change = { kind: "remove-networks" as const, networks: [network] };
  return unstyled(changeFindings(judgeChange(swarm, change, CHANGE_SETTINGS).blockers));
}

const APP = makeNetwork("app", { subnet: "10.0.1.0/24" });
const MESH = makeNetwork("ingress", { subnet: "10.0.0.0/24", ingress: true });
const ON_APP = { target: APP.id, aliases: ["www"], driverOpts: {} };
const HERE = [{ network: APP.id, addresses: ["10.0.1.3/24"], aliases: [] }];

Deno.test("whatever its value says, the key encrypted means encryption; what cannot be known is not guessed", () => {
  const cases = [
    ["", "on"],
    ["true", "on"],
    ["false", "by-key"],
    ["0", "by-key"],
    ["No", "by-key"],
  ] as const;
  for (const [encrypted, expected] of cases) {
    assert.equal(encryptionOf(makeNetwork("n", { options: { encrypted } })), expected);
  }
  assert.equal(encryptionOf(makeNetwork("n")), "off");
  assert.equal(encryptionOf(makeNetwork("n", { driver: "" })), "unknown");
  assert.equal(encryptionOf(makeNetwork("n", { driver: "bridge", scope: "local" })), "none");
  assert.equal(factsOf(makeSwarm({ networks: [] }), makeNetwork("n", { driver: "" })).mtu, null);
});

Deno.test("things are found by ID, then name, then a unique beginning of the ID", () => {
  const things = [{ id: "abc1", name: "x" }, { id: "abc2", name: "abc1" }, { id: "def", name: "web" }];
  assert.deepEqual(find(things, "abc1"), { kind: "found", item: things[0] });
  assert.deepEqual(find(things, "web"), { kind: "found", item: things[2] });
  assert.deepEqual(find(things, "de"), { kind: "found", item: things[2] });
  assert.deepEqual(find(things, "ab"), { kind: "ambiguous", by: "id", count: 2 });
  assert.deepEqual(find(things, "wbe"), { kind: "missing", near: "web" });
  assert.deepEqual(find(things, ""), { kind: "missing", near: undefined });
});

Deno.test("a name that two things have stands for neither, as for the engine; the ID still does", () => {
  const things = [{ id: "abc1", name: "app" }, { id: "def2", name: "app" }];
  assert.deepEqual(find(things, "app"), { kind: "ambiguous", by: "name", count: 2 });
  assert.deepEqual(find(things, "def2"), { kind: "found", item: things[1] });
  assert.deepEqual(findAll("Network", things, ["def", "def2", "app", "ab\u001bx"]), {
    found: [things[1]],
    problems: [
      "Network app is ambiguous: 2 networks have this name; give the ID",
      "Network ab\\u001bx not found",
    ],
  });
});

Deno.test("blockers are services, tasks whose service has left, and containers, each with what takes it away", () => {
  const swarm = makeSwarm({
    nodes: [makeNode("n1"), makeNode("n2")],
    networks: [APP],
    services: [makeService("web", { networks: [ON_APP] }), makeService("gone")],
    tasks: [
      makeTask("t1", { service: "id-web", node: "id-n1", state: "running", networks: HERE, container: "c1" }),
      makeTask("t2", { service: "id-gone", slot: 3, node: "id-n2", state: "running", networks: HERE }),
      makeTask("t3", { service: "id-gone", slot: 4, node: "id-n2", state: "shutdown", networks: HERE }),
      makeTask("t4", {
        service: "",
        node: "id-n2",
        state: "running",
        networks: HERE,
        attachment: "c".repeat(64),
      }),
    ],
  });
  const seen = [endpoint("c1", "web.1.t1"), endpoint("c9", "by hand"), endpoint("lb-app", "app-endpoint")];
  const blockers = removalBlockersOf(swarm, APP, seen);
  assert.deepEqual(blockers.map(({ kind, name }) => [kind, name]), [
    ["service", "web"],
    ["task", "gone.3"],
    ["container", "cccccccccccc"],
    ["container", "by hand"],
  ]);
  const text = removal(swarm, { ...APP, containers: seen });
  assert.match(text, /^error SN0336 network app: in use by 1 service, 1 task, 2 containers\n/);
  assert.match(text, /docker network disconnect app 'by hand'\n/);
  assert.match(text, /container cccccccccccc on n2 is connected\n/);
  assert.match(text, /docker network disconnect app cccccccccccc\n/);
});

Deno.test("the gateway bridge is not taken from under containers, an unused network has no blockers", () => {
  const bridge = makeNetwork("docker_gwbridge", { scope: "local", driver: "bridge" });
  const swarm = makeSwarm({ networks: [APP, bridge] });
  const used = { ...bridge, containers: [endpoint("x", "gateway_ingress-sbox")] };
  assert.match(removal(swarm, used), /once the node has left the swarm/);
  assert.deepEqual(removalBlockersOf(swarm, APP, [endpoint("lb-app", "app-endpoint")]), []);
});

Deno.test("a network's view has tasks by node, those without one last, and containers that are no tasks", () => {
  const network = {
    ...APP,
    containers: [endpoint("c1", "web.1"), endpoint("x", "hand"), endpoint("lb-app", "lb")],
  };
  const task = (id: string, slot: number, node: string, state: string, container = "") =>
    makeTask(id, { service: "id-web", slot, node, state, networks: HERE, container });
  const swarm = makeSwarm({
    nodes: [makeNode("n10"), makeNode("n9", { state: "down" })],
    networks: [network],
    services: [makeService("web", { networks: [ON_APP], replicas: 3 })],
    tasks: [
      task("t3", 3, "", "pending"),
      task("t1", 1, "id-n10", "running", "c1"),
      task("t2", 2, "id-n9", "running", "c2"),
      task("t0", 1, "id-n10", "failed"),
    ],
  });
  const view = viewNetwork(swarm, network);
  assert.deepEqual(view.nodes.map((node) => [node.name, node.state, node.tasks.map((one) => one.name)]), [
    ["n9", "down", ["web.2"]],
    ["n10", "ready", ["web.1"]],
    ["", "unknown", ["web.3"]],
  ]);
  assert.deepEqual(view.containers?.map((one) => one.name), ["hand"]);
  assert.deepEqual(view.duplicates, [{ address: "10.0.1.3", tasks: ["web.2", "web.1", "web.3"] }]);
  const [web] = view.services;
  assert.deepEqual([web!.name, web!.running, web!.desired, web!.aliases], ["web", 2, 3, ["www"]]);
});

Deno.test("a service's encryption is that of all its networks, and a reference to nothing is shown as such", () => {
  const safe = makeNetwork("safe", { subnet: "10.0.2.0/24", options: { encrypted: "" } });
  const of = (targets: string[], ports: Port[] = []) => {
    const networks = targets.map((target) => ({ target, aliases: [], driverOpts: {} }));
    const service = makeService("web", { networks, ports });
    return serviceFacts(makeSwarm({ networks: [MESH, APP, safe], services: [service] }), service);
  };
  assert.equal(of([safe.id]).encryption, "yes");
  assert.equal(of([APP.id]).encryption, "no");
  assert.equal(of([safe.id, APP.id]).encryption, "partly");
  assert.equal(of([safe.id], [port(80, 80)]).encryption, "partly");
  assert.equal(of([safe.id], [port(80, 80, "host")]).encryption, "yes");
  assert.equal(of([]).encryption, "none");
  const dangling = of(["nowhere"]).networks[0]!;
  assert.equal(dangling.network, undefined);
  assert.equal(dangling.name, "nowhere");
});

Deno.test("the mesh answers on the nodes that are up; ports without a task say so", () => {
  const swarm = makeSwarm({
    nodes: [makeNode("n1"), makeNode("n2", { state: "down" })],
    networks: [MESH],
    services: [makeService("web", { ports: [port(8080, 80), port(9000, 9000, "host")] })],
  });
  const view = viewIngress(swarm);
  assert.deepEqual(view.answering, ["n1"]);
  assert.deepEqual(view.silent, [{ node: "n2", state: "down" }]);
  assert.deepEqual(view.ports.map(({ published, tasks }) => [published, tasks]), [[8080, []]]);
  assert.deepEqual(view.hostPorts.map(({ published, nodes }) => [published, nodes]), [[9000, []]]);
  const text = atBoundary(ingressText(view, { width: 120 }), false);
  assert.match(text, /none: requests are refused/);
  const without = atBoundary(ingressText(viewIngress(makeSwarm({ networks: [] })), { width: 120 }), false);
  assert.match(without, /^No ingress network\n/);
});

Deno.test("the gateway bridge names its containers by their tasks", () => {
  const containers = [
    endpoint("ingress-sbox", "gateway_ingress-sbox", "172.18.0.2/16"),
    endpoint("c1", "gateway_aaaa", "172.18.0.3/16"),
    endpoint("x", "gateway_bbbb", "172.18.0.4/16"),
  ];
  const parts = { scope: "local", driver: "bridge", subnet: "172.18.0.0/16", containers } as const;
  const swarm = makeSwarm({
    networks: [{ ...APP, containers: [endpoint("x", "by-hand")] }, makeNetwork("docker_gwbridge", parts)],
    services: [makeService("web")],
    tasks: [makeTask("t1", { service: "id-web", slot: 1, state: "running", container: "c1" })],
  });
  const view = viewGateway(swarm)!;
  assert.deepEqual(view.connected?.map(({ name, kind }) => [name, kind]), [
    ["by-hand", "container"],
    ["ingress sandbox", "mesh"],
    ["web.1", "task"],
  ]);
  assert.match(atBoundary(gatewayText(view, { width: 100 }), false), /no: containers here reach each other/);
  assert.equal(viewGateway(makeSwarm({ networks: [APP] })), undefined);
});
