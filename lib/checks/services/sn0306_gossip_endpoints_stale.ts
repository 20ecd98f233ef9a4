import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Network, Task } from "../../swarm/model.ts";
import { isLive } from "../../swarm/task_state.ts";
import { rule, type View } from "../rule.ts";
import { ageOf, SECOND } from "../services.ts";
import { network as subject } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

/** Gossip tells every node of a change within seconds; a collection takes a moment, too. */
const PATIENCE = 60 * SECOND;

export const sn0306 = rule({
  code: "SN0306",
  name: "gossip-endpoints-stale",
  level: "warning",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "services", "tasks", "nodes", "source", "gossip", "time"],
  what: "What a node has heard about a network's endpoints does not fit the tasks that run there",
  why:
    "Each node balances and resolves names by its own copy of a table that the nodes gossip about. An address of a task that is " +
    "gone makes one request in N fail; one that is missing gets no requests, and its name may not be found on that node at all.",
  fix: "Force an update of the service; if the table stays wrong, restart docker on the node that was asked",
  reference: [
    "https://github.com/moby/moby/issues/30134",
    "https://github.com/moby/moby/issues/33790",
    "https://github.com/moby/moby/issues/53141",
    "moby libnetwork/agent.go",
  ],
  falsePositives: "Only the node asked is seen, and a task that changed while the swarm was read",
  bad: [
    {
      title: "An address that no task has",
      swarm: {
        networks: [{
          name: "app",
          gossip: [{
            name: "web",
            vip: "10.0.1.2",
            ports: [],
            lbIndex: 256,
            tasks: [
              { name: "web.1.x", endpointId: "e1", ip: "10.0.1.3", hostIp: "192.168.7.1" },
              { name: "web.1.y", endpointId: "e2", ip: "10.0.1.77", hostIp: "192.168.7.2" },
            ],
          }],
        }],
        services: [{ name: "web", on: ["app"] }],
      },
    },
    {
      title: "A running task that the node has not heard of",
      swarm: {
        networks: [{ name: "app", gossip: [] }],
        services: [{ name: "web", on: ["app"] }],
      },
    },
  ],
  good: [
    {
      title: "Both agree",
      swarm: {
        networks: [{
          name: "app",
          gossip: [{
            name: "web",
            vip: "10.0.1.2",
            ports: [],
            lbIndex: 256,
            tasks: [
              { name: "web.1.x", endpointId: "e1", ip: "10.0.1.3", hostIp: "192.168.7.1" },
            ],
          }],
        }],
        services: [{ name: "web", on: ["app"] }],
      },
    },
  ],
  check(view, report) {
    for (const network of view.networks) {
      if (network.gossip === null || network.scope !== "swarm") continue;
      for (const [name, { stale, missing }] of differences(view, network, network.gossip)) {
        if (stale.length + missing.length === 0) continue;
        const said = [
          ...(stale.length === 0 ? [] : [`${listed(stale)}, which no task of it has`]),
          ...(missing.length === 0 ? [] : [`not ${listed(missing)}, where a task runs`]),
        ];
        report({
          object: subject(network),
          message: `On ${network.name}, node ${view.source.name} knows for ${name}: ${said.join("; and ")}`,
          part: name,
          fix: {
            text:
              "Replace the service's tasks; if the table stays wrong, restart docker on the node that was asked",
            // A service that is gone has no tasks to replace.
            ...(indexOf(view.swarm).serviceByName.has(name)
              ? { commands: [shellLine(["docker", "service", "update", "--force", name])] }
              : {}),
          },
        });
      }
    }
  },
});

interface Difference {
  stale: string[];
  missing: string[];
}

/** By service: addresses heard of without a task, and tasks' addresses not heard of. */
function differences(
  view: View,
  network: Network,
  gossip: NonNullable<Network["gossip"]>,
): Map<string, Difference> {
  const index = indexOf(view.swarm);
  const held = new Set<string>();
  const expected: { service: string; address: string }[] = [];
  for (const task of index.tasksOn(network.id)) {
    const young = ageOf(view, task.since) <= PATIENCE;
    if (!isLive(task) && !young) continue;
    const service = index.serviceById.get(task.service);
    for (const at of task.networks) {
      if (at.network !== network.id) continue;
      for (const cidr of at.addresses) {
        const address = cidr.split("/")[0]!;
        held.add(address);
        if (!young && service !== undefined && isServing(view, task)) {
          expected.push({ service: service.name, address });
        }
      }
    }
  }
  const found = new Map<string, Difference>();
  const heard = new Set<string>();
  for (const { name, tasks } of gossip) {
    const stale: string[] = [];
    for (const { ip } of tasks) {
      heard.add(ip);
      // Containers of no service stand under the empty name.
      if (name !== "" && !held.has(ip)) stale.push(ip);
    }
    found.set(name, { stale, missing: [] });
  }
  for (const { service, address } of expected) {
    if (heard.has(address)) continue;
    const known = found.get(service);
    if (known === undefined) found.set(service, { stale: [], missing: [address] });
    else known.missing.push(address);
  }
  return found;
}

/** Whether others should know the task: it runs, is to run on, and its node takes part. */
function isServing(view: View, task: Task): boolean {
  return task.state === "running" && task.desired === "running" &&
    indexOf(view.swarm).nodeById.get(task.node)?.state === "ready";
}
