import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import { rule } from "../rule.ts";
import { ageOf, SECOND } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { listed } from "../../base/listing.ts";
import { isOnMesh } from "../../swarm/service.ts";

/** An update changes the list first and gives VIPs back right after. */
const PATIENCE = 10 * SECOND;

export const sn0305 = rule({
  code: "SN0305",
  name: "vip-on-detached-network",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "services", "time"],
  what: "A service still holds a virtual IP on a network that it is no longer attached to",
  why:
    "The address stays taken, and whoever remembers it reaches nobody. The network cannot be told from one in use by its " +
    "addresses, and the next service there may be a VIP short.",
  fix: "Update the service, which makes the managers settle its addresses again",
  reference: [
    "swarmkit manager/allocator/network.go allocateService",
    "https://github.com/moby/moby/issues/33790",
  ],
  bad: [
    {
      title: "A VIP was left behind",
      swarm: {
        networks: [{ name: "app" }, { name: "old" }],
        services: [{
          name: "web",
          on: ["app"],
          vips: [{ network: "id-app", addr: "10.0.1.2/24" }, { network: "id-old", addr: "10.0.2.2/24" }],
        }],
      },
    },
    {
      title: "On ingress, without a published port",
      swarm: {
        networks: [{ name: "ingress" }],
        services: [{ name: "web", vips: [{ network: "id-ingress", addr: "10.0.0.9/24" }] }],
      },
    },
  ],
  good: [
    {
      title: "VIPs where the service is",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] },
    },
    {
      title: "A node's own network has an entry without an address",
      swarm: { services: [{ name: "web", on: ["host"], vips: [{ network: "host", addr: "" }] }] },
    },
  ],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const one of view.services) {
      if (one.vips.length === 0 || ageOf(view, one.updated) <= PATIENCE) continue;
      const attached = new Set(
        [...one.networks, ...one.legacyNetworks].map(({ target }) => index.network(target)?.id ?? target),
      );
      if (isOnMesh(one) && index.ingress !== undefined) attached.add(index.ingress.id);
      const left = one.vips.filter((vip) => vip.addr !== "" && !attached.has(vip.network));
      if (left.length === 0) continue;
      report({
        object: subject(one),
        message: `Service ${one.name} holds a virtual IP where it is not attached: ${
          listed(
            left.map((vip) => `${vip.addr} on ${index.networkById.get(vip.network)?.name ?? vip.network}`),
          )
        }`,
        fix: {
          text: "Let the managers settle its addresses again; this replaces its tasks one after the other",
          commands: [shellLine(["docker", "service", "update", "--force", one.name])],
        },
      });
    }
  },
});
