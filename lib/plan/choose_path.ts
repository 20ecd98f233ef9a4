import { fnv1a } from "../base/hash.ts";
import { formatPrefix, overlaps, parsePrefix, type Prefix } from "../swarm/cidr.ts";
import { indexOf } from "../swarm/index.ts";
import { ENCRYPTED, isEncrypted, type Network, type Swarm } from "../swarm/model.ts";
import { LONGEST_NETWORK_NAME } from "../swarm/names.ts";
import { prefixFor } from "../swarm/pool.ts";
import { inline } from "../terminal/boundary.ts";
import { successorBody } from "./body.ts";
import { optionProblems, unmovable } from "./check_network.ts";
import { requestProblems } from "./check_request.ts";
import { usableOfBody } from "./check_room.ts";
import type { NetworkBody, PlanProblem } from "./model.ts";
import { mostOf, needOf } from "./needs.ts";
import { blocker } from "./problem.ts";
import type { NetworkMove } from "../swarm/change/replace_request.ts";
import { AddressBook, subnetProblems } from "./subnets.ts";

/** The way from a network to its successor, over a temporary one where the name stays and services are on it. */
export interface Path {
  network: Network;
  successor: NetworkBody;
  temporary: NetworkBody | undefined;
}

/** The ways of all moves that can be made at all, with their names and subnets chosen, and why the others cannot. */
export function choosePaths(
  swarm: Swarm,
  moves: readonly { network: Network; move: NetworkMove }[],
): { paths: Path[]; problems: PlanProblem[] } {
  const problems: PlanProblem[] = [];
  const paths: Path[] = [];
  const book = new AddressBook(swarm, moves.flatMap(({ move }) => move.change.subnets ?? []));
  const names = new Set(swarm.networks.map((one) => one.name.toLowerCase()));
  for (const { move } of moves) names.add(move.name.toLowerCase());
  const asked: Asked[] = [];
  for (const { network, move } of moves) {
    const stop = unmovable(network);
    if (stop.length > 0) {
      problems.push(...stop);
      continue;
    }
    const stays = move.name === network.name;
    problems.push(
      ...optionProblems(network, move.change),
      ...requestProblems(network, move.change),
      ...subnetProblems(book, network, move.change.subnets ?? [], stays),
      ...askedTwice(asked, network, move.change.subnets ?? []),
    );
    // Where no service is, none has to wait for the name.
    const waits = stays && indexOf(swarm).servicesOn(network.id).length > 0;
    const temporary = waits ? temporaryBody(network, move, names) : undefined;
    const successor = successorBody(network, move.change, move.name);
    // While the old network is there, nothing can have its subnet.
    const beside = temporary ?? (stays || move.change.subnets !== undefined ? undefined : successor);
    if (beside !== undefined) problems.push(...giveSubnet(swarm, network, beside, book));
    paths.push({ network, successor, temporary });
  }
  return { paths, problems };
}

/** A subnet that the request names, and for which network. */
interface Asked {
  network: Network;
  block: Prefix;
}

function askedTwice(asked: Asked[], network: Network, subnets: readonly string[]): PlanProblem[] {
  return subnets.flatMap((text) => {
    const block = parsePrefix(text);
    if (block === null) return [];
    const other = asked.find((one) => one.network !== network && overlaps(one.block, block));
    asked.push({ network, block });
    if (other === undefined) return [];
    const [one, two] = [inline(other.network.name), inline(network.name)];
    const theirs = formatPrefix(other.block);
    return [blocker("subnet-overlap", {
      object: `network ${two}`,
      what: theirs === formatPrefix(block)
        ? `${one} and ${two} would both have ${theirs}`
        : `${inline(text)} for ${two} overlaps ${theirs} for ${one}`,
      why: "The managers would never allocate the second one",
      fix: "Give each of them a block of its own",
    })];
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

/** Chooses the subnet of a network that exists beside the old one: as many addresses as that has, and enough for updates. */
function giveSubnet(
  swarm: Swarm,
  network: Network,
  body: NetworkBody,
  book: AddressBook,
): PlanProblem[] {
  const need = mostOf(needOf(swarm, indexOf(swarm).servicesOn(network.id)));
  const has = usableOfBody(successorBody(network, {})) ?? 0;
  const bits = prefixFor(Math.max(need, has));
  const subnets = book.choose(bits);
  body.IPAM = { Driver: "default", Options: {}, Config: (subnets ?? []).map((one) => ({ Subnet: one })) };
  if (subnets !== null) return [];
  return [blocker("subnet-none-free", {
    object: `network ${inline(network.name)}`,
    what: `No free subnet of /${bits} was found for ${inline(body.Name)}`,
    why:
      "Old and new network exist at the same time; swarm networks, bridges, node addresses and routes leave none of that size in " +
      "the default pool and the private ranges",
    fix: "Remove networks that nobody uses: docker swarmnet prune",
  })];
}
