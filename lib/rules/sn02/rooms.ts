import { shellLine } from "../../base/shell.ts";
import { isEncrypted, type Network } from "../../swarm/model.ts";
import { type Room, roomsOf, type Taker } from "../../swarm/room.ts";
import { hasSwarm, NEEDS_SWARM } from "../known_swarm.ts";
import type { At, Fix, View } from "../rule.ts";
import { isOverlay } from "../subjects.ts";
import { count } from "../words.ts";

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
  for (const [network, room] of roomsOf(view.swarm)) {
    if (!isOverlay(network)) continue;
    const own = room.takers.find(({ service }) => view.judged(service));
    const mine = view.judged(network);
    if (!mine && own === undefined) continue;
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

/** Smallest size worth planning for: twice the tasks of now. */
export function largerNetwork(view: View, { network, room }: Judged): Fix {
  if (view.scope === "stack" && view.judged(network)) {
    return {
      text:
        "Give the network a larger subnet while nothing runs on it yet; a network cannot be enlarged later",
    };
  }
  if (network.ingress) {
    return { text: "Replace the ingress network by a larger one, or publish in host mode" };
  }
  const tasks = Math.max(10, 2 * room.takers.reduce((sum, one) => sum + one.tasks, 0));
  const flags = isEncrypted(network) ? ["--encrypted"] : [];
  return {
    text:
      "A network cannot be enlarged: create a larger one, attach the services to it, then detach them here. Fewer " +
      "replicas and endpoint mode dnsrr free addresses at once",
    commands: [
      shellLine([
        "docker",
        "swarmnet",
        "create",
        ...flags,
        "--size-for",
        String(tasks),
        freeName(view, network.name),
      ]),
    ],
  };
}

/** A name for the larger network that nobody has; names have at most 63 characters (swarmkit controlapi/common.go). */
function freeName(view: View, name: string): string {
  const taken = new Set(view.networks.map((one) => one.name.toLowerCase()));
  for (let number = 2;; number++) {
    const candidate = `${name.slice(0, 59)}-${number}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}
