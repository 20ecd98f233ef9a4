import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Network } from "../../swarm/model.ts";
import { type Obstacle, obstacleOf } from "../../swarm/replaceable.ts";
import { encrypt } from "../change_examples.ts";
import { replacementOf } from "../replacement.ts";
import { type Fix, rule } from "../rule.ts";
import { network } from "../subjects.ts";

/** What to call each kind of network, and what to do instead. */
const TEXTS: Readonly<Record<Obstacle, (one: Network) => { message: string; fix: Fix }>> = {
  ingress: ({ name }) => ({
    message: `${name} is the ingress network, which is replaced with downtime of its ports`,
    fix: {
      text: "Use the command for it",
      commands: ["docker swarmnet ingress replace --dry-run --allow-gap --encrypted"],
    },
  }),
  "config-only": ({ name }) => ({
    message: `${name} is a configuration for other networks`,
    fix: { text: "Name the networks that were made from it", commands: ["docker swarmnet ls"] },
  }),
  predefined: ({ name }) => ({
    message: `${name} is predefined: every engine has it`,
    fix: { text: "Attach the services to an overlay network: docker swarmnet attach SERVICE NETWORK" },
  }),
  local: ({ name }) => ({
    message: `${name} exists on one node only`,
    fix: { text: "Name a network of the swarm", commands: ["docker swarmnet ls"] },
  }),
  unallocated: ({ name }) => ({
    message: `${name} was never allocated: its settings are not known`,
    fix: {
      text: "See why, then remove it and create it again",
      commands: [shellLine(["docker", "swarmnet", "inspect", name])],
    },
  }),
  "not-overlay": ({ name, driver }) => ({
    message: `${name} has the driver ${driver}: services are moved between overlay networks only`,
    fix: {
      text: "Create the new network and attach the services to it: docker swarmnet attach SERVICE NETWORK",
    },
  }),
  "config-from": ({ name, configFrom }) => ({
    message: `${name} was made from the configuration ${configFrom} of each node and takes no options`,
    fix: {
      text:
        "Create a network without --config-from and attach the services: docker swarmnet attach SERVICE NETWORK",
    },
  }),
};

export const sn0250 = rule({
  code: "SN0250",
  name: "network-not-replaceable",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  refusedByEngine: true,
  what: "A network is to be replaced whose services cannot be attached to two networks of the swarm",
  why:
    "Services are attached to the new network before they leave the old one. That takes two allocated overlay networks; ingress has no " +
    "services in its list, and networks of one node are in no service's reach.",
  fix: "Name an overlay network of the swarm",
  reference: ["swarmkit manager/controlapi/network.go", "moby daemon/cluster/networks.go"],
  bad: [{
    title: "Another driver",
    swarm: { networks: [{ name: "app", options: {}, driver: "macvlan" }] },
    change: encrypt("app"),
  }],
  good: [{
    title: "An overlay network",
    swarm: { networks: [{ name: "app", options: {} }] },
    change: encrypt("app"),
  }],
  check(view, report) {
    const change = replacementOf(view);
    if (change === undefined || change.request.kind === "ingress") return;
    for (const { network: id } of change.request.moves) {
      const one = indexOf(view.before!).networkById.get(id);
      const obstacle = one === undefined ? undefined : obstacleOf(one);
      if (obstacle !== undefined) report({ object: network(one!), ...TEXTS[obstacle](one!) });
    }
  },
});
