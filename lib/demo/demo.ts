import { VXLAN_PORT } from "../swarm/data_path.ts";
import { buildDemo, type Built } from "./builder.ts";
import { containerId, demoNetwork, type NetworkSketch, swarmId } from "./sketch.ts";
import { ATTACHED, SERVICES } from "./services.ts";
import { type CapacitySample, sampleOf } from "../swarm/capacity_history.ts";
import type { Cluster, Node, Source, Swarm } from "../swarm/model.ts";

/*
 * The built-in example swarm: a web shop with its monitoring, an old application, a build server and a stack that never
 * started, on five nodes. What is wrong with it (each is worth a finding; nothing else should be):
 *
 *  1. ingress and monitoring_metrics carry unencrypted traffic between nodes.
 *  2. legacy_dmz says `encrypted=false`, which turns encryption on.
 *  3. mail_relay sets com.docker.network.mtu, which overlays do not read.
 *  4. reports_net (172.18.4.0/24) lies inside docker_gwbridge's subnet (172.18.0.0/16).
 *  5. staging_default was never allocated (its subnet overlapped shop_backend), so staging_web has no VIP and its task
 *     stays new, without an error.
 *  6. legacy_default is a /28 with one address left: the next update of legacy_app (two at a time, start-first) cannot finish.
 *  7. legacy_app's update is paused, because a task of it failed.
 *  8. legacy_cron and legacy_web have tasks with the same address on legacy_dmz.
 *  9. On edge_public the name `web` belongs to shop_web and to legacy_web.
 * 10. monitoring_grafana tells Traefik to use monitoring_metrics, where Traefik is not.
 * 11. legacy_web is published and has no health check: each replaced task refuses connections at first.
 * 12. shop_postgres is reached through a VIP without keepalive, so idle connections die after 15 minutes.
 * 13. no service uses metrics_old.
 * 14. Several encrypted networks on engine 28: removing one can cut off another.
 */

/** Builds the example swarm; the same in every run, a new value each time. */
export function demoSwarm(): Swarm {
  const self = NODES[0]!;
  const built = buildDemo(
    { nodes: NODES, networks: SWARM_NETWORKS, services: SERVICES, attached: ATTACHED },
    self.id,
  );
  addDuplicate(built);
  addPausedUpdate(built);
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  const rank = new Map(built.services.sort(byName).map((service, at) => [service.id, at]));
  const order = (service: string) => rank.get(service) ?? rank.size;
  // Sketches share parts (update settings, ports); the caller gets a separate value.
  return structuredClone({
    taken: TAKEN,
    source: { ...SOURCE, nodeId: self.id, name: self.hostname, nodeAddr: self.addr },
    cluster: CLUSTER,
    nodes: [...NODES],
    networks: [...built.networks.sort(byName), ...LOCAL_NETWORKS.map(demoNetwork)],
    services: built.services,
    tasks: built.tasks.sort((a, b) =>
      order(a.service) - order(b.service) || a.slot - b.slot || (a.id < b.id ? -1 : 1)
    ),
    gaps: [
      {
        what: "containers",
        why: "Each engine knows its own containers only; those of the other nodes show as tasks",
      },
    ],
  });
}

function idOf(items: readonly { id: string; name: string }[], name: string): string {
  return items.find((item) => item.name === name)!.id;
}

/** Problem 8, as allocators have left it behind after restarts (moby issues 33795 and 41576). */
function addDuplicate({ networks, services, tasks }: Built): void {
  const dmz = idOf(networks, "legacy_dmz");
  const addressOf = (service: string) =>
    tasks.find((task) => task.service === idOf(services, service))!.networks.find((one) =>
      one.network === dmz
    )!;
  addressOf("legacy_cron").addresses = [...addressOf("legacy_web").addresses];
}

