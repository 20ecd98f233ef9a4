import { type Block, blockOf, contains, formatIp, parseIp, sizeOf } from "./address.ts";
import type { IpamConfig } from "./types.ts";

/**
 * The addresses of one subnet. Next-fit, as the manager's allocator: the one after the last given, round and round
 * (moby libnetwork/ipam; a network and broadcast address of the subnet is never given, the gateway only once).
 */
export class Pool {
  readonly block: Block;
  readonly #range: Block;
  readonly #used = new Set<number>();
  #cursor: number;

  constructor(subnet: string, range = "") {
    this.block = blockOf(subnet)!;
    this.#range = range === "" ? this.block : blockOf(range)!;
    this.#cursor = this.#range.base - 1;
    this.#used.add(this.block.base).add(this.block.base + sizeOf(this.block.bits) - 1);
  }

  /** The next free address as CIDR, or undefined when there is none. */
  take(): string | undefined {
    const size = sizeOf(this.#range.bits);
    for (let step = 1; step <= size; step++) {
      const ip = this.#range.base + ((this.#cursor - this.#range.base + step + size) % size);
      if (this.#used.has(ip)) continue;
      this.#used.add(ip);
      this.#cursor = ip;
      return this.#text(ip);
    }
    return undefined;
  }

  /** Marks an address as taken; false when it was already, or lies elsewhere. */
  claim(address: string): boolean {
    const ip = parseIp(address.split("/")[0]!);
    if (ip === undefined || !contains(this.block, ip) || this.#used.has(ip)) return false;
    this.#used.add(ip);
    if (contains(this.#range, ip)) this.#cursor = Math.max(this.#cursor, ip);
    return true;
  }

  /** Gives an address back; false when it is not of this subnet. */
  free(address: string): boolean {
    const ip = parseIp(address.split("/")[0]!);
    return ip !== undefined && contains(this.block, ip) && this.#used.delete(ip);
  }

  /** As the counters of API 1.52: `used` with network and broadcast address, `available` inside the range. */
  usage(): { IPsInUse: number; DynamicIPsAvailable: number } {
    let inRange = 0;
    for (const ip of this.#used) if (contains(this.#range, ip)) inRange++;
    return { IPsInUse: this.#used.size, DynamicIPsAvailable: sizeOf(this.#range.bits) - inRange };
  }

  #text(ip: number): string {
    return `${formatIp(ip)}/${this.block.bits}`;
  }
}

/** The pools of a network's subnets, gateways taken (the first address where none is named). */
export function poolsOf(subnets: IpamConfig[]): Pool[] {
  return subnets.map((subnet) => {
    const pool = new Pool(subnet.Subnet!, subnet.IPRange);
    if (subnet.Gateway) pool.claim(subnet.Gateway);
    return pool;
  });
}
