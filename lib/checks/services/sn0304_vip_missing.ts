import { indexOf } from "../../swarm/index.ts";
import { rule } from "../rule.ts";
import { ageOf, networksOf, SECOND } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { listed } from "../../base/listing.ts";
import { isJob, isOnMesh } from "../../swarm/service.ts";

/** VIPs are there within a second of the update that asks for them. */
const PATIENCE = 10 * SECOND;

export const sn0304 = rule({
  code: "SN0304",
  name: "vip-missing",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "services", "time"],
  what: "A service has no virtual IP on a network that it is attached to",
  why:
    "Other services look up its name and get the virtual IP. Without one the name has no answer there and the routing mesh " +
    "has nowhere to send requests; the managers found no address for it, and its tasks do not start either.",
  fix: "Free addresses on the network or create it again if it was never allocated, then update the service",
  reference: ["swarmkit manager/allocator/network.go allocateService", "moby libnetwork/cnmallocator"],
  bad: [
    {
      title: "No VIP at all",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"], vips: [] }] },
    },
    {
      title: "On one of two networks",
      swarm: {
        networks: [{ name: "app" }, { name: "db" }],
        services: [{ name: "web", on: ["app", "db"], vips: [{ network: "id-app", addr: "10.0.1.2/24" }] }],
      },
    },
  ],
  good: [
    {
      title: "A VIP on each network",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] },
    },
    {
      title: "A service that wants none",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"], endpointMode: "dnsrr" }] },
    },
  ],
  check(view, report) {
    const { ingress } = indexOf(view.swarm);
    for (const one of view.services) {
      if (one.endpointMode !== "vip" || isJob(one) || ageOf(view, one.updated) <= PATIENCE) continue;
      const wanted = networksOf(view.swarm, one);
      if (isOnMesh(one) && ingress !== undefined) wanted.push(ingress);
      const has = new Set(one.vips.filter((vip) => vip.addr !== "").map((vip) => vip.network));
      // Networks of the nodes themselves (host, bridge, macvlan) have no VIPs; one that was not allocated has no driver.
      const without = wanted.filter((network) =>
        network.scope === "swarm" && ["overlay", ""].includes(network.driver) && !has.has(network.id)
      );
      if (without.length === 0) continue;
      report({
        object: subject(one),
        message: `Service ${one.name} has no virtual IP on ${
          listed(without.map((network) =>
            network.driver === "" ? `${network.name} (never allocated)` : network.name
          ))
        }`,
      });
    }
  },
});
