import assert from "node:assert/strict";
import { formatPrefix, parsePrefix, type Prefix } from "../../lib/swarm/cidr.ts";
import { occupants } from "../../lib/swarm/occupants.ts";
import { nextAutomatic, pickSubnet, poolsOf, poolUsage, prefixFor } from "../../lib/swarm/pool.ts";
import { makeNetwork, makeNode, makeSwarm } from "../support/make_swarm.ts";

const text = (prefix: Prefix | null) => prefix === null ? null : formatPrefix(prefix);

Deno.test("a swarm without a pool of its own uses 10.0.0.0/8", () => {
  assert.deepEqual(poolsOf({ defaultAddrPool: null }).map(text), ["10.0.0.0/8"]);
  assert.deepEqual(poolsOf({ defaultAddrPool: ["10.20.0.0/16"] }).map(text), ["10.20.0.0/16"]);
});

Deno.test("pool usage counts subnets that networks take or cut into", () => {
  const swarm = makeSwarm({
    cluster: { defaultAddrPool: ["10.20.0.0/16"] },
    networks: [
      makeNetwork("a", { subnet: "10.20.0.0/24" }),
      makeNetwork("b", { subnet: "10.20.1.128/25" }),
      makeNetwork("c", { subnet: "10.20.1.0/25" }),
      makeNetwork("d", { subnet: "10.20.4.0/22" }),
      makeNetwork("elsewhere", { subnet: "10.21.0.0/24" }),
      makeNetwork("bridge", { subnet: "10.20.9.0/24", scope: "local" }),
    ],
  });
  assert.deepEqual(poolUsage(swarm), { total: 256, taken: 6 });
});

Deno.test("a network larger than the pool takes all of it", () => {
  const swarm = makeSwarm({
    cluster: { defaultAddrPool: ["10.20.0.0/16"] },
    networks: [makeNetwork("all", { subnet: "10.0.0.0/8" })],
  });
  assert.deepEqual(poolUsage(swarm), { total: 256, taken: 256 });
});

Deno.test("the next automatic subnets skip what swarm networks hold", () => {
  const swarm = makeSwarm({
    networks: [
      makeNetwork("ingress", { subnet: "10.0.0.0/24" }),
      makeNetwork("x", { subnet: "10.0.2.0/24" }),
    ],
  });
  assert.deepEqual(nextAutomatic(swarm, 3).map(text), ["10.0.1.0/24", "10.0.3.0/24", "10.0.4.0/24"]);
});

Deno.test("the prefix for a number of addresses is the smallest subnet that holds them", () => {
  assert.deepEqual([1, 2, 5, 6, 13, 14, 253, 254, 509, 510].map(prefixFor), [
    30,
    29,
    29,
    28,
    28,
    27,
    24,
    23,
    23,
    22,
  ]);
});

Deno.test("a free subnet avoids swarm networks, local bridges, bridge pools, nodes and host routes", () => {
  const swarm = makeSwarm({
    source: { hostRoutes: ["0.0.0.0/0", "10.0.4.0/24"], bridgePools: [{ base: "10.0.5.0/24", size: 28 }] },
    nodes: [
      makeNode("n1", { addr: "10.0.1.9" }),
      makeNode("n2", {
        addr: "192.0.2.2",
        manager: { leader: true, reachability: "reachable", addr: "10.0.2.9:2377" },
      }),
    ],
    networks: [
      makeNetwork("ingress", { subnet: "10.0.0.0/24" }),
      makeNetwork("docker_gwbridge", { subnet: "10.0.3.0/24", scope: "local", driver: "bridge" }),
    ],
  });
  assert.equal(text(pickSubnet(swarm, { prefix: 24 })), "10.0.6.0/24");
  assert.equal(text(pickSubnet(swarm, { addresses: 300 })), "10.0.6.0/23");
});

Deno.test("a full pool falls back to the private ranges; nothing left is null", () => {
  const full = makeSwarm({
    cluster: { defaultAddrPool: ["10.20.0.0/24"] },
    networks: [makeNetwork("a", { subnet: "10.20.0.0/24" })],
  });
  assert.equal(text(pickSubnet(full, { prefix: 24 })), "10.0.0.0/24");
  const none = makeSwarm({
    networks: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((subnet) =>
      makeNetwork(subnet, { subnet })
    ),
  });
  assert.equal(pickSubnet(none, { prefix: 24 }), null);
});

Deno.test("the default route, config-only networks and unreadable addresses occupy nothing", () => {
  const swarm = makeSwarm({
    source: { hostRoutes: ["0.0.0.0/0", "default"], bridgePools: [{ base: "172.20.0.0/16", size: 24 }] },
    nodes: [makeNode("odd", { addr: "" })],
    networks: [makeNetwork("conf", { subnet: "10.7.0.0/24", scope: "local", configOnly: true })],
  });
  assert.deepEqual(occupants(swarm), [
    { kind: "bridge pool", name: "172.20.0.0/16", block: parsePrefix("172.20.0.0/16")! },
  ]);
});