/** Problem 7: the task of the new version failed, so swarm stopped there; its address went back to the pool. */
function addPausedUpdate({ services, tasks }: Built): void {
  const app = services.find((service) => service.name === "legacy_app")!;
  const old = tasks.find((task) => task.service === app.id && task.slot === 3)!;
  const id = swarmId("task legacy_app failed");
  tasks.push({
    ...old,
    id,
    state: "failed",
    desired: "shutdown",
    error: "task: non-zero exit (137)",
    created: "2026-05-29T14:02:10Z",
    since: "2026-05-29T14:02:19Z",
    networks: [],
    container: containerId(id),
    hostPorts: [],
  });
  app.updated = "2026-05-29T14:02:20Z";
  app.updateStatus = {
    state: "paused",
    started: "2026-05-29T14:02:09Z",
    completed: "",
    message: `update paused due to failure or early termination of task ${id}`,
  };
}

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
  dataPathPort: VXLAN_PORT,
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

const ON = { encrypted: "" };

/** The overlay networks of the example swarm, in the order they were made (and so numbered). */
export const SWARM_NETWORKS: readonly NetworkSketch[] = [
  { name: "ingress", subnet: "10.0.0.0/24", ingress: true },
  { name: "edge_public", subnet: "10.0.1.0/24", options: ON, stack: "edge" },
  { name: "shop_backend", subnet: "10.0.2.0/24", options: ON, internal: true, stack: "shop" },
  { name: "shop_frontend", subnet: "10.0.3.0/24", options: ON, stack: "shop" },
  { name: "monitoring_metrics", subnet: "10.0.4.0/24", stack: "monitoring" },
  { name: "legacy_default", subnet: "10.20.0.0/28", options: ON, stack: "legacy" },
  { name: "legacy_dmz", subnet: "10.0.5.0/24", options: { encrypted: "false" }, stack: "legacy" },
  { name: "ci_runners", subnet: "10.0.6.0/24", options: ON, attachable: true, stack: "ci" },
  { name: "reports_net", subnet: "172.18.4.0/24", options: ON },
  { name: "mail_relay", subnet: "10.0.7.0/24", options: { ...ON, "com.docker.network.mtu": "1400" } },
  { name: "metrics_old", subnet: "10.0.8.0/24", options: ON },
  { name: "staging_default", driver: "", stack: "staging" },
];

const BRIDGE = "com.docker.network.bridge.";

/** Local networks of the manager that was asked. */
export const LOCAL_NETWORKS: readonly NetworkSketch[] = [
  {
    name: "bridge",
    scope: "local",
    driver: "bridge",
    subnet: "172.17.0.0/16",
    options: { [`${BRIDGE}default_bridge`]: "true", [`${BRIDGE}name`]: "docker0" },
  },
  {
    name: "docker_gwbridge",
    scope: "local",
    driver: "bridge",
    subnet: "172.18.0.0/16",
    options: {
      [`${BRIDGE}enable_icc`]: "false",
      [`${BRIDGE}enable_ip_masquerade`]: "true",
      [`${BRIDGE}name`]: "docker_gwbridge",
    },
  },
  { name: "host", scope: "local", driver: "host" },
  { name: "none", scope: "local", driver: "null" },
];

const DAY = 86_400_000;
const DAYS = 42;

/** Addresses that some of the example's networks gained in that time; the others stay as they are, give or take one. */
const GAINED: Readonly<Record<string, number>> = {
  legacy_default: 6,
  ci_runners: 7,
  edge_public: 12,
  shop_frontend: 9,
};

/** Six weeks of daily samples that lead to the example swarm as it is. Made up, and the same at every call. */
export function demoHistory(swarm: Swarm): CapacitySample[] {
  const end = sampleOf(swarm);
  const now = Date.parse(swarm.taken);
  return Array.from({ length: DAYS }, (_, day) => ({
    ...end,
    taken: new Date(now - (DAYS - day) * DAY).toISOString(),
    networks: end.networks.map((network, at) => {
      const gained = GAINED[network.name] ?? 0;
      const wiggle = network.used === 0 ? 0 : [0, 1, 0, -1, 0][(day * 3 + at) % 5]!;
      const used = network.used - gained * (1 - day / DAYS) + wiggle;
      return { ...network, used: Math.min(network.usable, Math.max(0, Math.round(used))) };
    }),
  }));
}
