import { adviser, type CallWords } from "../base/advice.ts";
import { UsageError } from "../base/errors.ts";
import { readBounded } from "../base/read_bounded.ts";
import { atBoundary } from "./boundary.ts";
import type { ColorChoice } from "./color.ts";
import { wantsColor } from "./color.ts";
import { ask, questionText } from "./confirm.ts";
import type { Io, ProgressArea } from "./io.ts";
import { linesProgress, type Size, terminalProgress } from "./progress.ts";
import { wrapTalk } from "./wrap_talk.ts";
import { writeResult, writeTalk } from "./write_all.ts";

/** Of the terminal on stdout (else stderr); 80 by 24 when there is none or it does not know its size. */
function terminalSize(): Size {
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
  } catch {
    return { columns: 80, rows: 24 };
  }
}

/** What the streams are made for. */
export interface IoOptions {
  color?: ColorChoice;
  /** The words of the call that choose the engine. */
  call?: CallWords;
}

/** The process's own streams. `env` decides colour (NO_COLOR, CLICOLOR_FORCE, TERM). */
export function realIo(
  env: { get(name: string): string | undefined },
  { color = "auto", call = { all: [], config: [] } }: IoOptions = {},
): Io {
  const terminals = {
    stdin: Deno.stdin.isTerminal(),
    stdout: Deno.stdout.isTerminal(),
    stderr: Deno.stderr.isTerminal(),
  };
  const stdout = { terminal: terminals.stdout, color: wantsColor(color, terminals.stdout, env) };
  const stderr = { terminal: terminals.stderr, color: wantsColor(color, terminals.stderr, env) };
  const err = (text: string) => {
    const laidOut = terminals.stderr ? wrapTalk(text, terminalSize().columns) : text;
    writeTalk(Deno.stderr, atBoundary(laidOut, stderr.color));
  };
  return {
    stdin: { terminal: terminals.stdin },
    stdout,
    stderr,
    get width() {
      return terminals.stdout || terminals.stderr ? terminalSize().columns : 80;
    },
    advise: adviser(call),
    out: (text) => writeResult(Deno.stdout, atBoundary(text, stdout.color)),
    err,
    warn: (text) => err(`WARNING: ${text}\n`),
    progress: (): ProgressArea =>
      terminals.stderr && env.get("TERM") !== "dumb"
        ? terminalProgress((raw) => writeTalk(Deno.stderr, raw), terminalSize, stderr.color)
        : linesProgress(err),
    confirm: (question, signal, skip = "--yes") => {
      if (!terminals.stdin || !terminals.stderr) {
        return Promise.reject(
          new UsageError("Cannot ask for confirmation: there is no terminal", {
            why: "This changes a running swarm, and standard input or standard error is not a terminal",
            next: `Look at what it would do with --dry-run, then add ${skip}`,
          }),
        );
      }
      err(questionText(question));
      return ask(Deno.stdin, signal, () => err("\n"));
    },
    readStdin,
  };
}

async function readStdin(limit: number): Promise<Uint8Array> {
  const bytes = await readBounded(Deno.stdin, limit);
  if (bytes !== undefined) return bytes;
  throw new UsageError(`Standard input is larger than ${limit} bytes`);
}
