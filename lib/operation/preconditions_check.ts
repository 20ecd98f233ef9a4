import type { JournalEntry } from "./model.ts";

/** How far an operation is: its journal, folded. */
export interface Standing {
  done: Set<string>;
  /** Begun and not known to have ended. */
  pending: Set<string>;
  /** IDs of networks by the step that made them. */
  made: Map<string, string>;
  /** The last entry, where it was an end. */
  end: { event: "stopped" | "failed" | "finished"; why: string } | undefined;
}

/** Nothing begun. */
export function freshStanding(): Standing {
  return { done: new Set(), pending: new Set(), made: new Map(), end: undefined };
}

/** What a journal comes to. */
export function standingOf(entries: readonly JournalEntry[]): Standing {
  const standing = freshStanding();
  for (const entry of entries) fold(standing, entry);
  return standing;
}

/** Adds one entry. A step that is begun again, because somebody took it back, is pending again. */
export function fold(standing: Standing, entry: JournalEntry): void {
  switch (entry.event) {
    case "before":
      standing.done.delete(entry.step);
      standing.pending.add(entry.step);
      standing.end = undefined;
      break;
    case "after":
      standing.pending.delete(entry.step);
      standing.done.add(entry.step);
      if (entry.made !== undefined) standing.made.set(entry.step, entry.made);
      standing.end = undefined;
      break;
    case "finished":
      standing.end = { event: "finished", why: "" };
      break;
    default:
      standing.end = { event: entry.event, why: entry.why };
  }
}

/** What two journals of the same operation know together: what is done in one of them is done. */
export function merged(one: Standing, other: Standing): Standing {
  const done = new Set([...one.done, ...other.done]);
  const pending = [...one.pending, ...other.pending].filter((step) => !done.has(step));
  const ends = [one.end, other.end];
  return {
    done,
    pending: new Set(pending),
    made: new Map([...one.made, ...other.made]),
    end: ends.find((end) => end?.event === "finished") ?? ends[0] ?? ends[1],
  };
}
