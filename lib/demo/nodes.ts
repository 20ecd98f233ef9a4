import { swarmId } from "./id.ts";
import type { Cluster, Node, Source } from "../swarm/model.ts";

/** The moment the example swarm was "collected". */
export const TAKEN = "2026-06-01T09:30:00Z";
const VERSION = "28.5.2";

function node(hostname: string, addr: string, parts: Partial<Node> = {}): Node {
  return {
    id: swarmId(`node ${hostname}`),
    hostname,
    role: "worker",
    availability: "active",
    state: "ready",
    addr,
    os: "linux",
    arch: "x86_64",
    engineVersion: VERSION,
    manager: null,
    labels: {},
    ...parts,
  };
}

function manager(hostname: string, addr: string, zone: string, leader = false): Node {
  return node(hostname, addr, {
    role: "manager",
    manager: { leader, reachability: "reachable", addr: `${addr}:2377` },
    labels: { zone },
  });
}

/** Three managers and two workers in two places. */
export const NODES: readonly Node[] = [
  manager("mgr-fra-1", "192.168.20.11", "fra", true),
  manager("mgr-fra-2", "192.168.20.12", "fra"),
  manager("mgr-ams-1", "192.168.21.11", "ams"),
  node("worker-fra-1.int.example", "192.168.20.21", { labels: { zone: "fra", disk: "ssd" } }),
  node("WRK-AMS-1", "192.168.21.21", { labels: { zone: "ams" } }),
];

/** The example swarm's cluster object. */
export const CLUSTER: Cluster = {
  id: swarmId("cluster"),
  created: "2026-03-01T10:00:00Z",
  defaultAddrPool: null,
  subnetSize: 24,
  dataPathPort: 4789,
  autoLockManagers: true,
  nodeCertExpiry: 90 * 24 * 3600 * 1_000_000_000,
  rootRotationInProgress: false,
  taskHistory: 5,
};

/** The engine that the example swarm was read from, but for the node's own facts. */
export const SOURCE: Omit<Source, "name" | "nodeId" | "nodeAddr"> = {
  engineVersion: VERSION,
  apiVersion: "1.51",
  os: "linux",
  kernel: "6.12.48+deb13-amd64",
  local: false,
  bridgePools: [],
  hostRoutes: null,
  liveRestore: false,
  firewallBackend: "iptables",
};
