import { shellLine } from "../../base/shell.ts";
import { attachmentsOn } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import { serviceUpdate } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { service as subject } from "../subjects.ts";

export const sn0334 = rule({
  code: "SN0334",
  name: "network-not-attached",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "A network is to be removed from a service that is not attached to it",
  why: "docker ignores the removal silently, so a mistyped name is not noticed.",
  fix: "Name a network of the service",
  reference: ["docker/cli cli/command/service/update.go updateNetworks"],
  bad: [{
    title: "Another network",
    swarm: { networks: [{ name: "a" }, { name: "b" }], services: [{ name: "web", on: ["a"] }] },
    change: serviceUpdate("web", "--network-rm b", { networksRemoved: ["b"] }),
  }],
  good: [{
    title: "A network of the service",
    swarm: { networks: [{ name: "a" }, { name: "b" }], services: [{ name: "web", on: ["a", "b"] }] },
    change: serviceUpdate("web", "--network-rm b", { networksRemoved: ["b"] }),
  }],
  check(view, report) {
    const { change, before } = view;
    if (change?.kind !== "service" || change.service === undefined) return;
    for (const word of change.request.networksRemoved) {
      const network = indexOf(before!).network(word);
      if (network === undefined || attachmentsOn(before!, change.service, network).length > 0) continue;
      report({
        object: subject(change.service),
        message: `Service ${change.service.name} is not attached to ${network.name}`,
        part: network.name,
        fix: {
          text: "See its networks",
          commands: [shellLine(["docker", "swarmnet", "service", "inspect", change.service.name])],
        },
      });
    }
  },
});
