/** More addresses than all of IPv4 has: an IPv6 subnet, whose exact number helps nobody. */
const COUNTLESS = 2 ** 32;

/** A number of addresses for people to read. */
export function addressCount(count: number): string {
  return count > COUNTLESS ? "many" : String(count);
}
