import { containsPrefix, parsePrefix, type Prefix } from "./cidr.ts";

/** What an address block is meant for, by the registries of RFC 6890 and RFC 6598. */
export type RangeKind =
  | "private"
  | "shared"
  | "benchmark"
  | "documentation"
  | "link-local"
  | "loopback"
  | "multicast"
  | "reserved"
  | "public";

const TABLE: readonly (readonly [string, RangeKind])[] = [
  ["10.0.0.0/8", "private"],
  ["172.16.0.0/12", "private"],
  ["192.168.0.0/16", "private"],
  ["fc00::/7", "private"],
  ["100.64.0.0/10", "shared"],
  ["198.18.0.0/15", "benchmark"],
  ["192.0.2.0/24", "documentation"],
  ["198.51.100.0/24", "documentation"],
  ["203.0.113.0/24", "documentation"],
  ["2001:db8::/32", "documentation"],
  ["169.254.0.0/16", "link-local"],
  ["fe80::/10", "link-local"],
  ["127.0.0.0/8", "loopback"],
  ["::1/128", "loopback"],
  ["224.0.0.0/4", "multicast"],
  ["ff00::/8", "multicast"],
  ["0.0.0.0/8", "reserved"],
  ["240.0.0.0/4", "reserved"],
];

let ranges: readonly { range: Prefix; kind: RangeKind }[] | undefined;

/** The table with its blocks read, at the first use: most commands need none of it. */
function allRanges() {
  return ranges ??= TABLE.map(([text, kind]) => ({ range: parsePrefix(text)!, kind }));
}

/** RFC 1918, in the order free subnets are looked for. */
export function privateV4(): Prefix[] {
  return allRanges().filter(({ range, kind }) => kind === "private" && range.family === 4)
    .map(({ range }) => range);
}

/** The kind of range a block lies in as a whole; a block that reaches out of every special range is public. */
export function rangeKind(prefix: Prefix): RangeKind {
  return allRanges().find(({ range }) => containsPrefix(range, prefix))?.kind ?? "public";
}
