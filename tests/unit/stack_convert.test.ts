import assert from "node:assert/strict";
import { loadTexts, stackOf, told } from "../support/stacks/load.ts";

Deno.test("only networks that a service uses are created, under the stack's name", () => {
  const stack = stackOf(`
services:
  a: {image: x, networks: [plain, named, outside]}
  b: {image: y}
networks:
  plain: {driver_opts: {encrypted: ""}, labels: {k: v}}
  named: {name: Fixed}
  outside: {external: true}
  spare: {}
`);
  assert.deepEqual(
    stack.networks.map((network) => [network.key, network.name, network.driver, network.implicit]),
    [
      ["default", "s_default", "overlay", true],
      ["named", "Fixed", "overlay", false],
      ["plain", "s_plain", "overlay", false],
    ],
  );
  assert.deepEqual(stack.external.map((network) => network.name), ["outside"]);
  assert.deepEqual(stack.unused.map((network) => network.name), ["s_spare"]);
  const plain = stack.networks[2]!;
  assert.deepEqual({ ...plain.options }, { encrypted: "" });
  assert.deepEqual({ ...plain.labels }, { k: "v", "com.docker.stack.namespace": "s" });
});

Deno.test("a declared default network is the one that services without networks get", () => {
  const stack = stackOf("services: {a: {image: x}}\nnetworks: {default: {internal: true, name: inner}}\n");
  assert.deepEqual(stack.networks.map((network) => [network.name, network.internal, network.implicit]), [
    ["inner", true, false],
  ]);
  assert.equal(stack.services[0]!.networks[0]!.target, "inner");
});

Deno.test("attachments are sorted by target and get the service's own name, except on predefined networks", () => {
  const stack = stackOf(`
services:
  web:
    image: x
    networks: {zz: {aliases: [web, w]}, aa: , host: }
networks: {zz: {name: a0}, aa: , host: {external: true, name: host}}
`);
  assert.deepEqual(stack.services[0]!.networks.map((one) => [one.target, one.aliases]), [
    ["a0", ["web", "w", "web"]],
    ["host", []],
    ["s_aa", ["web"]],
  ]);
});

Deno.test("ports: modes and protocols that docker does not know become ingress and tcp", () => {
  const stack = stackOf(`
services:
  a:
    image: x
    ports: [{target: 80, published: 90, mode: hots, protocol: foo}, "81/udp", {target: 82, published: 82, mode: host}]
`);
  assert.deepEqual(
    stack.services[0]!.ports.map((port) => [port.published, port.target, port.protocol, port.mode]),
    [
      [0, 81, "udp", "ingress"],
      [82, 82, "tcp", "host"],
      [90, 80, "tcp", "ingress"],
    ],
  );
  assert.equal(stack.services[0]!.ports[2]!.written.mode, "hots");
});

Deno.test("deploy settings are read with their defaults", () => {
  const stack = stackOf(`
services:
  a: {image: x}
  b:
    image: "y:1"
    labels: [in=container]
    stop_grace_period: 1m
    healthcheck: {test: "exit 0"}
    sysctls: [a.b=1]
    deploy:
      mode: global
      endpoint_mode: DNSRR
      labels: {on: service}
      update_config: {parallelism: 0, order: start-first, delay: 5s}
      placement: {constraints: ["node.role == worker"], preferences: [{spread: node.labels.z}], max_replicas_per_node: 2}
`);
  const [a, b] = stack.services;
  assert.deepEqual([a!.mode, a!.replicas, a!.endpointMode, a!.update, a!.healthcheck], [
    "replicated",
    null,
    "vip",
    null,
    null,
  ]);
  assert.deepEqual([b!.mode, b!.endpointMode, b!.stopGrace, b!.maxReplicasPerNode], [
    "global",
    "dnsrr",
    60e9,
    2,
  ]);
  assert.deepEqual([b!.update!.parallelism, b!.update!.order, b!.update!.delay], [0, "start-first", 5e9]);
  assert.deepEqual(b!.constraints.map((constraint) => constraint.text), ["node.role == worker"]);
  assert.deepEqual(b!.preferences, ["node.labels.z"]);
  assert.equal(b!.healthcheck!.hasTest, true);
  assert.deepEqual({ ...b!.sysctls }, { "a.b": "1" });
  assert.deepEqual({ ...b!.labels }, {
    on: "service",
    "com.docker.stack.namespace": "s",
    "com.docker.stack.image": "y:1",
  });
  assert.deepEqual({ ...b!.containerLabels }, { in: "container", "com.docker.stack.namespace": "s" });
});

Deno.test("what only deploy refuses is told with its place, and the file is accepted all the same", () => {
  const result = loadTexts([`
services:
  a:
    image: x
    networks: [nope]
    secrets: [nothing]
    deploy: {mode: sometimes}
    healthcheck: {test: [CMD, x], disable: true}
  b: {image: y, deploy: {mode: global, replicas: 2}}
`]);
  assert.equal(result.accepted, true);
  assert.deepEqual(told(result), [
    'a.yml:5:16 service a: undefined network "nope"',
    'a.yml:6:15 service a: undefined secret "nothing"',
    "a.yml:7:20 service a: unknown mode: sometimes",
    "a.yml:8:5 service a: test and disable can't be set at the same time",
    "a.yml:9:50 service b: replicas can only be used with replicated or replicated-job mode",
  ]);
});

Deno.test("a network name that interpolates to nothing falls back to the key", () => {
  const stack = stackOf('services: {a: {image: x, networks: [n]}}\nnetworks: {n: {name: "${UNSET}"}}\n');
  assert.equal(stack.networks[0]!.name, "s_n");
});
