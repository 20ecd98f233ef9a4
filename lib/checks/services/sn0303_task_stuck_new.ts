import { indexOf } from "../../swarm/index.ts";
import type { Network, Service, Task } from "../../swarm/model.ts";
import { usageOf } from "../../swarm/usage.ts";
import { shellLine } from "../../base/shell.ts";
import { rule, type View } from "../rule.ts";
import { ageOf, networksOf, SECOND } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { count, listed } from "../../base/listing.ts";
import { isOnMesh } from "../../swarm/service.ts";

/** Allocation takes well below a second; the managers look again at what failed every five minutes. */
const PATIENCE = 60 * SECOND;

const NEVER = "was never allocated";

export const sn0303 = rule({
  code: "SN0303",
  name: "task-stuck-new",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "services", "tasks", "nodes", "inspected", "time"],
  what: "Tasks of a service have stayed in state new: the managers cannot give them network addresses",
  why:
    "A task gets its addresses before it gets a node. Where a network is full or was never allocated it waits, without a " +
    "node and without an error: the reason stands in the leading manager's log only, and `docker service ps` shows nothing.",
  fix: "Free addresses on the network, or move the service to a larger one",
  reference: [
    "swarmkit manager/allocator/network.go",
    "https://github.com/moby/moby/issues/35849",
    "https://github.com/moby/moby/issues/37338",
  ],
  falsePositives: "A manager that is overloaded, or was without a leader for a while",
  bad: [
    {
      title: "A network that was never allocated",
      swarm: {
        networks: [{ name: "app", driver: "", ipam: { driver: "", options: {}, config: [] } }],
        services: [{ name: "web", on: ["app"], vips: [] }],
        tasks: [{ service: "web", state: "new", since: "2026-06-01T11:00:00Z" }],
      },
    },
    {
      title: "A full network",
      swarm: {
        networks: [{ name: "app", subnet: "10.9.0.0/29" }],
        services: [{ name: "web", on: ["app"], replicas: 4 }],
        tasks: [
          {
            service: "web",
            node: "m1",
            networks: [{ network: "id-app", addresses: ["10.9.0.3/29"], aliases: [] }],
          },
          {
            service: "web",
            node: "m2",
            networks: [{ network: "id-app", addresses: ["10.9.0.4/29"], aliases: [] }],
          },
          { service: "web", state: "new" },
          { service: "web", state: "new" },
        ],
      },
    },
  ],
  good: [
    {
      title: "A task that is just being made",
      swarm: {
        services: [{ name: "web" }],
        tasks: [{ service: "web", state: "new", since: "2026-06-01T11:59:30Z" }],
      },
    },
    {
      title: "Everything runs",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] },
    },
  ],
  check(view, report) {
    const stuck = new Map<Service, Task[]>();
    const { serviceById } = indexOf(view.swarm);
    for (const task of view.tasks) {
      if (task.state !== "new" || task.node !== "" || ageOf(view, task.since) <= PATIENCE) continue;
      const owner = serviceById.get(task.service);
      // A task that is to go waits for nothing.
      if (owner === undefined || task.desired === "shutdown" || task.desired === "remove") continue;
      const known = stuck.get(owner);
      if (known === undefined) stuck.set(owner, [task]);
      else known.push(task);
    }
    const free = new Map<Network, number | undefined>();
    for (const [service, tasks] of stuck) {
      const oldest = tasks.map((task) => task.since).sort()[0]!;
      const causes = causesOf(view, service, free);
      report({
        object: subject(service),
        message:
          `${count(tasks.length, "task")} of ${service.name} ${
            tasks.length === 1 ? "has" : "have"
          } stayed in state new since ${oldest}` + (causes.length === 0 ? "" : `: ${listed(causes)}`),
        fix: {
          text: adviceFor(causes),
          commands: networksOf(view.swarm, service).map((one) =>
            shellLine(["docker", "swarmnet", "inspect", one.name])
          ),
        },
      });
    }
  },
});

function adviceFor(causes: readonly string[]): string {
  if (causes.length === 0) return "Look into the leading manager's log for the reason";
  return causes.some((cause) => cause.endsWith(NEVER))
    ? "Remove the network and create it again with a subnet that is free; then deploy the service again"
    : "Free addresses on the network, or move the service to a larger one";
}

/** What keeps the service's tasks from addresses, as far as it can be seen. */
function causesOf(view: View, service: Service, free: Map<Network, number | undefined>): string[] {
  const { ingress } = indexOf(view.swarm);
  const networks = networksOf(view.swarm, service);
  if (isOnMesh(service) && ingress !== undefined) networks.push(ingress);
  return networks.flatMap((one) => {
    if (one.driver === "") return [`network ${one.name} ${NEVER}`];
    if (!free.has(one)) free.set(one, usageOf(view.swarm, one)?.free);
    return free.get(one) === 0 ? [`network ${one.name} has no free address`] : [];
  });
}
