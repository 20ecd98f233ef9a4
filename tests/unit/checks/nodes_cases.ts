import { gossip } from "../../../lib/checks/nodes/addresses.ts";
import type { SwarmSketch } from "../../../lib/swarm/sketch.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

const DAY = 24 * 3_600_000_000_000;

function manager(hostname: string, addr: string, leader = false) {
  return {
    hostname,
    role: "manager" as const,
    manager: { leader, reachability: "reachable", addr: `${addr}:2377` },
  };
}

function managers(many: number, workers = 0): SwarmSketch {
  return {
    nodes: [
      ...Array.from({ length: many }, (_, at) => manager(`m${at + 1}`, `192.168.7.${at + 1}`, at === 0)),
      ...Array.from({ length: workers }, (_, at) => ({ hostname: `w${at + 1}` })),
    ],
  };
}

function versions(...texts: string[]): SwarmSketch {
  return { nodes: texts.map((engineVersion, at) => ({ hostname: `n${at + 1}`, engineVersion })) };
}

function tunnels(...hosts: string[]): SwarmSketch {
  return { networks: [{ name: "app", gossip: gossip(...hosts) }] };
}

const ADDRESSES: Record<string, RuleCases> = {
  SN0501: {
    bad: [
      { title: "No address at all", swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1", addr: "" }] } },
      {
        title: "An unspecified one",
        swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1", addr: "0.0.0.0" }] },
      },
      {
        title: "A manager that advertises loopback",
        swarm: { nodes: [manager("m1", "127.0.0.1", true), { hostname: "w1" }] },
      },
      {
        title: "IPv6 link-local",
        swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1", addr: "fe80::1" }] },
      },
    ],
    good: [
      {
        title: "Public addresses are SN0114's",
        swarm: { nodes: [{ hostname: "m1", addr: "8.8.4.4" }, { hostname: "w1" }] },
      },
      {
        title: "IPv6",
        swarm: { nodes: [{ hostname: "m1", addr: "fd00::1" }, { hostname: "w1", addr: "fd00::2" }] },
      },
    ],
    near: [
      {
        title: "A leader whose status says 0.0.0.0, as leaders' do",
        swarm: { nodes: [{ ...manager("m1", "192.168.7.1", true), addr: "0.0.0.0" }, { hostname: "w1" }] },
      },
      {
        title: "One machine by itself",
        swarm: { nodes: [{ ...manager("m1", "127.0.0.1", true), addr: "127.0.0.1" }] },
      },
      {
        title: "A node that is gone",
        swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1", addr: "127.0.0.1", state: "down" }] },
      },
    ],
  },
  SN0502: {
    bad: [
      {
        title: "A manager and a worker",
        swarm: { nodes: [manager("m1", "192.168.7.1"), { hostname: "w1", addr: "192.168.7.1" }] },
      },
      { title: "Two managers", swarm: { nodes: [manager("m1", "10.9.0.1"), manager("m2", "10.9.0.1")] } },
    ],
    good: [
      { title: "One node", swarm: { nodes: [{ hostname: "m1" }] } },
      { title: "IPv6", swarm: { nodes: [manager("m1", "[fd00::1]"), manager("m2", "[fd00::2]")] } },
    ],
    near: [
      {
        title: "The old entry of a node that joined again",
        swarm: {
          nodes: [
            { hostname: "w1", id: "old", addr: "192.168.7.9", state: "down" },
            { hostname: "w1", id: "new", addr: "192.168.7.9" },
          ],
        },
      },
      {
        title: "Managers that advertise their own, seen through one proxy",
        swarm: {
          nodes: [
            { ...manager("m1", "192.168.7.1"), addr: "192.168.7.254" },
            { ...manager("m2", "192.168.7.2"), addr: "192.168.7.254" },
          ],
        },
      },
    ],
  },
  SN0503: {
    bad: [
      { title: "Private and public", swarm: tunnels("192.168.7.1", "8.8.4.4") },
      { title: "Half and half", swarm: tunnels("fd00::1", "192.168.7.1", "fd00::2", "192.168.7.2") },
    ],
    good: [
      { title: "Public ones only", swarm: tunnels("8.8.4.4", "8.8.8.8") },
      { title: "IPv6 only", swarm: tunnels("fd00::1", "fd00::2") },
    ],
    near: [{ title: "Two routed sites", swarm: tunnels("192.168.20.11", "10.77.3.4", "172.16.9.9") }],
  },
  SN0508: {
    bad: [
      { title: "Only one node is seen", swarm: tunnels("192.168.7.2") },
      {
        title: "On two networks",
        swarm: {
          networks: [{ name: "a", gossip: gossip("192.168.7.1") }, {
            name: "b",
            gossip: gossip("192.168.7.3"),
          }],
        },
      },
    ],
    good: [{ title: "A network of their own", swarm: tunnels("10.77.0.1", "10.77.0.2", "10.77.0.3") }, {
      title: "IPv6 for applications",
      swarm: tunnels("fd00::1"),
    }],
    near: [{
      title: "One node has a data path address of its own",
      swarm: tunnels("192.168.7.1", "10.77.0.2"),
    }],
  },
};

export const CASES: Record<string, RuleCases> = {
  ...ADDRESSES,
  SN0504: {
    bad: [
      { title: "Four", swarm: managers(4) },
      { title: "Nine", swarm: managers(9) },
      { title: "One machine", swarm: managers(1) },
    ],
    good: [{ title: "Five", swarm: managers(5, 10) }, { title: "Seven", swarm: managers(7) }],
    near: [{ title: "Three, and an even number of nodes", swarm: managers(3, 3) }],
  },
  SN0505: {
    bad: [
      { title: "Two majors", swarm: versions("28.5.2", "29.1.0", "28.5.2") },
      { title: "Two minors", swarm: versions("28.4.0", "28.5.2") },
      { title: "Three releases", swarm: versions("20.10.24", "26.1.5", "28.5.2") },
    ],
    good: [
      { title: "One node", swarm: versions("20.10.24+dfsg1") },
      { title: "A version that cannot be read counts for nothing", swarm: versions("28.5.2", "unknown") },
    ],
    near: [
      { title: "Patch releases of one minor", swarm: versions("28.5.1", "28.5.2", "28.5.0+dfsg1") },
      {
        title: "The old engine is down",
        swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1", engineVersion: "24.0.9", state: "down" }] },
      },
    ],
  },
  SN0506: {
    bad: [
      { title: "One manager", swarm: { ...managers(1), cluster: { autoLockManagers: false } } },
      { title: "Five", swarm: { ...managers(5), cluster: { autoLockManagers: false } } },
    ],
    good: [{ title: "Three managers", swarm: managers(3) }, { title: "The healthy one", swarm: {} }],
    near: [{ title: "Locked during a CA rotation", swarm: { cluster: { rootRotationInProgress: true } } }],
  },
  SN0507: {
    bad: [
      { title: "A year", swarm: { cluster: { nodeCertExpiry: 365 * DAY } } },
      { title: "A day too much", swarm: { cluster: { nodeCertExpiry: 91 * DAY } } },
    ],
    good: [
      { title: "A day", swarm: { cluster: { nodeCertExpiry: DAY } } },
      { title: "The healthy one", swarm: {} },
    ],
    near: [{ title: "Just the default", swarm: { cluster: { nodeCertExpiry: 90 * DAY } } }],
  },
};
