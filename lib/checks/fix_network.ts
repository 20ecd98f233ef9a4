import { shellLine } from "../base/shell.ts";
import { formatPrefix, parsePrefix } from "../swarm/cidr.ts";
import type { Network } from "../swarm/model.ts";
import { subnetsOf } from "../swarm/occupants.ts";
import { pickSubnet } from "../swarm/pool.ts";
import { hasSwarm } from "./known_swarm.ts";
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
    const [removed, others] = flags[0] === "--opt-rm" ? [flags[1], flags.slice(2)] : [undefined, flags];
    if (removed === undefined) return { fix: { text: shellLine(others) } };
    const instead = others.length === 0 ? "" : `, and write ${shellLine(others)}`;
    return { fix: { text: `Leave --opt ${removed} out${instead}` } };
  }
  const words = one.ingress
    ? ["docker", "swarmnet", "ingress", "replace", "--dry-run", "--allow-gap", ...flags]
    : ["docker", "swarmnet", "replace", "--dry-run", ...flags, one.name];
  return { fix: { text, commands: [shellLine(words)] } };
}

/** As `replaced`, with a subnet of the same size that nothing known overlaps; the rule's own advice where there is none. */
export function resubnetted(view: View, one: Network): Pick<Report, "fix"> {
  const own = subnetsOf(one).find((block) => block.family === 4);
  const free = own === undefined || !hasSwarm(view) ? null : freeSubnet(view, own.bits);
  if (free === null) return {};
  if (view.scope === "stack") {
    return isPlanned(view, one) ? { fix: { text: `Write subnet: ${free}, or leave it out` } } : {};
  }
  const text =
    "Move it to a subnet that nothing overlaps as far as can be seen from here; its services stay up";
  return replaced(view, one, text, ["--subnet", free]);
}

/** A free subnet of /`bits` as text, in a range that the configuration allows; null when there is none. */
export function freeSubnet(view: View, bits: number): string | null {
  const allowed = view.policy.allowedSubnets.flatMap((text) => parsePrefix(text) ?? []);
  const free = pickSubnet(view.swarm, { prefix: bits }, allowed);
  return free === null ? null : formatPrefix(free);
}
