import type { Declared } from "../stack/as_swarm.ts";
import type { Stack } from "../stack/index.ts";
import { isEncrypted, type Swarm } from "../swarm/model.ts";
import type { PlannedNetwork } from "./verdict.ts";

/** The networks that the services of a stack would be on after a deploy: what `lint` announces. */
export function plannedNetworks(stack: Stack, declared: Declared, against?: Swarm): PlannedNetwork[] {
  const own = [...declared.networks.keys()].map((network): PlannedNetwork => ({
    name: network.name,
    state: against?.networks.includes(network) ? "exists" : "new",
    driver: network.driver,
    encrypted: isEncrypted(network),
    internal: network.internal,
    attachable: network.attachable,
    subnets: network.ipam.config.map(({ subnet }) => subnet),
  }));
  const external = stack.external.map((written): PlannedNetwork => {
    const live = against?.networks.find(({ name, id }) => name === written.name || id === written.name);
    return {
      name: written.name,
      state: "external",
      driver: live?.driver ?? "",
      encrypted: live === undefined ? null : isEncrypted(live),
      internal: live?.internal ?? false,
      attachable: live?.attachable ?? false,
      subnets: live?.ipam.config.map(({ subnet }) => subnet) ?? [],
    };
  });
  return [...own, ...external].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
