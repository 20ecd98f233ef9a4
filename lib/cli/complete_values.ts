import type { Completes } from "./command.ts";
import { type Candidate, Directive, type Suggestion } from "./complete_render.ts";

/** Names that exist right now, or in what `--from` names. Rejections count as none. */
export type LiveNames = (
  kind: Exclude<Completes, "file" | "directory" | "none">,
  signal: AbortSignal,
  from?: string,
) => Promise<Candidate[]>;

/** What a word of this kind can be. Files and directories are the shell's work. */
export async function candidatesOf(kind: Completes, typed: string, live: LiveNames): Promise<Suggestion> {
  switch (kind) {
    case "file":
      return { candidates: [], directive: 0 };
    case "directory":
      return { candidates: [], directive: Directive.directories };
    case "none":
      return { candidates: [], directive: Directive.noFiles };
    default: {
      const found = await inTime((signal) => live(kind, signal), []);
      // What looks like a flag would be one on the command line.
      const names = found.filter((one) => one.text.startsWith(typed) && !one.text.startsWith("-"));
      const candidates = names.sort((a, b) => a.text < b.text ? -1 : 1);
      return { candidates, directive: Directive.noFiles };
    }
  }
}

/** A Tab press must not hang when the engine does not answer. */
const LIVE_LIMIT_MS = 400;

/** What `work` gives, or `otherwise` when it fails or takes longer; its signal is aborted then. */
export async function inTime<T>(work: (signal: AbortSignal) => Promise<T>, otherwise: T): Promise<T> {
  const limit = AbortSignal.timeout(LIVE_LIMIT_MS);
  const late = new Promise<T>((resolve) => limit.addEventListener("abort", () => resolve(otherwise)));
  try {
    return await Promise.race([work(limit), late]);
  } catch {
    return otherwise;
  }
}
