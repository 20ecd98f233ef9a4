import { creating } from "../../../lib/checks/change_examples.ts";
import { MTU_OPTION } from "../../../lib/swarm/model.ts";
import { WRONG_MTU_OPTION } from "../../../lib/swarm/overlay_options.ts";
import type { SwarmSketch } from "../../../lib/swarm/sketch.ts";
import type { RuleCases } from "../../support/rule_cases.ts";
import { CASES as ROOM } from "./sn02_room_cases.ts";

/** A stack with one service on one network, told by the mapping of its declaration. */
function stack(network: string): string {
  return `services: {a: {image: x, networks: [n]}}\nnetworks: {n: ${network}}\n`;
}

/** The same, where the network has these subnets. */
function subnets(...texts: string[]): string {
  return stack(`{ipam: {config: [${texts.map((text) => `{subnet: "${text}"}`).join(", ")}]}}`);
}

/** A swarm with one network of this subnet. */
function net(subnet: string, more: SwarmSketch = {}): SwarmSketch {
  return { networks: [{ name: "app", subnet }], ...more };
}

function option(key: string, value: string): SwarmSketch {
  return { networks: [{ name: "app", options: { encrypted: "", [key]: value } }] };
}

function ipam(...config: { subnet: string; range?: string; aux?: Record<string, string> }[]) {
  return {
    driver: "default",
    options: {},
    config: config.map((one) => ({ range: "", gateway: "", aux: {}, ...one })),
  };
}

const NONE = { driver: "", options: {}, config: [] };
const LOST = { name: "lost", driver: "", options: {}, ipam: NONE };
const BRIDGE = { name: "br", scope: "local" as const, driver: "bridge", subnet: "10.7.0.0/16" };

const OVERLAPS: Record<string, RuleCases> = {
  SN0201: {
    bad: [
      {
        title: "With a service that waits",
        swarm: { networks: [LOST], services: [{ name: "a", on: ["lost"] }] },
      },
      { title: "A minute old", swarm: { networks: [{ ...LOST, created: "2026-06-01T11:59:00Z" }] } },
    ],
    good: [
      { title: "A bridge of one node", swarm: { networks: [BRIDGE] } },
      {
        title: "A template has no driver of its own",
        swarm: { networks: [{ ...LOST, scope: "local", configOnly: true }] },
      },
    ],
    near: [{
      title: "Created a moment ago",
      swarm: { networks: [{ ...LOST, created: "2026-06-01T11:59:55Z" }] },
    }],
  },
  SN0202: {
    bad: [
      {
        title: "One inside the other",
        swarm: { networks: [{ name: "a", subnet: "10.5.0.0/16" }, { name: "b", subnet: "10.5.9.0/24" }] },
      },
      {
        title: "Two networks of one file, which needs no swarm",
        stack: "services: {a: {image: x, networks: [n, m]}}\nnetworks:\n" +
          "  n: {ipam: {config: [{subnet: 10.5.0.0/24}]}}\n  m: {ipam: {config: [{subnet: 10.5.0.0/25}]}}\n",
      },
      {
        title: "With ranges apart the managers do not even compare",
        swarm: {
          networks: [
            { name: "a", ipam: ipam({ subnet: "10.5.0.0/24", range: "10.5.0.0/25" }) },
            { name: "b", ipam: ipam({ subnet: "10.5.0.0/24", range: "10.5.0.128/25" }) },
          ],
        },
      },
    ],
    good: [
      { title: "Apart from the swarm's", stack: subnets("10.6.0.0/24"), swarm: net("10.5.0.0/24") },
      { title: "No subnet in the file", stack: stack("{}") },
    ],
    near: [
      {
        title: "The halves of a block",
        swarm: { networks: [{ name: "a", subnet: "10.5.0.0/25" }, { name: "b", subnet: "10.5.0.128/25" }] },
      },
      {
        title: "Two live networks overlap, which is not the file's doing",
        stack: subnets("10.6.0.0/24"),
        swarm: { networks: [{ name: "a", subnet: "10.5.0.0/24" }, { name: "b", subnet: "10.5.0.0/24" }] },
      },
    ],
  },
  SN0203: {
    bad: [
      {
        title: "A single node's address",
        swarm: net("10.5.0.0/24", { nodes: [{ hostname: "m1" }, { hostname: "w1", addr: "10.5.0.77" }] }),
      },
      { title: "A stack's subnet over the nodes", stack: subnets("192.168.0.0/16"), swarm: {} },
      {
        title: "The address that the managers use among themselves",
        swarm: net("10.5.0.0/24", {
          nodes: [{
            hostname: "m1",
            manager: { leader: true, reachability: "reachable", addr: "10.5.0.1:2377" },
          }],
        }),
      },
    ],
    good: [
      { title: "A stack's subnet elsewhere", stack: subnets("10.5.0.0/24"), swarm: {} },
      { title: "A file without a subnet", stack: stack("{}") },
    ],
    near: [{ title: "The neighbour of the nodes' network", swarm: net("192.168.6.0/24") }],
  },
  SN0204: {
    bad: [
      {
        title: "A bridge that somebody made",
        swarm: { networks: [{ name: "app", subnet: "10.7.3.0/24" }, BRIDGE] },
      },
      { title: "The pool of bridges, none of them there yet", swarm: net("172.29.0.0/24") },
      {
        title: "A pool of daemon.json",
        stack: subnets("10.30.0.0/24"),
        swarm: { source: { bridgePools: [{ base: "10.30.0.0/16", size: 24 }] } },
      },
    ],
    good: [
      { title: "Elsewhere", swarm: { networks: [{ name: "app", subnet: "10.8.0.0/24" }, BRIDGE] } },
      { title: "A stack's subnet elsewhere", stack: subnets("10.8.0.0/24"), swarm: {} },
    ],
    near: [
      {
        title: "The usual pool does not count where daemon.json names another",
        swarm: net("172.29.0.0/24", { source: { bridgePools: [{ base: "10.30.0.0/16", size: 24 }] } }),
      },
      {
        title: "Right behind the bridge",
        swarm: { networks: [{ name: "app", subnet: "10.8.0.0/16" }, BRIDGE] },
      },
    ],
  },
  SN0205: {
    bad: [
      {
        title: "A small part of a large network elsewhere",
        swarm: net("10.8.3.0/24", { source: { hostRoutes: ["10.8.0.0/16"] } }),
      },
      {
        title: "A stack's subnet",
        stack: subnets("10.8.0.0/16"),
        swarm: { source: { hostRoutes: ["10.8.3.0/24"] } },
      },
    ],
    good: [
      { title: "No routes besides", swarm: net("10.8.0.0/24", { source: { hostRoutes: [] } }) },
      {
        title: "A stack's subnet elsewhere",
        stack: subnets("10.9.0.0/24"),
        swarm: { source: { hostRoutes: ["10.8.3.0/24"] } },
      },
    ],
    near: [{
      title: "The default route covers everything and says nothing",
      swarm: net("10.8.0.0/24", { source: { hostRoutes: ["0.0.0.0/0"] } }),
    }],
  },
};

