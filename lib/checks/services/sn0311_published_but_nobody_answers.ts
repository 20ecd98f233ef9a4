import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import { rule } from "../rule.ts";
import { ageOf, portKey, SECOND } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { listed } from "../../base/listing.ts";
import { isJob, portsOf } from "../../swarm/service.ts";

/** Time for images to be pulled and programs to start. */
const PATIENCE = 120 * SECOND;

export const sn0311 = rule({
  code: "SN0311",
  name: "published-but-nobody-answers",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["services", "tasks", "time"],
  what: "A service publishes ports, but no task of it runs",
  why:
    "The ports stay open: a published port is taken on every node whether or not somebody answers, so clients are refused or " +
    "reset instead of being told that nothing is there, and no other service can have the port.",
  fix: "See why its tasks do not run, or remove the published port",
  reference: ["moby libnetwork/service_linux.go"],
  falsePositives: "A service that is scaled to zero on purpose: reported as info",
  bad: [
    {
      title: "Every task failed",
      swarm: {
        networks: [{ name: "ingress" }],
        services: [{
          name: "web",
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
        }],
        tasks: [{
          service: "web",
          node: "m1",
          state: "failed",
          desired: "shutdown",
          error: "task: non-zero exit (1)",
        }],
      },
    },
    {
      title: "Scaled to zero",
      swarm: {
        networks: [{ name: "ingress" }],
        services: [{
          name: "web",
          replicas: 0,
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
        }],
      },
    },
  ],
  good: [
    {
      title: "One task runs",
      swarm: {
        networks: [{ name: "ingress" }],
        services: [{
          name: "web",
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
        }],
      },
    },
    { title: "Nothing is published", swarm: { services: [{ name: "web", replicas: 0 }] } },
  ],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const one of view.services) {
      const ports = portsOf(one);
      if (ports.length === 0 || isJob(one) || ageOf(view, one.updated) <= PATIENCE) continue;
      const tasks = index.tasksOf(one.id);
      if (tasks.some((task) => task.state === "running")) continue;
      const zero = one.replicas === 0;
      const error = tasks.findLast((task) => task.error !== "")?.error;
      report({
        object: subject(one),
        message: `Service ${one.name} publishes ${listed(ports.map(portKey))}, but ${
          zero ? "is scaled to zero" : "no task of it runs"
        }`,
        level: zero ? "info" : "warning",
        details: error === undefined ? [] : [`The last error of a task: ${error}`],
        fix: zero
          ? {
            text: "Scale it up, or free its ports with docker service update --publish-rm TARGET-PORT " +
              one.name,
          }
          : {
            text: "See why its tasks do not run",
            commands: [shellLine(["docker", "service", "ps", "--no-trunc", one.name])],
          },
      });
    }
  },
});
