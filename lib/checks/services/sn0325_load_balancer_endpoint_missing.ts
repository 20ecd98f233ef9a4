import { indexOf } from "../../swarm/index.ts";
import type { Network } from "../../swarm/model.ts";
import { rule, type View } from "../rule.ts";
import { ageOf, SECOND } from "../services.ts";
import { network as subject } from "../subjects.ts";
import { count } from "../../base/listing.ts";

/** The endpoint is made with the first task. */
const PATIENCE = 60 * SECOND;

export const sn0325 = rule({
  code: "SN0325",
  name: "load-balancer-endpoint-missing",
  level: "warning",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "tasks", "source", "inspected", "time"],
  what: "A node runs tasks on a network but has no load balancer endpoint there",
  why:
    "On every node with tasks of a network one hidden endpoint (lb-NETWORK) holds the balancing of its virtual IPs. Without it " +
    "tasks on that node reach no service of the network through a virtual IP, while the same works from other nodes.",
  fix:
    "Drain the node and make it active again, or restart docker on it: the endpoint is created again with the next task",
  reference: [
    "moby libnetwork/controller.go",
    "swarmkit manager/allocator/network.go: one attachment for each node",
  ],
  bad: [
    {
      title: "Only the task's own endpoint",
      swarm: {
        networks: [{
          name: "app",
          containers: [{
            id: "c0ffee",
            name: "web.1.x",
            endpointId: "e1",
            mac: "",
            ipv4: "10.0.1.3/24",
            ipv6: "",
          }],
        }],
        services: [{ name: "web", on: ["app"] }],
      },
    },
  ],
  good: [
    {
      title: "It is there",
      swarm: {
        networks: [{
          name: "app",
          containers: [
            { id: "c0ffee", name: "web.1.x", endpointId: "e1", mac: "", ipv4: "10.0.1.3/24", ipv6: "" },
            { id: "lb-app", name: "app-endpoint", endpointId: "e2", mac: "", ipv4: "10.0.1.4/24", ipv6: "" },
          ],
        }],
        services: [{ name: "web", on: ["app"] }],
      },
    },
  ],
  check(view, report, skip) {
    const index = indexOf(view.swarm);
    const here = new Map<string, number>();
    // Only the node asked shows its endpoints.
    for (const task of index.tasksAt(view.source.nodeId)) {
      if (task.state !== "running" || task.desired !== "running" || ageOf(view, task.since) <= PATIENCE) {
        continue;
      }
      for (const { network } of task.networks) here.set(network, (here.get(network) ?? 0) + 1);
    }
    for (const one of view.networks) {
      const tasks = here.get(one.id) ?? 0;
      if (tasks === 0 || one.scope !== "swarm" || one.driver !== "overlay" || one.ingress) continue;
      const has = hasBalancer(one);
      if (has === undefined) skip("needs the endpoints of the node asked, which were not collected");
      else if (!has) report(missing(view, one, tasks));
    }
  },
});

function missing(view: View, one: Network, tasks: number) {
  return {
    object: subject(one),
    message: `Node ${view.source.name} runs ${
      count(tasks, "task")
    } on ${one.name} but has no load balancer endpoint there: virtual IPs of the network do not work on it`,
  };
}

/** Whether this node has its load balancer's endpoint on the network; undefined where that was not asked. */
function hasBalancer({ name, containers }: Network): boolean | undefined {
  return containers?.some((one) => one.id.startsWith("lb-") || one.name === `${name}-endpoint`);
}
