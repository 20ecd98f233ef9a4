import { listOf } from "../../swarm/attached.ts";
import type { Service } from "../../swarm/model.ts";
import { encrypt } from "../change_examples.ts";
import { plannedUpdates } from "../replacement.ts";
import { rule, type View } from "../rule.ts";
import { advice, isAsked } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { isJob, isOnMesh } from "../../swarm/service.ts";

export const sn0309 = rule({
  code: "SN0309",
  name: "roll-without-health-check",
  level: "info",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  blocksUpdates: true,
  reads: ["services", "change"],
  what: "A balanced service has no health check, so each replaced task refuses connections at first",
  why:
    "Swarm puts a task without a health check behind the virtual IP as soon as its container runs, which is before its program " +
    "listens. In every update and after every restart some requests hit that gap: on a two-node swarm four in six replaced " +
    "tasks refused connections within their first 100 ms, none with a health check.",
  fix: "Give the service a health check that succeeds once it serves",
  reference: [
    "measured on 28.5.2",
    "moby daemon/cluster/executor/container/controller.go: a task with a health check counts as running once it is healthy",
  ],
  falsePositives:
    "An image with its own HEALTHCHECK, which the service does not show; a service without clients",
  bad: [
    {
      title: "Two replicas behind a VIP",
      swarm: {
        networks: [{ name: "app" }],
        services: [{ name: "web", on: ["app"], replicas: 2, healthCheck: false }],
      },
    },
    {
      title: "It is moved to an encrypted network",
      swarm: {
        networks: [{ name: "app", options: {} }],
        services: [{ name: "web", on: ["app"], replicas: 2, healthCheck: false }],
      },
      change: encrypt("app"),
    },
    {
      title: "Published, in a stack file",
      stack: "services: {a: {image: x, ports: ['80:80'], deploy: {replicas: 2}}}\n",
    },
  ],
  good: [
    {
      title: "With a health check",
      stack: "services: {a: {image: x, healthcheck: {test: [CMD, /ok]}, deploy: {replicas: 2}}}\n",
    },
    { title: "One task, stopped first: the gap is there anyway", stack: "services: {a: {image: x}}\n" },
  ],
  check(view, report) {
    // An update of one service is common; a plan updates several, each several times.
    if (view.scope === "change" && plannedUpdates(view) === undefined) return;
    for (const one of view.services) {
      if (!isAsked(view, one) || one.healthCheck || !isBalanced(view, one) || !keepsServing(one)) continue;
      const published = isOnMesh(one);
      const proxied = isProxied(one);
      report({
        object: subject(one),
        message: `Service ${one.name} ${
          published ? "is published and " : proxied ? "is behind a proxy and " : ""
        }has no health check: each replaced task refuses connections until it listens`,
        level: published || proxied ? "warning" : "info",
        fix: advice(view, "Add healthcheck: with a test that succeeds once the service answers", {
          text:
            "Add a health check that succeeds once the service answers: docker service update --health-cmd COMMAND " +
            one.name,
        }),
      });
    }
  },
});

/** Whether others reach it through a virtual IP, its networks' or the routing mesh's. */
function isBalanced(view: View, service: Service): boolean {
  if (service.endpointMode !== "vip" || isJob(service)) return false;
  // On its nodes' own network (host, macvlan) a service has no virtual IP, only an entry without an address.
  if (view.scope === "live") return isOnMesh(service) || service.vips.some((vip) => vip.addr !== "");
  return listOf(service).length > 0 || isOnMesh(service);
}

/** Whether an update is meant to go unnoticed: other tasks serve meanwhile, or the new one comes first. */
function keepsServing(service: Service): boolean {
  return service.replicas === null || service.replicas > 1 ||
    (service.replicas === 1 && service.update.order === "start-first");
}

/** Labels that make a proxy send requests here. */
function isProxied({ labels }: Service): boolean {
  if (labels["traefik.enable"] === "false") return false;
  return Object.keys(labels).some((key) =>
    key.startsWith("traefik.") || key === "caddy" || key.startsWith("caddy_")
  );
}
