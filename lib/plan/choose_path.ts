import { comparePrefixes, formatPrefix, masked, overlaps, parsePrefix, type Prefix } from "../swarm/cidr.ts";
import { ENCRYPTED, isEncrypted, type Network, type Service, type Swarm } from "../swarm/model.ts";
import { type Occupant, occupants } from "../swarm/occupants.ts";
import { firstFreeBlock, nextAutomatic, prefixFor, subnetSizeOf } from "../swarm/pool.ts";
import { indexOf } from "../swarm/index.ts";
import { canRun, isOpen } from "../swarm/placement.ts";
import { transientOf, wantedTasks } from "../swarm/rolling.ts";
import { isLive } from "../swarm/task_state.ts";
import { fnv1a } from "../base/hash.ts";
import type { NetworkMove } from "../swarm/change/replace_request.ts";
import { LONGEST_NETWORK_NAME } from "../swarm/names.ts";
import { obstacleOf } from "../swarm/replaceable.ts";
import { successorBody, usableOfBody } from "./body.ts";
import type { NetworkBody } from "./model.ts";
import { isJob } from "../swarm/service.ts";

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

/**
 * With these addresses every update of services gets through on a network that they all join, all updates at the same time too. Rules:
 * swarmkit manager/allocator/network.go; a job has no VIP.
 */
function mostAddresses(swarm: Swarm, services: readonly Service[]): number {
  const withTasks = new Set<string>();
  const index = indexOf(swarm);
  let [vips, tasks, together, nodes] = [0, 0, 0, 0];
  for (const service of services) {
    if (service.endpointMode === "vip" && !isJob(service)) vips++;
    tasks += wantedTasks(swarm, service);
    together += transientOf(swarm, service);
    for (const task of index.tasksOf(service.id)) {
      if (task.node !== "" && task.desired === "running" && isLive(task)) withTasks.add(task.node);
    }
  }
  // Any open node may get a task while they are replaced, as far as one of the services may run there.
  for (const node of swarm.nodes) {
    if (isOpen(node) && nodes < tasks && services.some((one) => canRun(one, node))) nodes++;
  }
  const balancers = Math.max(nodes, Math.min(tasks, Math.max(withTasks.size, tasks > 0 ? 1 : 0)));
  return vips + tasks + balancers + together;
}

/** Automatic subnets that are looked at for whether they can be trusted. */
const LOOKED_AT = 16;

/** Blocks of addresses that a plan may use: which are taken, which it was asked to use, which it has chosen. */
class AddressBook {
  readonly #swarm: Swarm;
  readonly #occupants: readonly Occupant[];
  /** IPv4 blocks that may not be chosen, in order. */
  readonly #taken: Prefix[];
  #automatic: boolean | undefined;
  readonly #asked: readonly Prefix[];

  /** `asked`: subnets that the request names, for whichever network. */
  constructor(swarm: Swarm, asked: readonly string[]) {
    this.#swarm = swarm;
    this.#occupants = occupants(swarm);
    this.#asked = asked.flatMap((one) => parsePrefix(one) ?? []).map(masked);
    this.#taken = [...this.#occupants.map((one) => one.block), ...this.#asked].filter((one) =>
      one.family === 4
    )
      .sort(comparePrefixes);
  }

  /**
   * The subnets for a network that names none and needs a block of at most /`bits`: none, where the managers' automatic one
   * is large enough and clear of everything that is known, else a free block. Null: nothing is free.
   */
  choose(bits: number): string[] | null {
    if (bits >= subnetSizeOf(this.#swarm.cluster) && this.#trusted()) return [];
    const block = firstFreeBlock(this.#swarm.cluster, bits, this.#taken);
    if (block === null) return null;
    this.#taken.push(block);
    this.#taken.sort(comparePrefixes);
    return [formatPrefix(block)];
  }

  /** Managers compare automatic subnets with swarm networks only (moby#27399), and not with what this plan will create. */
  #trusted(): boolean {
    if (this.#automatic === undefined) {
      const next = nextAutomatic(this.#swarm, LOOKED_AT);
      const others = this.#occupants.filter((one) =>
        one.kind !== "swarm network" && one.kind !== "bridge pool"
      );
      const bad = [...others.map((one) => one.block), ...this.#asked];
      this.#automatic = next.length > 0 && !next.some((one) => bad.some((other) => overlaps(one, other)));
    }
    return this.#automatic;
  }
}