const SUBNETS: Record<string, RuleCases> = {
  SN0206: {
    bad: [
      { title: "A /23 in a stack file", stack: subnets("10.40.0.0/23") },
      {
        title: "Busy",
        swarm: net("10.40.0.0/16", {
          services: Array.from({ length: 80 }, (_, at) => ({ name: `s${at}`, on: ["app"] })),
        }),
      },
    ],
    good: [
      { title: "A /28 in a stack file", stack: subnets("10.40.0.0/28") },
      { title: "A bridge of one node", swarm: { networks: [BRIDGE] } },
    ],
    near: [{ title: "Two /24, which SN0207 speaks of", stack: subnets("10.40.0.0/24", "10.41.0.0/24") }],
  },
  SN0207: {
    bad: [
      {
        title: "A live one",
        swarm: {
          networks: [{ name: "app", ipam: ipam({ subnet: "10.5.0.0/24" }, { subnet: "10.6.0.0/24" }) }],
        },
      },
      { title: "Three", stack: subnets("10.5.0.0/24", "10.6.0.0/24", "10.7.0.0/24") },
    ],
    good: [
      { title: "A live one with one", swarm: net("10.5.0.0/24") },
      { title: "None named", stack: stack("{}") },
    ],
    near: [{
      title: "The second one is IPv6, which SN0208 speaks of",
      stack: subnets("10.5.0.0/24", "fd00:5::/64"),
    }],
  },
  SN0208: {
    bad: [
      { title: "Beside an IPv4 one", stack: subnets("10.5.0.0/24", "fd00:5::/64") },
      { title: "--ipv6 only", swarm: { networks: [{ name: "app", enableIPv6: true }] } },
    ],
    good: [
      { title: "A live IPv4 network", swarm: net("10.5.0.0/24") },
      { title: "No subnet", stack: stack("{}") },
    ],
    near: [{
      title: "A bridge of one node may have IPv6",
      swarm: { networks: [{ ...BRIDGE, enableIPv6: true }] },
    }],
  },
  SN0209: {
    bad: [
      {
        title: "Two",
        swarm: {
          networks: [{
            name: "app",
            ipam: ipam({ subnet: "10.5.0.0/24", aux: { a: "10.5.0.5", b: "10.5.0.6" } }),
          }],
        },
      },
      {
        title: "Of the second subnet",
        swarm: {
          networks: [{
            name: "app",
            ipam: ipam({ subnet: "10.5.0.0/24" }, { subnet: "10.6.0.0/24", aux: { a: "10.6.0.5" } }),
          }],
        },
      },
    ],
    good: [
      {
        title: "A range instead",
        swarm: { networks: [{ name: "app", ipam: ipam({ subnet: "10.5.0.0/24", range: "10.5.0.128/25" }) }] },
      },
      { title: "No subnet at all", swarm: { networks: [{ name: "app", ipam: ipam() }] } },
    ],
    near: [{
      title: "A bridge keeps them free",
      swarm: { networks: [{ ...BRIDGE, ipam: ipam({ subnet: "10.7.0.0/16", aux: { a: "10.7.0.5" } }) }] },
    }],
  },
  SN0220: {
    bad: [{
      title: "One of two subnets",
      stack: subnets("10.20.1.0/24", "10.30.1.0/24"),
      policy: { allowedSubnets: ["10.20.0.0/16"] },
    }, {
      title: "The automatic subnet of a new network",
      swarm: {},
      change: creating("", {}),
      policy: { allowedSubnets: ["10.20.0.0/16"] },
    }],
    good: [
      { title: "No policy", swarm: net("10.99.0.0/24") },
      {
        title: "In the second range",
        stack: subnets("10.30.1.0/24"),
        policy: { allowedSubnets: ["10.20.0.0/16", "10.30.0.0/16"] },
      },
    ],
    near: [
      { title: "The range itself", swarm: net("10.20.0.0/16"), policy: { allowedSubnets: ["10.20.0.0/16"] } },
      {
        title: "A bridge of one node",
        swarm: { networks: [BRIDGE] },
        policy: { allowedSubnets: ["10.20.0.0/16"] },
      },
    ],
  },
};

