import { indexOf } from "../../swarm/index.ts";
import type { Network } from "../../swarm/model.ts";
import { prefixFor } from "../../swarm/pool.ts";
import { type Room, roomOf, type Taker } from "../../swarm/room.ts";
import { freeSubnet, replaced } from "../fix_network.ts";
import { hasSwarm, NEEDS_SWARM } from "../known_swarm.ts";
import type { At, Fix, View } from "../rule.ts";
import { isOverlay } from "../subjects.ts";
import { count } from "../../base/listing.ts";

/** Consumers that a finding names. */
const NAMED = 3;

/** A network whose addresses are to be judged. */
export interface Judged {
  network: Network;
  room: Room;
  /** Where it stands in a stack file: the network, else the first service of the file on it. */
  at: At | undefined;
}

/**
 * Networks with addresses that concern this view: all in live scope; in stack scope those that the file declares with a
 * subnet or puts services on. How many tasks a global service has is unknown without a swarm: that is skipped.
 */
export function roomsIn(view: View, skip: (reason: string) => void): Judged[] {
  const found: Judged[] = [];
  const index = indexOf(view.swarm);
  for (const network of view.networks) {
    if (!isOverlay(network)) continue;
    const mine = view.judged(network);
    if (!mine && !index.servicesOn(network.id).some((service) => view.judged(service))) continue;
    const room = roomOf(view.swarm, network);
    if (room === null) continue;
    const own = room.takers.find(({ service }) => view.judged(service));
    if (!hasSwarm(view) && room.takers.some(({ service }) => service.mode === "global")) {
      skip(NEEDS_SWARM);
      continue;
    }
    found.push({
      network,
      room,
      at: mine ? view.at(network) : own === undefined ? undefined : view.at(own.service),
    });
  }
  return found;
}

/** What takes the addresses, largest first: one short sentence each. */
export function takersText({ takers, loadBalancers, containers }: Room): string[] {
  const more = takers.length - NAMED;
  return [
    ...takers.slice(0, NAMED).map((one) => `${one.service.name} takes ${takes(one)}`),
    ...(more > 0 ? [`${count(more, "more service")} on it take the rest`] : []),
    ...(containers > 0 ? [`Attached containers take ${containers}`] : []),
    ...(loadBalancers === 0 ? [] : [`Load balancers take ${loadBalancers}, one for each node that is on it`]),
  ];
}

function takes({ tasks, vips }: Taker): string {
  return vips === 0
    ? count(tasks, "address", "addresses")
    : `${tasks + vips}: ${count(tasks, "task")} and ${count(vips, "VIP")}`;
}

/** Smallest size worth planning for, in addresses. */
const LEAST_ROOM = 29;

/** Advice for a network that is too small: twice the room of what it needs now. */
export function largerNetwork(view: View, { network, room }: Judged): Fix {
  if (view.scope === "stack" && view.judged(network)) {
    return {
      text:
        "Give the network a larger subnet while nothing runs on it yet; a network cannot be enlarged later",
    };
  }
  const wanted = Math.max(LEAST_ROOM, 2 * (room.need + room.largest));
  const subnet = freeSubnet(view, prefixFor(wanted));
  const flags = subnet === null ? [] : ["--subnet", subnet];
  const less = network.ingress
    ? "Publishing in host mode takes no address there"
    : "Fewer replicas and endpoint mode dnsrr free addresses at once";
  const text = `A network cannot be enlarged: replace it by a larger one; this shows how. ${less}`;
  return replaced(view, network, text, flags).fix ?? { text };
}
