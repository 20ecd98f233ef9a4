import type { Advise } from "../base/advice.ts";

/**
 * The streams of a command. Results go to `out`, talk (warnings, progress, questions) to `err`.
 * Everything written passes one boundary (`boundary.ts`): control characters, C1 and bidi controls of swarm text are
 * escaped there, style marks (`style.ts`) become ANSI or vanish. No other module writes to a stream.
 */
export interface Io {
  readonly stdin: { readonly terminal: boolean };
  readonly stdout: { readonly terminal: boolean; readonly color: boolean };
  readonly stderr: { readonly terminal: boolean; readonly color: boolean };
  /** Columns to lay text out in: the terminal's width, else 80. */
  readonly width: number;
  /** Advice as it runs when it is pasted: its docker commands carry the --context or -H of this call (base/advice.ts). */
  readonly advise: Advise;
  /** Writes a result, as is: the caller ends its lines. Throws `BrokenPipe` (handled in main.ts) when nobody reads. */
  out(text: string): void;
  /** Writes talk to standard error, as is. */
  err(text: string): void;
  /** One line `WARNING: …` on standard error; the text may have several lines. */
  warn(text: string): void;
  /** Shows lines in place on a terminal (rewritten by the next call), plain lines that have changed elsewhere. */
  progress(): ProgressArea;
  /**
   * Asks on standard error, one entry a line, and waits for y or Y. Rejects with `UsageError` naming `skip` (the command's flag that answers
   * beforehand, `--yes` unless said) when standard input or standard error is not a terminal; with `Interrupted` on
   * Ctrl-C. End of input is no.
   */
  confirm(question: string | readonly string[], signal: AbortSignal, skip?: string): Promise<boolean>;
  /** All of standard input as bytes, at most `limit` of them. */
  readStdin(limit: number): Promise<Uint8Array>;
}

/** Lines that are shown while something runs. */
export interface ProgressArea {
  /** Replaces what is shown. One entry a line, without newline; entries are cut to the width on a terminal. */
  show(lines: string[]): void;
  /** Leaves the last lines standing and ends the area. */
  done(): void;
}
