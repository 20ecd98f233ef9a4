import { shellLine } from "../base/shell.ts";
import { formatPrefix } from "../swarm/cidr.ts";
import type { Network, Swarm } from "../swarm/model.ts";
import { subnetsOf } from "../swarm/occupants.ts";
import { pickSubnet } from "../swarm/pool.ts";
import type { Report, View } from "./rule.ts";
import { isPlanned } from "./subjects.ts";

/**
 * Advice to change a network of a running swarm, with the command that shows how its services would stay up. A stack file
 * is changed where it stands, so there the rule's own advice holds. `text` says what; `flags` are those of `replace`.
 */
export function replaced(
  view: View,
  one: Network,
  text: string,
  flags: readonly string[],
): Pick<Report, "fix"> {
  if (view.scope === "stack") return {};
  if (isPlanned(view, one)) {
    const [flag, value] = flags;
    const without = flag === "--opt-rm";
    return { fix: { text: without ? `Leave --opt ${value} out` : shellLine(flags) } };
  }
  const words = one.ingress
    ? ["docker", "swarmnet", "ingress", "replace", "--dry-run", "--allow-gap", ...flags]
    : ["docker", "swarmnet", "replace", "--dry-run", ...flags, one.name];
  return { fix: { text, commands: [shellLine(words)] } };
}

/** As `replaced`, with a subnet of the same size that nothing known overlaps; the rule's own advice where there is none. */
export function resubnetted(view: View, one: Network): Pick<Report, "fix"> {
  const own = subnetsOf(one).find((block) => block.family === 4);
  const free = view.scope === "stack" || own === undefined ? null : freeSubnet(view.swarm, own.bits);
  if (free === null) return {};
  const text =
    "Move it to a subnet that nothing overlaps as far as can be seen from here; its services stay up";
  return replaced(view, one, text, ["--subnet", free]);
}

/** A free subnet of /`bits` as text; null when there is none. */
export function freeSubnet(swarm: Swarm, bits: number): string | null {
  const free = pickSubnet(swarm, { prefix: bits });
  return free === null ? null : formatPrefix(free);
}
