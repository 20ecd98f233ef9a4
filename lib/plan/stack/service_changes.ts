import type { Stack, StackService } from "../../stack/index.ts";
import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Service, Swarm } from "../../swarm/model.ts";
import { isPredefined } from "../../swarm/names.ts";
import type { EntryParts } from "../model.ts";
import { idOf, liveService } from "./effects.ts";
import type { Resolution, Resolved } from "./resolve.ts";
import { isJob } from "../../swarm/service.ts";

/** How the network list of a service that runs already differs from that of the files, whole entries only. */
export interface ServiceChange {
  service: Service;
  attach: { network: Resolved; entry: EntryParts }[];
  /** Networks that the files do not have it on, by ID. */
  detach: { id: string; name: string }[];
}

/**
 * Services whose lists are to change. Aliases and options of entries that are there are not among it: deploy sets them in the
 * update that it makes anyway, and no service is cut off by it. Nor are jobs, which would run again, and services on their node's network.
 */
export function serviceChanges(stack: Stack, swarm: Swarm, found: Resolution): ServiceChange[] {
  return stack.services.flatMap((written) => {
    const service = liveService(swarm, stack, written);
    if (service === undefined || isJob(service) || usesNodeNetwork(written, service, swarm)) {
      return [];
    }
    const change = changeOf(written, service, swarm, found);
    return change.attach.length === 0 && change.detach.length === 0 ? [] : [change];
  });
}

function changeOf(written: StackService, service: Service, swarm: Swarm, found: Resolution): ServiceChange {
  const index = indexOf(swarm);
  const present = new Map(
    listOf(service).map(({ target }) => {
      const network = index.network(target);
      return [idOf(network, target), network];
    }),
  );
  const wanted = new Set<string>();
  const attach: ServiceChange["attach"] = [];
  for (const { target, aliases, driverOpts } of written.networks) {
    const network = found.byName.get(target);
    if (network === undefined) continue;
    const there = network.live ?? network.renamedTo;
    const id = idOf(there, target);
    if (wanted.has(id)) continue;
    wanted.add(id);
    if (!present.has(id)) attach.push({ network, entry: { aliases: [...new Set(aliases)], driverOpts } });
  }
  const detach = [...present].flatMap(([id, network]) =>
    // A network that is gone cannot be left step by step: the next update of the service decides.
    wanted.has(id) || network === undefined ? [] : [{ id: network.id, name: network.name }]
  );
  return { service, attach, detach };
}

/** A container on its node's network cannot be on an overlay too, so such a list can only be changed as a whole. */
function usesNodeNetwork(written: StackService, service: Service, swarm: Swarm): boolean {
  const index = indexOf(swarm);
  return written.networks.some(({ target }) => isPredefined({ name: target })) ||
    listOf(service).some(({ target }) => isPredefined(index.network(target) ?? { name: target }));
}
