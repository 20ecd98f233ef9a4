import assert from "node:assert/strict";
import { stackOf } from "../support/stacks/load.ts";

Deno.test("a network named again is replaced whole, and what it was is kept for the report", () => {
  const stack = stackOf(
    'services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: ""}, internal: true}}\n',
    "networks:\n  n: {attachable: true}\n",
  );
  const [network] = stack.networks;
  assert.deepEqual([network!.internal, network!.attachable, Object.keys(network!.options)], [
    false,
    true,
    [],
  ]);
  const [replaced] = stack.merge.replacedNetworks;
  assert.deepEqual([replaced!.key, replaced!.before.internal, replaced!.after.at], [
    "n",
    true,
    { file: "b.yml", line: 2, column: 3 },
  ]);
  assert.deepEqual(Object.keys(replaced!.before.driverOpts), ["encrypted"]);
});

Deno.test("ports are keyed by published number as soon as a service is in two files", () => {
  const stack = stackOf(
    'services: {a: {image: x, ports: ["53:53/tcp", "53:53/udp", 80, 81]}}\n',
    "services: {a: {hostname: h}}\n",
  );
  assert.deepEqual(
    stack.services[0]!.ports.map((port) => `${port.published}:${port.target}/${port.protocol}`),
    [
      "0:81/tcp",
      "53:53/udp",
    ],
  );
  assert.deepEqual(
    stack.merge.droppedPorts.map(({ service, dropped, kept }) => [service, dropped.target, kept.target]),
    [
      ["a", 53, 53],
      ["a", 80, 81],
    ],
  );
});

Deno.test("aliases are replaced by a later mapping, kept by a later list", () => {
  const base =
    "services: {a: {image: x, networks: {n: {aliases: [p, q], driver_opts: {k: v}}}}}\nnetworks: {n: }\n";
  const replaced = stackOf(base, "services: {a: {networks: {n: {aliases: [r], driver_opts: {k: w}}}}}\n");
  assert.deepEqual(replaced.services[0]!.networks[0]!.listedAliases, ["r"]);
  assert.deepEqual({ ...replaced.services[0]!.networks[0]!.driverOpts }, { k: "v" });
  assert.equal(replaced.merge.replacedAliases.length, 1);
  const kept = stackOf(base, "services: {a: {networks: [n]}}\n");
  assert.deepEqual(kept.services[0]!.networks[0]!.listedAliases, ["p", "q"]);
  assert.equal(kept.merge.replacedAliases.length, 0);
});

Deno.test("text and numbers are replaced when they say something, maps united, lists grown", () => {
  const stack = stackOf(
    `services:
  a:
    image: x
    labels: {one: "1", both: a}
    dns: [1.1.1.1]
    deploy: {replicas: 3, labels: {d: "1"}, update_config: {parallelism: 2, order: stop-first}, placement: {constraints: [p]}}
`,
    `services:
  a:
    labels: {two: "2", both: b}
    dns: [2.2.2.2]
    deploy: {replicas: 0, labels: {e: "2"}, update_config: {order: start-first}, placement: {constraints: [q]}}
`,
  );
  const [service] = stack.services;
  assert.equal(service!.image, "x");
  assert.equal(service!.replicas, 0);
  assert.deepEqual({ ...service!.containerLabels }, {
    one: "1",
    both: "b",
    two: "2",
    "com.docker.stack.namespace": "s",
  });
  assert.deepEqual([service!.labels.d, service!.labels.e], ["1", "2"]);
  assert.deepEqual(service!.dns, ["1.1.1.1", "2.2.2.2"]);
  assert.deepEqual([service!.update!.parallelism, service!.update!.order], [2, "start-first"]);
  assert.deepEqual(service!.constraints.map((constraint) => constraint.text), ["p", "q"]);
  assert.equal(service!.nodes.length, 2);
});
