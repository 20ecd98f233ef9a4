import {
  comparePrefixes,
  formatPrefix,
  isMasked,
  masked,
  overlaps,
  parsePrefix,
  type Prefix,
  prefixProblem,
  sizeOf,
} from "../swarm/cidr.ts";
import type { Network, Swarm } from "../swarm/model.ts";
import { type Occupant, occupants } from "../swarm/occupants.ts";
import { firstFreeBlock, nextAutomatic, subnetSizeOf } from "../swarm/pool.ts";
import { inline } from "../terminal/boundary.ts";
import { rangeProblems } from "./create/subnets.ts";
import { judged } from "./check_request.ts";
import type { PlanProblem } from "./model.ts";
import { blocker, listed, warning } from "./problem.ts";

/** Automatic subnets that are looked at for whether they can be trusted. */
const LOOKED_AT = 16;

/** Blocks of addresses that a plan may use: which are taken, which it was asked to use, which it has chosen. */
export class AddressBook {
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

  /** A free block of that size as the words of a way out; asking does not take it. */
  suggestion(bits: number): string {
    const block = firstFreeBlock(this.#swarm.cluster, bits, this.#taken);
    return block === null
      ? `Nothing of /${bits} is free; look at what is used: docker swarmnet ls`
      : `--subnet ${formatPrefix(block)}, which is free as far as can be seen from here`;
  }

  /** What a block shares addresses with, without what belongs to the network `but`. */
  collisions(block: Prefix, but: Network | undefined): Occupant[] {
    return this.#occupants.filter((one) =>
      overlaps(one.block, block) && (but === undefined || one.network !== but)
    );
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

const WHY: Partial<Record<Occupant["kind"], string>> = {
  "swarm network":
    "The managers compare subnets after the engine has said yes: the new network would never get its own, and its tasks would wait for ever",
  node: "Containers on the network could not reach the node, nor what it publishes (moby#27399)",
  manager: "Containers on the network could not reach the manager (moby#27399)",
};

/** What is wrong with subnets that were asked for. `leaves`: the network that is gone by the time they are used. */
export function subnetProblems(
  book: AddressBook,
  network: Network,
  subnets: readonly string[],
  leaves: boolean,
): PlanProblem[] {
  const object = `network ${inline(network.name)}`;
  const problems: PlanProblem[] = [];
  const seen: Prefix[] = [];
  for (const text of subnets) {
    const bad = faultOf(text);
    if (bad !== null) {
      problems.push(blocker("subnet-invalid", {
        object,
        what: `--subnet ${inline(text)} cannot be used: ${bad}`,
        why: "The managers would refuse it, or take it and never allocate the network",
        fix: "--subnet 10.20.0.0/24, or another private IPv4 block from /8 to /29",
      }));
      continue;
    }
    const block = parsePrefix(text)!;
    const twice = seen.find((one) => overlaps(one, block));
    seen.push(block);
    if (twice !== undefined) {
      problems.push(blocker("subnet-overlap", {
        object,
        what: `--subnet ${inline(text)} overlaps --subnet ${formatPrefix(twice)}`,
        why: "Subnets of one network cannot share addresses",
        fix: "Leave one of them out",
      }));
    }
    problems.push(...rangeProblems(text, block).map((one) => judged("subnet-refused", object, one)));
    problems.push(...overlapProblems(book, object, text, block, leaves ? network : undefined));
  }
  return problems;
}

function faultOf(text: string): string | null {
  const block = parsePrefix(text);
  if (block === null) return inline(prefixProblem(text) ?? "it cannot be read");
  if (block.family === 6) return "overlay networks carry no IPv6 (moby#52469)";
  if (!isMasked(block)) {
    return `bits behind its prefix length are set; ${formatPrefix(masked(block))} is the block`;
  }
  if (sizeOf(block) < 4n) return "it is too small";
  return block.bits === 0 ? "it is the whole address space" : null;
}

function overlapProblems(
  book: AddressBook,
  object: string,
  text: string,
  block: Prefix,
  but: Network | undefined,
): PlanProblem[] {
  const found = book.collisions(block, but);
  const hard = found.filter((one) => WHY[one.kind] !== undefined);
  const soft = found.filter((one) => WHY[one.kind] === undefined && one.kind !== "bridge pool");
  const names = (list: readonly Occupant[]) =>
    listed([...new Set(list.map((one) => `${one.kind} ${one.name}`))].sort());
  if (found.length === 0) return [];
  const fix = book.suggestion(block.bits);
  return [
    ...(hard.length === 0 ? [] : [blocker("subnet-overlap", {
      object,
      what: `--subnet ${inline(text)} overlaps ${names(hard)}`,
      why: WHY[hard[0]!.kind]!,
      fix,
    })]),
    ...(soft.length === 0 ? [] : [warning("subnet-overlap-local", {
      object,
      what: `--subnet ${inline(text)} overlaps ${names(soft)}`,
      why: "No engine checks this for overlays: containers on the network could not reach what is there",
      fix,
    })]),
  ];
}