const OPTIONS: Record<string, RuleCases> = {
  SN0210: {
    bad: [
      { title: "Negative", swarm: option(MTU_OPTION, "-1") },
      { title: "Larger than any link", swarm: option(MTU_OPTION, "9217") },
      { title: "A unit behind it", stack: stack(`{driver_opts: {${MTU_OPTION}: 1400b}}`) },
    ],
    good: [{ title: "1400", swarm: option(MTU_OPTION, "1400") }],
    near: [
      { title: "The least that every link carries", swarm: option(MTU_OPTION, "1280") },
      { title: "0 stands for the default", swarm: option(MTU_OPTION, "0") },
      { title: "Another key is SN0211's", swarm: option(WRONG_MTU_OPTION, "1450.5") },
    ],
  },
  SN0211: {
    bad: [{
      title: "Beside the right one",
      swarm: { networks: [{ name: "n", options: { [MTU_OPTION]: "1400", [WRONG_MTU_OPTION]: "1400" } }] },
    }],
    good: [
      { title: "Neither", swarm: net("10.5.0.0/24") },
      { title: "The right one in a stack file", stack: stack(`{driver_opts: {${MTU_OPTION}: 1400}}`) },
    ],
    near: [{
      title: "A bridge reads it",
      swarm: { networks: [{ ...BRIDGE, options: { [WRONG_MTU_OPTION]: "1400" } }] },
    }],
  },
  SN0212: {
    bad: [
      { title: "Another letter case", stack: stack('{driver_opts: {Encrypted: ""}}') },
      { title: "Nothing like it", swarm: option("com.example.note", "x") },
    ],
    good: [
      { title: "No option", stack: stack("{}") },
      { title: "The identifiers that managers fill in", swarm: net("10.5.0.0/24") },
    ],
    near: [
      {
        title: "A bridge's options on a bridge",
        swarm: { networks: [{ ...BRIDGE, options: { "com.docker.network.bridge.name": "br7" } }] },
      },
      { title: "The wrong MTU key is SN0211's", swarm: option(WRONG_MTU_OPTION, "1400") },
    ],
  },
};

export const CASES: Record<string, RuleCases> = { ...OVERLAPS, ...SUBNETS, ...OPTIONS, ...ROOM };
