import { formatPrefix, masked, parsePrefix } from "../swarm/cidr.ts";
import { ENCRYPTED, type Network, STACK_LABEL, VNI_OPTION } from "../swarm/model.ts";
import { REDACTED } from "../swarm/redact_text.ts";
import { valueOf } from "./node.ts";
import type { StackNetwork } from "./stack.ts";

/** One setting that the file and the live network do not share. */
export interface Drift {
  kind: "option" | "driver" | "internal" | "attachable" | "subnet" | "label";
  /** Name of an option or label, else "". */
  key: string;
  /** What each side has; undefined: it says nothing of it. */
  file: string | undefined;
  live: string | undefined;
  /** Where the file says it, from the network's mapping. */
  path: string[];
}

/** Labels that this tool puts on networks while it works; no file has them, and they mean nothing afterwards. */
const OWN_LABELS = /^swarmnet\./;

/**
 * What deploy would silently ignore of a declared network that is there already (docker/cli
 * cli/command/stack/swarm/deploy_composefile.go createNetworks). Options come first, labels last.
 */
export function driftOf(written: StackNetwork, live: Network): Drift[] {
  const driver = written.driver === "" ? "overlay" : written.driver;
  // A network that was not allocated shows no driver, options and subnet; that is no difference of settings.
  const allocated = live.driver !== "";
  return [
    ...allocated ? optionDrift(written, live) : [],
    ...allocated && driver !== live.driver
      ? [{ kind: "driver" as const, key: "", file: driver, live: live.driver, path: ["driver"] }]
      : [],
    ...flag("internal", written, live),
    ...flag("attachable", written, live),
    ...allocated ? subnets(written, live) : [],
    ...records("label", withoutOwn(written.labels), withoutOwn(live.labels), "labels"),
  ];
}

function optionDrift(written: StackNetwork, live: Network): Drift[] {
  const found = records("option", written.options, live.options, "driver_opts");
  return found.filter(({ key, file, live }) =>
    // The managers fill VNIs in; the driver looks whether `encrypted` is there, not at its value (overlay/ov_network.go).
    !(key === VNI_OPTION && file === undefined) &&
    !(key === ENCRYPTED && file !== undefined && live !== undefined)
  );
}

function flag(kind: "internal" | "attachable", written: StackNetwork, live: Network): Drift[] {
  if (written[kind] === live[kind]) return [];
  const said = valueOf(written.node, kind) !== undefined;
  return [{
    kind,
    key: "",
    file: said ? String(written[kind]) : undefined,
    live: String(live[kind]),
    path: [kind],
  }];
}

/** Without a subnet in the file the managers choose one, so any is right. */
function subnets(written: StackNetwork, live: Network): Drift[] {
  const wanted = written.ipam.config.map(({ subnet }) => normal(subnet)).filter((subnet) => subnet !== "")
    .sort();
  const there = live.ipam.config.map(({ subnet }) => normal(subnet)).sort();
  if (wanted.length === 0 || wanted.join() === there.join()) return [];
  const [file, found] = [wanted, there].map((list) => list.join(" and "));
  return [{ kind: "subnet", key: "", file, live: found, path: ["ipam"] }];
}

/** 10.1.2.3/24 and 10.1.2.0/24 are the same subnet to the engine. */
function normal(subnet: string): string {
  const prefix = parsePrefix(subnet);
  return prefix === null ? subnet : formatPrefix(masked(prefix));
}

function records(
  kind: "option" | "label",
  file: Record<string, string>,
  live: Record<string, string>,
  path: string,
): Drift[] {
  const keys = [...new Set([...Object.keys(file), ...Object.keys(live)])].sort();
  // What a snapshot hides cannot be compared.
  const differs = (key: string) => own(live, key) !== REDACTED && own(file, key) !== own(live, key);
  return keys.filter(differs).map((key) => ({
    kind,
    key,
    file: own(file, key),
    live: own(live, key),
    path: [path, key],
  }));
}

function own(record: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function withoutOwn(record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter(([key]) => key !== STACK_LABEL && !OWN_LABELS.test(key)),
  );
}
