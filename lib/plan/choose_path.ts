import { fnv1a } from "../base/hash.ts";
import type { NetworkMove } from "../swarm/change/replace_request.ts";
import { indexOf } from "../swarm/index.ts";
import { ENCRYPTED, isEncrypted, type Network, type Swarm } from "../swarm/model.ts";
import { LONGEST_NETWORK_NAME } from "../swarm/names.ts";
import { prefixFor } from "../swarm/pool.ts";
import { obstacleOf } from "../swarm/replaceable.ts";
import { successorBody, usableOfBody } from "./body.ts";
import type { NetworkBody } from "./model.ts";
import { mostAddresses } from "./needs.ts";
import { AddressBook } from "./subnets.ts";

/** The way from a network to its successor, over a temporary one where the name stays and services are on it. */
export interface Path {
  network: Network;
  successor: NetworkBody;
  temporary: NetworkBody | undefined;
  /** Prefix length of a subnet that is needed and not free. */
  missingSubnet: number | undefined;
}

/** The ways of all moves that can be made at all, with their names and subnets chosen. */
export function choosePaths(
  swarm: Swarm,
  moves: readonly { network: Network; move: NetworkMove }[],
): Path[] {
  const book = new AddressBook(swarm, moves.flatMap(({ move }) => move.change.subnets ?? []));
  const names = new Set(swarm.networks.map((one) => one.name.toLowerCase()));
  for (const { move } of moves) names.add(move.name.toLowerCase());
  return moves.filter(({ network }) => obstacleOf(network) === undefined).map(({ network, move }): Path => {
    const stays = move.name === network.name;
    // Where no service is, none has to wait for the name.
    const waits = stays && indexOf(swarm).servicesOn(network.id).length > 0;
    const temporary = waits ? temporaryBody(network, move, names) : undefined;
    const successor = successorBody(network, move.change, move.name);
    // While the old network is there, nothing can have its subnet.
    const beside = temporary ?? (stays || move.change.subnets !== undefined ? undefined : successor);
    const missingSubnet = beside === undefined ? undefined : giveSubnet(swarm, network, beside, book);
    return { network, successor, temporary, missingSubnet };
  });
}

/**
 * The network in between: no smaller than the old one, with no label that would make it part of a stack, and not for containers
 * of others. It is encrypted only where the old one is as well: it carries the same traffic no less protected, and engines up
 * to 28 cut encrypted networks when another one between the same nodes goes away (moby#50169), as this one does.
 */
function temporaryBody(network: Network, move: NetworkMove, names: Set<string>): NetworkBody {
  const body = successorBody(network, move.change, temporaryName(network, move, names));
  const options = { ...body.Options as Record<string, string> };
  if (!isEncrypted(network)) delete options[ENCRYPTED];
  return {
    Name: body.Name,
    Driver: body.Driver,
    IPAM: { Driver: "default", Options: {}, Config: [] },
    Internal: body.Internal,
    Attachable: false,
    Options: options,
    Labels: {},
  };
}

/**
 * "<name>-swarmnet-1a2b": behind the old one in the order in which tasks look names up. The digits follow from what is asked
 * for, so that the same request on the same swarm gives the same name.
 */
function temporaryName(network: Network, move: NetworkMove, names: Set<string>): string {
  const suffix = "-swarmnet-0000".length;
  const base = network.name.slice(0, LONGEST_NETWORK_NAME - suffix);
  for (let turn = 0;; turn++) {
    const hash = fnv1a(JSON.stringify([network.id, move.name, move.change, turn])).slice(0, 4);
    const name = `${base}-swarmnet-${hash}`;
    if (names.has(name.toLowerCase())) continue;
    names.add(name.toLowerCase());
    return name;
  }
}

/**
 * Chooses the subnet of a network that exists beside the old one: as many addresses as that has, and enough for updates. The prefix length
 * where none of that size is free.
 */
function giveSubnet(
  swarm: Swarm,
  network: Network,
  body: NetworkBody,
  book: AddressBook,
): number | undefined {
  const need = mostAddresses(swarm, indexOf(swarm).servicesOn(network.id));
  const has = usableOfBody(successorBody(network, {})) ?? 0;
  const bits = prefixFor(Math.max(need, has));
  const subnets = book.choose(bits);
  body.IPAM = { Driver: "default", Options: {}, Config: (subnets ?? []).map((one) => ({ Subnet: one })) };
  return subnets === null ? bits : undefined;
}
