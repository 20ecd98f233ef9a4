import { buildDemo, type Built } from "./builder.ts";
import { LOCAL_NETWORKS, SWARM_NETWORKS } from "./networks.ts";
import { CLUSTER, NODES, SOURCE, TAKEN } from "./nodes.ts";
import { ATTACHED, SERVICES } from "./services.ts";
import { containerId, swarmId } from "./id.ts";
import { demoNetwork } from "./sketch.ts";
import type { Swarm } from "../swarm/model.ts";

/*
 * The built-in example swarm: a web shop with its monitoring, an old application, a build server and a stack that never
 * started, on five nodes. What is wrong with it (each is worth a finding; nothing else should be):
 *
 *  1. ingress and monitoring_metrics carry traffic between nodes in clear.
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
 * 13. metrics_old is used by nobody.
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
  // Sketches share parts (update settings, ports); the caller gets a value of its own.
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
