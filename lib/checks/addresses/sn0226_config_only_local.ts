import { creating } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { requestedNetwork, requestOf } from "./requested.ts";

export const sn0226 = rule({
  code: "SN0226",
  name: "config-only-local",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "A config-only network is to be created, which exists on one engine only",
  why:
    "Networks made from it need it under the same name on every node, and overlay networks cannot be made from one: swarm ignores its subnet " +
    "and options, and the nodes reject the tasks.",
  fix: "For an overlay network leave --config-only out and give it its settings directly",
  reference: ["moby daemon/libnetwork/controller.go"],
  bad: [{ title: "On one engine", swarm: {}, change: creating("--config-only", { configOnly: true }) }],
  good: [{ title: "An overlay network", swarm: {}, change: creating("", {}) }],
  check(view, report) {
    const request = requestOf(view);
    if (request === undefined || !request.configOnly) return;
    report({
      object: requestedNetwork(request),
      message:
        "A config-only network exists on this engine only, and overlay networks cannot be made from it",
    });
  },
});
