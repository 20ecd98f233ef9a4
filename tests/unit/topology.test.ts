import assert from "node:assert/strict";
import { topologyOf } from "../../lib/insight/topology.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { STACK_LABEL } from "../../lib/swarm/model.ts";
import { placedText } from "../../lib/view/map/box_text.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";

Deno.test("each network shows its encryption, addresses and the nodes with a task on it", () => {
  const { networks } = topologyOf(demoSwarm());
  const of = (name: string) => networks.find((one) => one.name === name)!;
  assert.equal(of("legacy_dmz").encryption, "by-key");
  assert.equal(of("monitoring_metrics").encryption, "off");
  assert.equal(of("staging_default").kind, "unallocated");
  assert.equal(of("ingress").kind, "ingress");
  assert.deepEqual(of("legacy_default").addresses, { usable: 13, used: 12, free: 1 });
  assert.deepEqual(of("metrics_old").nodes, []);
  assert.deepEqual(of("reports_net").nodes, ["WRK-AMS-1", "worker-fra-1.int.example"]);
  assert.equal(networks.find((one) => one.name === "docker_gwbridge"), undefined);
});

Deno.test("a service that publishes through the mesh is on the ingress network, one with host ports is not", () => {
  const topology = topologyOf(demoSwarm());
  const mesh = topology.networks.find((one) => one.kind === "ingress")!;
  const on = topology.links.filter((link) => link.network === mesh.id).map((link) =>
    topology.services.find((one) => one.id === link.service)!.name
  );
  assert.deepEqual(on, ["ci_registry", "legacy_web"]);
});

Deno.test("a stack brings along the networks of others that its services use, but not those others' services", () => {
  const topology = topologyOf(demoSwarm(), { stacks: ["ci"] });
  assert.deepEqual(topology.services.map((one) => one.name), ["ci_registry", "ci_runner", "ci_server"]);
  assert.deepEqual(topology.networks.map((one) => one.name), ["ci_runners", "edge_public", "ingress"]);
});

Deno.test("a network brings along the services on it, and nothing else of theirs", () => {
  const swarm = demoSwarm();
  const id = swarm.networks.find((one) => one.name === "legacy_dmz")!.id;
  const topology = topologyOf(swarm, { networks: [id] });
  assert.deepEqual(topology.services.map((one) => one.name), ["legacy_cron", "legacy_web"]);
  assert.deepEqual(topology.networks.map((one) => one.name), ["legacy_dmz"]);
  assert.equal(topology.links.length, 2);
});

Deno.test("a network that only a service names is there, as missing", () => {
  const { networks, links } = topologyOf(sketchSwarm({ services: [{ name: "web", on: ["gone"] }] }));
  assert.deepEqual(networks.map(({ name, kind, encryption }) => ({ name, kind, encryption })), [
    { name: "gone", kind: "missing", encryption: "unknown" },
  ]);
  assert.equal(links.length, 1);
});

Deno.test("tasks of nodes with the same host name are counted apart", () => {
  const swarm = sketchSwarm({
    nodes: [{ hostname: "twin", id: "a" }, { hostname: "twin", id: "b" }],
    networks: [{ name: "n" }],
    services: [{ name: "web", on: ["n"], replicas: 3 }],
  });
  const { nodes, services } = topologyOf(swarm);
  assert.deepEqual(nodes.map((one) => one.tasks), [2, 1]);
  assert.deepEqual(services[0]!.placed, [{ node: "a", name: "twin", tasks: 2 }, {
    node: "b",
    name: "twin",
    tasks: 1,
  }]);
});

Deno.test("traffic crosses nodes where live tasks of a network are on several", () => {
  const one = (replicas: number) =>
    topologyOf(sketchSwarm({ networks: [{ name: "n" }], services: [{ name: "web", on: ["n"], replicas }] }))
      .links[0]!.crosses;
  assert.equal(one(1), false);
  assert.equal(one(2), true);
});

Deno.test("findings about things outside the picture are left out, those about the swarm stay", () => {
  const finding = (kind: string, name: string) => ({
    code: "SN0101",
    level: "warning" as const,
    object: { kind, name },
    message: "",
    fix: "",
    commands: [],
  });
  const swarm = sketchSwarm({
    networks: [{ name: "a" }, { name: "b" }],
    services: [{ name: "web", on: ["a"], labels: { [STACK_LABEL]: "s" } }],
  });
  const findings = [finding("network", "a"), finding("network", "b"), finding("swarm", "id-cluster")];
  const shown = topologyOf(swarm, { stacks: ["s"], findings }).findings.map((one) => one.object.name);
  assert.deepEqual(shown, ["a", "id-cluster"]);
});

Deno.test("a task that is to stop is no part of its service, a job says how far it is, and zero is zero", () => {
  const swarm = sketchSwarm({
    networks: [{ name: "app" }],
    services: [
      { name: "web", on: ["app"] },
      { name: "job", on: ["app"], mode: "replicated-job", replicas: 3 },
      { name: "off", on: ["app"], replicas: 0 },
    ],
    tasks: [
      { service: "web", slot: 1, node: "m1" },
      { service: "web", slot: 1, node: "m2", desired: "shutdown" },
      { service: "job", slot: 1, node: "m1", state: "complete", desired: "complete" },
      { service: "job", slot: 2, node: "m2", desired: "complete" },
    ],
  });
  const words = Object.fromEntries(topologyOf(swarm).services.map((one) => [one.name, placedText(one)]));
  assert.deepEqual(words, {
    web: "1 of 1 task on m1",
    job: "job: 1 of 3 done, 1 running on m2",
    off: "scaled to zero",
  });
});
