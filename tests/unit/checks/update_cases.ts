import { attach, requested, serviceUpdate } from "../../../lib/checks/change_examples.ts";
import type { SwarmSketch } from "../../../lib/swarm/sketch.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

const SIMPLE: SwarmSketch = { networks: [{ name: "app" }], services: [{ name: "web" }] };
const START_FIRST = {
  parallelism: 1,
  delay: 0,
  monitor: 0,
  failureAction: "pause",
  maxFailureRatio: 0,
  order: "start-first" as const,
};

/** Cases of what keeps updates from completing. */
export const CASES: Record<string, RuleCases> = {
  SN0326: {
    bad: [
      {
        title: "All nodes are drained",
        swarm: {
          nodes: [{ hostname: "m1", availability: "drain" }],
          services: [{ name: "web", replicas: 2 }],
        },
      },
      {
        title: "An update adds a constraint that no node meets",
        swarm: SIMPLE,
        change: serviceUpdate("web", "--constraint-add node.labels.zone==c", {
          constraints: ["node.labels.zone==c"],
        }),
      },
      {
        title: "A service that waits already is attached",
        swarm: { ...SIMPLE, services: [{ name: "web", constraints: ["node.labels.zone==c"] }] },
        change: attach(["web"], "app"),
      },
    ],
    good: [
      { title: "No constraint", swarm: SIMPLE },
      {
        title: "The update removes the constraint",
        swarm: { services: [{ name: "web", constraints: ["node.labels.zone==c"] }] },
        change: serviceUpdate("web", "--constraint-rm node.labels.zone==c", {
          constraintsRemoved: ["node.labels.zone==c"],
        }),
      },
    ],
    near: [
      {
        title: "Scaled to zero",
        swarm: { services: [{ name: "web", replicas: 0, constraints: ["node.labels.zone==c"] }] },
      },
      {
        title: "A global service for nodes that the swarm does not have",
        swarm: {
          services: [{ name: "agent", mode: "global", constraints: ["node.platform.os==windows"] }],
          tasks: [],
        },
      },
    ],
  },
  SN0327: {
    bad: [
      {
        title: "Two a node, on one node",
        swarm: {
          services: [{
            name: "web",
            replicas: 2,
            maxReplicasPerNode: 2,
            constraints: ["node.hostname==m2"],
            update: START_FIRST,
          }],
        },
      },
      {
        title: "An update sets the order",
        swarm: { services: [{ name: "web", replicas: 3, maxReplicasPerNode: 1 }] },
        change: serviceUpdate("web", "--update-order start-first", {
          updateOrder: "start-first",
          replacesTasks: false,
        }),
      },
    ],
    good: [
      { title: "Stop first", swarm: { services: [{ name: "web", replicas: 3, maxReplicasPerNode: 1 }] } },
      { title: "No limit", swarm: { services: [{ name: "web", replicas: 3, update: START_FIRST }] } },
      {
        title: "The change sets stop-first",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "web", replicas: 3, maxReplicasPerNode: 1, update: START_FIRST }],
        },
        change: serviceUpdate("web", "--network-add app --update-order stop-first", {
          networks: [requested("id-app")],
          updateOrder: "stop-first",
        }),
      },
    ],
    near: [{
      title: "A global service",
      swarm: { services: [{ name: "web", mode: "global", maxReplicasPerNode: 1, update: START_FIRST }] },
    }],
  },
};
