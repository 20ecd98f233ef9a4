import { creating } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { requestedNetwork, requestOf } from "./requested.ts";

export const sn0227 = rule({
  code: "SN0227",
  name: "config-from-overlay",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  refusedByEngine: true,
  what: "An overlay network is to be made from a config-only network",
  why:
    "The engine answers 201, the managers ignore the configuration's subnet and options, and each node rejects the tasks because the allocated " +
    'subnet counts as a second configuration ("user specified configurations are not supported").',
  fix: "Give the settings directly",
  reference: ["moby daemon/libnetwork/network.go validateConfiguration (reproduced on 20.10.24 and 28.5.2)"],
  bad: [{
    title: "From a configuration",
    swarm: {},
    change: creating("--config-from base", { configFrom: "base" }),
  }],
  good: [{ title: "With its own settings", swarm: {}, change: creating("", {}) }],
  check(view, report) {
    const request = requestOf(view);
    if (request === undefined || request.configFrom === "" || request.configOnly) return;
    report({
      object: requestedNetwork(request),
      message: `An overlay network cannot be made from ${request.configFrom}: every node rejects its tasks`,
      fix: {
        text: "Give the settings directly; this shows them",
        commands: [`docker network inspect ${request.configFrom}`],
      },
    });
  },
});
