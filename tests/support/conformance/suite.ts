/**
 * What Docker engines do, as far as this project depends on it: run against the fake engine (so that it cannot drift) and
 * against real ones. Every behaviour starts from a swarm without networks, services and configs of its own and leaves none behind.
 */
import { ADDRESSES } from "./addresses.ts";
import { CONFIGS } from "./configs.ts";
import { ENGINE } from "./engine.ts";
import { NETWORKS } from "./networks.ts";
import { SERVICES } from "./services.ts";
import { type Behaviour, clean, majorOf, type Subject } from "./subject.ts";
import { UPDATES } from "./updates.ts";

const BEHAVIOURS: readonly Behaviour[] = [
  ...ENGINE,
  ...NETWORKS,
  ...SERVICES,
  ...ADDRESSES,
  ...UPDATES,
  ...CONFIGS,
];

/** The behaviours that engines of this version show. */
export function behavioursOf(subject: Subject): Behaviour[] {
  const major = majorOf(subject);
  return BEHAVIOURS.filter(({ from = 0, before = Infinity }) => major >= from && major < before);
}

/** Runs one, and cleans up whatever happens. */
export async function tryOut(subject: Subject, behaviour: Behaviour): Promise<void> {
  try {
    await behaviour.run(subject);
  } finally {
    await clean(subject);
  }
}
