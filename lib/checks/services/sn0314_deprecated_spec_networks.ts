import { indexOf } from "../../swarm/index.ts";
import { rule } from "../rule.ts";
import { service as subject } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

export const sn0314 = rule({
  code: "SN0314",
  name: "deprecated-spec-networks",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "services"],
  what: "A service lists its networks in the deprecated place of its spec",
  why:
    "Very old clients wrote networks beside the task template (Spec.Networks). The managers refuse to change such a list where it " +
    'stands ("networks must be migrated to TaskSpec before being changed"), so tools that change networks fail on it, and its ' +
    "last network cannot be removed.",
  fix:
    "Attach a network with docker swarmnet attach or deploy the service again: both write the list to the right place",
  reference: [
    "swarmkit manager/controlapi/service.go",
    "Engine API 1.44: ServiceSpec.Networks is deprecated",
  ],
  bad: [
    {
      title: "Only there",
      swarm: {
        networks: [{ name: "app" }],
        services: [{ name: "web", legacyNetworks: [{ target: "id-app", aliases: [], driverOpts: {} }] }],
      },
    },
    {
      title: "In both places",
      swarm: {
        networks: [{ name: "app" }],
        services: [{
          name: "web",
          on: ["app"],
          legacyNetworks: [{ target: "id-app", aliases: [], driverOpts: {} }],
        }],
      },
    },
  ],
  good: [
    {
      title: "In the right place",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] },
    },
    { title: "No networks", swarm: { services: [{ name: "web" }] } },
  ],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const one of view.services) {
      if (one.legacyNetworks.length === 0) continue;
      const names = one.legacyNetworks.map(({ target }) => index.network(target)?.name ?? target);
      report({
        object: subject(one),
        message: `Service ${one.name} lists ${listed(names)} in the deprecated Spec.Networks` +
          (one.networks.length === 0 ? "" : ", besides its list in the task template"),
      });
    }
  },
});
