import { comparePrefixes, formatPrefix, lastAddress, masked, overlaps } from "../../swarm/cidr.ts";
import type { Network, Swarm } from "../../swarm/model.ts";
import { type Occupant, occupants, subnetsOf } from "../../swarm/occupants.ts";
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

/** Blocks around another one that are looked at, innermost first, so that a pathological swarm stays linear. */
const DEEPEST = 16;

/** What shares addresses with each swarm network, as far as it can be seen; networks that share none are missing. */
type Collisions = ReadonlyMap<Network, readonly Occupant[]>;

const BY_SWARM = new WeakMap<Swarm, Collisions>();

/** The collisions of a swarm, found once for each value. */
export function collisionsOf(swarm: Swarm): Collisions {
  let found = BY_SWARM.get(swarm);
  if (found === undefined) BY_SWARM.set(swarm, found = findCollisions(swarm));
  return found;
}

/** The collisions of some networks of a swarm only. */
function collisionsAmong(swarm: Swarm, networks: readonly Network[]): Collisions {
  const known = networks.length === 0
    ? []
    : occupants(swarm).map((one) => ({ ...one, block: masked(one.block) }));
  const found = new Map<Network, Occupant[]>();
  for (const network of networks) {
    const own = subnetsOf(network).map(masked);
    const others = known
      .filter((one) => one.network !== network && own.some((block) => overlaps(block, one.block)))
      .sort((a, b) => comparePrefixes(a.block, b.block));
    if (others.length > 0) found.set(network, others);
  }
  return found;
}

/**
 * Finds every overlap of a swarm network with another network, a node's address, a route or the pool of local bridges.
 * CIDR blocks are nested or disjoint, so one pass over the sorted blocks with a stack of those around the current one
 * sees each pair.
 */
function findCollisions(swarm: Swarm): Collisions {
  const found = new Map<Network, Occupant[]>();
  const note = (one: Occupant, other: Occupant) => {
    if (one.kind !== "swarm network" || one.network === undefined || one.network === other.network) return;
    const list = found.get(one.network);
    if (list === undefined) found.set(one.network, [other]);
    else list.push(other);
  };
  const sorted = occupants(swarm)
    .map((one) => ({ ...one, block: masked(one.block) }))
    .sort((a, b) => comparePrefixes(a.block, b.block));
  const around: Occupant[] = [];
  for (const one of sorted) {
    while (around.length > 0 && !reaches(around.at(-1)!, one)) around.pop();
    // The innermost blocks count; a chain of many equal ones says no more than its end.
    for (const other of around.slice(-DEEPEST)) {
      note(one, other);
      note(other, one);
    }
    around.push(one);
  }
  return found;
}

function reaches(outer: Occupant, inner: Occupant): boolean {
  return outer.block.family === inner.block.family &&
    lastAddress(outer.block).value >= lastAddress(inner.block).value;
}
