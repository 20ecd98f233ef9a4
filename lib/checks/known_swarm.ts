import type { View } from "./rule.ts";

/** Reason to skip what cannot be judged from a file alone. */
export const NEEDS_SWARM =
  "needs the swarm the file would be deployed on: add --against live or --against SNAPSHOT";

/** Whether there is a swarm to look at: always in live scope, in stack scope with `--against` (every swarm has nodes). */
export function hasSwarm(view: View): boolean {
  return view.scope === "live" || view.nodes.length > 0;
}
