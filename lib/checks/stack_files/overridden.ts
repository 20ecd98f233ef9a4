import type { Stack, StackNetwork } from "../../stack/index.ts";

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
