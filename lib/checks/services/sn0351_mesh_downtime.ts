import { listed } from "../../base/listing.ts";
import { restartsOf } from "../../swarm/update_duration.ts";
import { replaceIngress } from "../change_examples.ts";
import { replacementOf, usersBefore } from "../replacement.ts";
import { rule } from "../rule.ts";
import { portKey } from "../services.ts";
import { network } from "../subjects.ts";
import { portsOf } from "../../swarm/service.ts";

/** Examples: a port of the routing mesh. */
const PORT = { name: "", protocol: "tcp", target: 80, published: 8080, mode: "ingress" as const };

/** Seconds for a network to be removed, created and to reach the nodes: an assumption. */
const BETWEEN = 5;

export const sn0351 = rule({
  code: "SN0351",
  name: "mesh-downtime",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "The ingress network is to be replaced, so published ports do not answer meanwhile",
  why: "A swarm has one ingress network, which cannot be removed while a service publishes a port on it.",
  fix: "Choose a quiet hour and accept the downtime: --allow-gap. Ports in mode host are not affected",
  reference: [
    "swarmkit manager/controlapi/network.go RemoveNetwork",
    "https://docs.docker.com/engine/swarm/ingress/",
  ],
  bad: [{
    title: "A published port",
    swarm: {
      networks: [{ name: "ingress", options: {} }],
      services: [{ name: "web", ports: [PORT], portsSpec: [PORT] }],
    },
    change: replaceIngress("--encrypted", { encrypted: true }),
  }],
  good: [{
    title: "No service publishes a port",
    swarm: { networks: [{ name: "ingress", options: {} }], services: [{ name: "web" }] },
    change: replaceIngress("--encrypted", { encrypted: true }),
  }],
  check(view, report) {
    const change = replacementOf(view);
    for (const { network: one } of change?.successors ?? []) {
      const users = one.ingress ? usersBefore(view, one) : [];
      if (users.length === 0) continue;
      const seconds = 2 * users.reduce((sum, each) => sum + restartsOf(view.before!, each).seconds, 0) +
        BETWEEN;
      const ports = users.flatMap(portsOf).filter(({ mode }) => mode === "ingress").map(portKey);
      report({
        object: network(one),
        message: `All ports of the routing mesh are closed for a while: ${listed(ports, 8)}`,
        level: change!.updates.allowGap ? "warning" : "error",
        details: [
          `published ports of ${
            listed(users.map(({ name }) => name))
          } do not answer for up to ${seconds} s ` +
          "(estimate: all services one after the other, away and back)",
        ],
        ...(change!.updates.allowGap
          ? { fix: { text: "Accepted; ports in mode host are not affected" } }
          : {}),
      });
    }
  },
});
