import { PREDEFINED_NETWORKS } from "../../swarm/names.ts";
import { creating } from "../change_examples.ts";
import { replacementOf } from "../replacement.ts";
import { rule } from "../rule.ts";
import { requestedNetwork, requestOf } from "../addresses/requested.ts";

export const sn0413 = rule({
  code: "SN0413",
  name: "network-exists",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  refusedByEngine: true,
  what: "A network would get a name that another network has",
  why:
    "The engine refuses a second network of the same name, whether the first one belongs to the swarm or to the node asked.",
  fix: "Choose another name, or use the network that exists",
  reference: ["moby daemon/network.go"],
  bad: [{
    title: "A network of the swarm",
    swarm: { networks: [{ name: "app" }] },
    change: creating("", { name: "app" }),
  }],
  good: [{
    title: "Another name",
    swarm: { networks: [{ name: "app" }] },
    change: creating("", { name: "app2" }),
  }],
  check(view, report) {
    for (const { network: one, successor: { name } } of replacementOf(view)?.successors ?? []) {
      const holder = view.before!.networks.find((other) => other.name === name && other !== one);
      const twice = replacementOf(view)!.successors.filter(({ successor }) =>
        successor.name === name
      ).length > 1;
      if (holder === undefined && !twice) continue;
      report({
        object: { kind: "network", name: one.name, id: one.id },
        message: holder === undefined
          ? `Two networks would be called ${name}`
          : `There is a network ${name} already`,
        fix: { text: "Choose a name that is free: --name NAME", commands: ["docker swarmnet ls"] },
      });
    }
    const request = requestOf(view);
    const same = view.before?.networks.find(({ name }) => name === request?.name);
    // SN0406 reports the names of the networks that each engine has.
    if (request === undefined || same === undefined || PREDEFINED_NETWORKS.has(same.name)) return;
    report({
      object: requestedNetwork(request),
      message: `The name is taken by network ${same.id.slice(0, 12)} (scope ${same.scope})`,
      fix: {
        text: "Choose another name, or use that network",
        commands: [`docker swarmnet inspect ${same.id.slice(0, 12)}`],
      },
    });
  },
});
