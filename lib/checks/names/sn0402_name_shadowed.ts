import { indexOf } from "../../swarm/index.ts";
import type { Network, Service } from "../../swarm/model.ts";
import { claimsOn, networksInNameOrder } from "../../swarm/name_order.ts";
import { rule, type View } from "../rule.ts";
import { service as subject } from "../subjects.ts";

export const sn0402 = rule({
  code: "SN0402",
  name: "name-shadowed",
  level: "info",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "services"],
  what:
    "A name means different services on the networks of one service, so only one of them can be found by it",
  why:
    "A task asks its networks for a name in a fixed order, networks with a way out first and then by their names, and takes the " +
    "first answer. The service behind the later network is never reached by that name, and renaming a network can swap the two.",
  fix:
    "Give the services different aliases, or ask for NAME.NETWORK, which is looked up on that network only",
  reference: ["https://github.com/moby/moby/issues/40213", "moby libnetwork/sandbox.go, endpoint.go"],
  bad: [
    {
      title: "Two databases under one name",
      swarm: {
        networks: [{ name: "one" }, { name: "two" }],
        services: [
          { name: "a_db", networks: [{ target: "id-one", aliases: ["db"], driverOpts: {} }] },
          { name: "b_db", networks: [{ target: "id-two", aliases: ["db"], driverOpts: {} }] },
          { name: "report", on: ["one", "two"] },
        ],
      },
    },
  ],
  good: [
    {
      title: "Nobody is on both networks",
      swarm: {
        networks: [{ name: "one" }, { name: "two" }],
        services: [
          { name: "a_db", networks: [{ target: "id-one", aliases: ["db"], driverOpts: {} }] },
          { name: "b_db", networks: [{ target: "id-two", aliases: ["db"], driverOpts: {} }] },
          { name: "report", on: ["one"] },
        ],
      },
    },
    {
      title: "One service under one name on both networks",
      swarm: {
        networks: [{ name: "one" }, { name: "two" }],
        services: [
          {
            name: "db",
            networks: [
              { target: "id-one", aliases: ["db"], driverOpts: {} },
              { target: "id-two", aliases: ["db"], driverOpts: {} },
            ],
          },
          { name: "report", on: ["one", "two"] },
        ],
      },
    },
  ],
  check(view, report) {
    const names = ambiguousNames(view);
    // Services on the same networks share what they find; big swarms have few such sets.
    const known = new Map<string, Shadow[]>();
    for (const one of view.services) {
      const networks = networksInNameOrder(view.swarm, one).filter((network) => names.has(network));
      if (networks.length < 2) continue;
      const key = networks.map((network) => network.id).join();
      let shadows = known.get(key);
      if (shadows === undefined) known.set(key, shadows = shadowsOn(networks, names));
      // Nobody looks for himself.
      const others = shadows.filter(({ found, hidden }) => found.owner !== one && hidden.owner !== one);
      for (const { name, found, hidden } of others) {
        report({
          object: subject(one),
          message:
            `Service ${one.name} finds ${found.owner.name} (on ${found.network.name}) under the name ${name}, never ${hidden.owner.name} (on ${hidden.network.name})`,
          part: name,
          fix: {
            text:
              `Ask for ${name}.${hidden.network.name} where ${hidden.owner.name} is meant, or rename one alias`,
          },
        });
      }
    }
  },
});

interface Owned {
  network: Network;
  owner: Service;
}

interface Shadow {
  name: string;
  found: Owned;
  hidden: Owned;
}

/** By network: the names that belong to one service there and to another one on some other network. */
function ambiguousNames(view: View): Map<Network, Map<string, Service>> {
  const index = indexOf(view.swarm);
  const meanings = new Map<string, Owned[]>();
  for (const network of view.networks) {
    if (network.scope === "local" || network.ingress || index.servicesOn(network.id).length === 0) continue;
    for (const [name, owners] of claimsOn(view.swarm, network)) {
      // A name with several owners on one network is SN0401's.
      if (owners.length > 1) continue;
      const known = meanings.get(name);
      if (known === undefined) meanings.set(name, [{ network, owner: owners[0]! }]);
      else known.push({ network, owner: owners[0]! });
    }
  }
  const names = new Map<Network, Map<string, Service>>();
  for (const [name, owned] of meanings) {
    if (owned.every(({ owner }) => owner === owned[0]!.owner)) continue;
    for (const { network, owner } of owned) {
      const here = names.get(network);
      if (here === undefined) names.set(network, new Map([[name, owner]]));
      else here.set(name, owner);
    }
  }
  return names;
}

function shadowsOn(
  networks: readonly Network[],
  names: ReadonlyMap<Network, ReadonlyMap<string, Service>>,
): Shadow[] {
  const first = new Map<string, Owned>();
  const shadows = new Map<string, Shadow>();
  for (const network of networks) {
    for (const [name, owner] of names.get(network)!) {
      const found = first.get(name);
      if (found === undefined) first.set(name, { network, owner });
      else if (found.owner !== owner && !shadows.has(name)) {
        shadows.set(name, { name, found, hidden: { network, owner } });
      }
    }
  }
  return [...shadows.values()];
}
