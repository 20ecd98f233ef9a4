import { shellLine } from "../base/shell.ts";
import type { Fix, Report, View } from "./rule.ts";
import { ALLOW_PLAIN } from "./subjects.ts";
import { formatPrefix } from "../swarm/cidr.ts";
import type { Network, Swarm } from "../swarm/model.ts";
import { subnetsOf } from "../swarm/occupants.ts";
import { pickSubnet } from "../swarm/pool.ts";

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
  if (view.scope !== "live") return {};
  const words = one.ingress
    ? ["docker", "swarmnet", "ingress", "replace", "--dry-run", "--allow-gap", ...flags]
    : ["docker", "swarmnet", "replace", "--dry-run", ...flags, one.name];
  return { fix: { text, commands: [shellLine(words)] } };
}

/** As `replaced`, with a subnet of the same size that nothing known overlaps; the rule's own advice where there is none. */
export function resubnetted(view: View, one: Network): Pick<Report, "fix"> {
  const own = subnetsOf(one).find((block) => block.family === 4);
  const free = view.scope !== "live" || own === undefined ? null : freeSubnet(view.swarm, own.bits);
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

/**
 * What is to be done about a plain overlay: a file gets the option, a network that exists is moved (its options and labels
 * cannot be changed). `waivable`: or it is said that the network may stay plain.
 */
export function encryptFix(view: View, one: Network, { waivable }: { waivable: boolean }): Fix {
  // A network that a file would only make is called by its name until it exists.
  if (view.scope === "live" || one.id !== one.name) {
    const how = one.ingress ? "in a maintenance window" : "with its services up";
    const waiver = waivable ? "; where it may stay plain, say so under ignore: in .swarmnet.yaml" : "";
    return {
      text: `Move it to encryption ${how}${waiver}`,
      commands: [shellLine(["docker", "swarmnet", "encrypt", one.ingress ? "--ingress" : one.name])],
    };
  }
  const written = view.stack?.networks.find(({ name }) => name === one.name);
  const option = 'driver_opts: {encrypted: ""}';
  const text = written === undefined || written.implicit
    ? `Declare it: networks: {default: {${option}}}`
    : `Add ${option} to networks.${written.key}`;
  return { text: waivable ? `${text}, or labels: {${ALLOW_PLAIN}: REASON} where it may stay plain` : text };
}
