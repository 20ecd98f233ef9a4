import type { JournalEntry } from "./model.ts";

/** How far an operation is: its journal, folded. */
export interface OperationProgress {
  done: Set<string>;
  /** Begun and not known to have ended. */
  pending: Set<string>;
  /** IDs of networks by the step that made them. */
  made: Map<string, string>;
  /** The last entry, where it was an end. */
  end: { event: "stopped" | "failed" | "finished"; why: string } | undefined;
}

/** Nothing begun. */
export function noProgress(): OperationProgress {
  return { done: new Set(), pending: new Set(), made: new Map(), end: undefined };
}

/** What a journal comes to. */
export function progressOf(entries: readonly JournalEntry[]): OperationProgress {
  const progress = noProgress();
  for (const entry of entries) fold(progress, entry);
  return progress;
}

/** Adds one entry. A step that is begun again, because somebody took it back, is pending again. */
export function fold(progress: OperationProgress, entry: JournalEntry): void {
  switch (entry.event) {
    case "before":
      progress.done.delete(entry.step);
      progress.pending.add(entry.step);
      progress.end = undefined;
      break;
    case "after":
      progress.pending.delete(entry.step);
      progress.done.add(entry.step);
      if (entry.made !== undefined) progress.made.set(entry.step, entry.made);
      progress.end = undefined;
      break;
    case "finished":
      progress.end = { event: "finished", why: "" };
      break;
    default:
      progress.end = { event: entry.event, why: entry.why };
  }
}

/** What two journals of the same operation know together: what is done in one of them is done. */
export function merged(one: OperationProgress, other: OperationProgress): OperationProgress {
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
