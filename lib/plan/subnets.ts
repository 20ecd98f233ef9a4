import { comparePrefixes, formatPrefix, masked, overlaps, parsePrefix, type Prefix } from "../swarm/cidr.ts";
import type { Swarm } from "../swarm/model.ts";
import { type Occupant, occupants } from "../swarm/occupants.ts";
import { firstFreeBlock, nextAutomatic, subnetSizeOf } from "../swarm/pool.ts";

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
