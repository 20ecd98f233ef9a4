import { formatPrefix } from "../../swarm/cidr.ts";
import { type Collisions, collisionsAmong, collisionsOf } from "../../swarm/collisions.ts";
import type { Network } from "../../swarm/model.ts";
import type { Occupant } from "../../swarm/occupants.ts";
import type { View } from "../rule.ts";
import { isOverlay } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

/** What of these kinds shares addresses with a judged overlay; overlays that share none are left out. */
export function overlapsWith(
  view: View,
  kinds: readonly Occupant["kind"][],
): { network: Network; others: Occupant[] }[] {
  const collisions = collisionsIn(view);
  const found: { network: Network; others: Occupant[] }[] = [];
  for (const network of view.networks) {
    if (!isOverlay(network)) continue;
    const others = collisions.get(network)?.filter((one) => kinds.includes(one.kind)) ?? [];
    if (others.length > 0) found.push({ network, others });
  }
  return found;
}

const FOUND = new WeakMap<View, Collisions>();

/** The collisions that a view judges: all of a swarm, or those of the few networks that a change touches, which takes a fraction of it. */
function collisionsIn(view: View): Collisions {
  if (view.scope !== "change") return collisionsOf(view.swarm);
  let found = FOUND.get(view);
  if (found === undefined) {
    const touched = view.networks.filter((one) => view.judged(one) && isOverlay(one));
    FOUND.set(view, found = collisionsAmong(view.swarm, touched));
  }
  return found;
}

/** Whether the file says what addresses a network of it gets. */
export function givesSubnet(view: View): boolean {
  return view.networks.some((one) => view.judged(one) && isOverlay(one) && one.ipam.config.length > 0);
}

/** "Subnet 10.0.1.0/24 of network app"; one that the managers choose is called automatic. */
export function subnetOfNetwork(view: View, one: Network): string {
  const automatic = view.change?.kind === "create-network" && view.change.request.subnets.length === 0;
  return `${automatic ? "The automatic subnet" : "Subnet"} ${subnetsText(one)} of network ${one.name}`;
}

/** "10.0.1.0/24", "10.0.1.0/24 and 10.0.2.0/24". */
export function subnetsText(network: Network): string {
  return listed(network.ipam.config.map(({ subnet }) => subnet));
}

/** "docker_gwbridge (172.18.0.0/16)", each once; blocks without a name of their own stand alone. */
export function namesText(others: readonly Occupant[]): string {
  return listed([
    ...new Set(others.map(({ name, block }) => {
      const text = formatPrefix(block);
      return name === text ? text : `${name} (${text.replace(/\/(32|128)$/, "")})`;
    })),
  ]);
}
