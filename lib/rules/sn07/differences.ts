import type { StackNetwork } from "../../stack/index.ts";
import { formatPrefix, masked, parsePrefix } from "../../swarm/cidr.ts";
import { type Network, STACK_LABEL, VNI_OPTION } from "../../swarm/model.ts";

/** One setting that the file and the live network do not share. */
export interface Difference {
  /** As a person calls it: "driver option encrypted", "subnet". */
  field: string;
  /** What each side has, in words that end a sentence. */
  file: string;
  swarm: string;
  /** Where the file says it, from the network's mapping. */
  path: string[];
}

/** What deploy would silently ignore of a declared network that is there already; encryption first. */
export function differences(written: StackNetwork, live: Network): Difference[] {
  const driver = written.driver === "" ? "overlay" : written.driver;
  // A network that was not allocated shows no driver and no subnet; that is SN0201's to say.
  const allocated = live.driver !== "";
  return [
    ...records("driver option", written.options, without(live.options, VNI_OPTION), "driver_opts"),
    ...allocated && driver !== live.driver
      ? [{ field: "driver", file: driver, swarm: live.driver, path: ["driver"] }]
      : [],
    ...flag("internal", written, live),
    ...flag("attachable", written, live),
    ...allocated ? subnets(written, live) : [],
    ...records("label", without(written.labels, STACK_LABEL), without(live.labels, STACK_LABEL), "labels"),
  ];
}

function flag(field: "internal" | "attachable", written: StackNetwork, live: Network): Difference[] {
  if (written[field] === live[field]) return [];
  return [{ field, file: String(written[field]), swarm: String(live[field]), path: [field] }];
}

/** Without a subnet in the file the managers choose one, so any is right. */
function subnets(written: StackNetwork, live: Network): Difference[] {
  const wanted = written.ipam.config.map(({ subnet }) => normal(subnet)).filter((subnet) => subnet !== "")
    .sort();
  const there = live.ipam.config.map(({ subnet }) => normal(subnet)).sort();
  if (wanted.length === 0 || wanted.join() === there.join()) return [];
  return [{ field: "subnet", file: wanted.join(" and "), swarm: there.join(" and "), path: ["ipam"] }];
}

/** 10.1.2.3/24 and 10.1.2.0/24 are the same subnet to the engine. */
function normal(subnet: string): string {
  const prefix = parsePrefix(subnet);
  return prefix === null ? subnet : formatPrefix(masked(prefix));
}

function records(
  word: string,
  file: Record<string, string>,
  swarm: Record<string, string>,
  key: string,
): Difference[] {
  const names = [...new Set([...Object.keys(file), ...Object.keys(swarm)])].sort();
  return names.filter((name) => valueOf(file, name) !== valueOf(swarm, name)).map((name) => ({
    field: `${word} ${name}`,
    file: shown(valueOf(file, name)),
    swarm: shown(valueOf(swarm, name)),
    path: [key, name],
  }));
}

function valueOf(record: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function shown(value: string | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function without(record: Record<string, string>, key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
