import type { Purpose } from "./model.ts";

/** Label of everything that a run makes; its value is the run's ID. */
export const HELPER_LABEL = "swarmnet.helper";
/** What the run is for. */
const PURPOSE_LABEL = "swarmnet.purpose";
/** Seconds since the epoch after which nothing of the run can still be at work. */
export const UNTIL_LABEL = "swarmnet.until";

/** What tells one run from all others. */
export interface RunIdentity {
  /** 12 hexadecimal digits. */
  id: string;
  purpose: Purpose;
  /** Seconds since the epoch: see `UNTIL_LABEL`. */
  until: number;
  /** 32 hexadecimal digits that every line of this run's helpers carries. */
  nonce: string;
}

/** Labels of an object of this run. */
export function labelsOf({ id, purpose, until }: RunIdentity): Record<string, string> {
  return { [HELPER_LABEL]: id, [PURPOSE_LABEL]: purpose, [UNTIL_LABEL]: String(until) };
}

/** Name of an object of this run: unique in the swarm, and it says what it is to whoever lists services. */
export function nameOf({ id, purpose }: RunIdentity, role: string): string {
  return `swarmnet-${purpose}-${id}-${role}`;
}
