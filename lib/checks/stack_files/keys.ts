import type { Report, View } from "../rule.ts";
import type { Stack, StackNetwork } from "../../stack/index.ts";

/** Reports each key of a service that deploy ignores; `instead` says for each such key what to do. */
export function reportIgnored(
  view: View,
  report: (finding: Report) => void,
  instead: Readonly<Record<string, string>>,
): void {
  for (const service of view.stack?.services ?? []) {
    for (const { key, at } of service.keys) {
      if (!Object.hasOwn(instead, key)) continue;
      report({
        object: { kind: "service", name: service.name },
        message: `Service ${service.name} has ${key}, which deploy ignores: ${instead[key]}`,
        at,
        part: key,
      });
    }
  }
}

/** Whether a dotted path leads to a network's name in the swarm. A key with a dot names no network that swarm accepts. */
export function isNetworkName(path: string): boolean {
  return /^networks\.[^.]+(?:\.external)?\.name$/.test(path);
}

type Written = Stack["merge"]["replacedNetworks"][number]["before"];

/** A network that a later file named again, so that everything the earlier one said of it is gone. */
export interface Overridden {
  /** As the earlier file had it. */
  before: Written;
  /** As it will be created. */
  final: StackNetwork;
  /** Where the later file names it. */
  at: Stack["merge"]["replacedNetworks"][number]["after"]["at"];
}

/** Networks that deploy will create and that several files name. */
export function overriddenNetworks(stack: Stack | undefined): Overridden[] {
  const finals = new Map(stack?.networks.map((one) => [one.key, one]));
  return (stack?.merge.replacedNetworks ?? []).flatMap(({ key, before, after }) => {
    const final = finals.get(key);
    return final === undefined ? [] : [{ before, final, at: after.at }];
  });
}
