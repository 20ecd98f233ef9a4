import { type Drift, driftOf } from "../../stack/network_drift.ts";
import type { StackNetwork } from "../../stack/index.ts";
import type { Network } from "../../swarm/model.ts";

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

/** What deploy would silently ignore of a declared network that is there already, in words; encryption first. */
export function differences(written: StackNetwork, live: Network): Difference[] {
  return driftOf(written, live).map((drift) => ({
    field: fieldOf(drift),
    file: shown(drift, drift.file),
    swarm: shown(drift, drift.live),
    path: drift.path,
  }));
}

function fieldOf({ kind, key }: Drift): string {
  if (kind === "option") return `driver option ${key}`;
  return kind === "label" ? `label ${key}` : kind;
}

function shown({ kind }: Drift, value: string | undefined): string {
  if (kind === "option" || kind === "label") return value === undefined ? "nothing" : JSON.stringify(value);
  return value ?? "false";
}
