import { prefixProblem } from "../../lib/swarm/cidr.ts";
import { ENCRYPTED, MTU_OPTION, VNI_OPTION } from "../../lib/swarm/model.ts";
import { inline } from "../../lib/terminal/boundary.ts";
import type { Flag } from "../../lib/cli/command.ts";
import type { NetworkChange } from "../../lib/swarm/change/replace_request.ts";

/** Flags that say how the successor of a network differs; those of every kind of network. */
export const changesFlags = {
  encrypted: { kind: "bool", text: "Whether traffic between nodes is encrypted (IPsec)" },
  mtu: {
    kind: "int",
    word: "bytes",
    text: "MTU of the links between nodes in bytes (the engine assumes 1500)",
  },
  opt: { kind: "map", short: "o", word: "key=value", text: "Set a driver option", complete: "none" },
  "opt-rm": { kind: "list", word: "key", text: "Remove a driver option", complete: "none" },
  subnet: { kind: "list", word: "CIDR", text: "Subnet of the new network", complete: "none" },
} as const satisfies Record<string, Flag>;

/** What `readChanges` reads; labels and the two switches only where the command has such flags. */
export interface ChangeValues {
  changed: ReadonlySet<string>;
  encrypted: boolean;
  mtu: number | undefined;
  opt: Record<string, string>;
  optRm: string[];
  subnet: string[];
  attachable?: boolean;
  internal?: boolean;
  label?: string[];
  labelRm?: string[];
}

/** Smallest MTU that an IPv4 link may have (RFC 791), and the largest packet. */
const LEAST_MTU = 68;
const MOST_MTU = 65_535;

/** Reads the flags that were given. Pushes every problem to `faults`. */
export function readChanges(values: ChangeValues, faults: string[]): NetworkChange {
  const { changed, mtu } = values;
  if (mtu !== undefined && (mtu < LEAST_MTU || mtu > MOST_MTU)) {
    faults.push(`--mtu takes a number from ${LEAST_MTU} to ${MOST_MTU}`);
  }
  const subnets = values.subnet.flatMap((text) => text.split(",")).map((text) => text.trim());
  for (const subnet of subnets) {
    const problem = prefixProblem(subnet);
    if (problem !== null) faults.push(`--subnet ${inline(subnet)}: ${problem}`);
  }
  const options = entries("opt", values.opt, values.optRm, faults);
  const own = Object.keys(options ?? {});
  for (const [key, flag] of [[ENCRYPTED, "encrypted"], [MTU_OPTION, "mtu"]] as const) {
    if (own.includes(key) && changed.has(flag)) {
      faults.push(`--${flag} and the option ${key} both say what it shall be: use one of them`);
    }
  }
  if (own.includes(VNI_OPTION)) faults.push(`The option ${VNI_OPTION} is given out by the managers`);
  const labels = entries("label", labelsOf(values.label ?? [], faults), values.labelRm ?? [], faults);
  return {
    ...(changed.has("encrypted") ? { encrypted: values.encrypted } : {}),
    ...(subnets.length === 0 ? {} : { subnets }),
    ...(mtu === undefined ? {} : { mtu }),
    ...(options === undefined ? {} : { options }),
    ...(changed.has("attachable") ? { attachable: values.attachable ?? false } : {}),
    ...(changed.has("internal") ? { internal: values.internal ?? false } : {}),
    ...(labels === undefined ? {} : { labels }),
  };
}

function entries(
  flag: string,
  set: Readonly<Record<string, string>>,
  removed: readonly string[],
  faults: string[],
): Record<string, string | null> | undefined {
  for (const key of removed) {
    if (key.trim() === "") faults.push(`A --${flag}-rm is empty`);
    else if (Object.hasOwn(set, key)) {
      faults.push(`--${flag} sets ${inline(key)} and --${flag}-rm removes it: use one of them`);
    }
  }
  if (Object.keys(set).length + removed.length === 0) return undefined;
  return { ...set, ...Object.fromEntries(removed.map((key) => [key, null])) };
}

function labelsOf(list: readonly string[], faults: string[]): Record<string, string> {
  return Object.fromEntries(list.flatMap((text) => {
    const at = text.indexOf("=");
    const key = at < 0 ? text : text.slice(0, at);
    if (key.trim() === "") faults.push("A --label has no key");
    return key.trim() === "" ? [] : [[key, at < 0 ? "" : text.slice(at + 1)]];
  }));
}
