import { wordsOf } from "../base/advice.ts";
import { adviser, type CallWords } from "../base/advice.ts";
import { UsageError } from "../base/errors.ts";
import { readBounded } from "../base/read_bounded.ts";
import { atBoundary, singleLine } from "./boundary.ts";
import { type ColorChoice, wantsColor } from "./color.ts";
import type { Io, ProgressArea } from "./io.ts";
import { linesProgress, type Size, terminalProgress } from "./progress.ts";
import { displayWidth } from "./width.ts";
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

/**
 * Columns that docker's help is laid out in: those of the terminal on standard input, else 80 (docker/cli cli/cobra.go asks
 * stdin, so that help through a pager keeps the terminal's width).
 */
export function stdinWidth(): number {
  if (!Deno.stdin.isTerminal()) return 80;
  try {
    const { columns } = Deno.consoleSize();
    return columns > 0 ? columns : 80;
  } catch {
    return 80;
  }
}

type Input = { readonly readable: ReadableStream<Uint8Array> };

/**
 * Waits for one line on a terminal: y or Y is yes, anything else and end of input is no. Rejects with the signal's reason
 * when aborted, after `newline` so that the shell's prompt starts on a new line.
 */
export async function ask(input: Input, signal: AbortSignal, newline: () => void): Promise<boolean> {
  signal.throwIfAborted();
  const reader = input.readable.getReader();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => {
    newline();
    reject(signal.reason);
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    let line = "";
    const decoder = new TextDecoder();
    while (!line.includes("\n")) {
      const { value, done } = await Promise.race([reader.read(), aborted]);
      if (done) {
        newline();
        break;
      }
      line += decoder.decode(value, { stream: true });
    }
    return /^\s*[yY]\s*$/.test(line.split("\n")[0] ?? "");
  } finally {
    signal.removeEventListener("abort", abort);
    reader.releaseLock();
  }
}

/** What stands before the words of a line: "  Why:  ", "WARNING: "; style marks belong to it. */
const LABEL = /^[\uFDD0-\uFDEF ]*[A-Z][A-Za-z]*:[\uFDD0-\uFDEF]* +/;
/** A label of advice: a command may stand right behind it. */
const ADVICE = /(?:Next|Fix):/;
/** Two blanks inside a line: columns, which are not for breaking. */
const COLUMNS = /\S {2}/;

/**
 * Talk for a terminal of this width: lines that are too long are broken at blanks and go on under their own words, where the
 * terminal would break inside a word and go on at the left edge.
 */
export function wrapTalk(text: string, width: number): string {
  return text.split("\n").map((line) => displayWidth(line) <= width ? line : wrapLine(line, width)).join(
    "\n",
  );
}

function wrapLine(line: string, width: number): string {
  const label = LABEL.exec(line)?.[0] ?? /^ */.exec(line)![0];
  const rest = line.slice(label.length);
  if (COLUMNS.test(rest)) return line;
  const hang = label.trim() === "" ? label + "  " : " ".repeat(displayWidth(label));
  if (ADVICE.test(label) && rest.startsWith("docker ")) return line;
  const words = wordsOf(rest);
  const lines: string[] = [];
  let current = label + words[0]!;
  for (const word of words.slice(1)) {
    if (displayWidth(current) + 1 + displayWidth(word) <= width) current += ` ${word}`;
    else {
      lines.push(current);
      current = hang + word;
    }
  }
  return [...lines, current].join("\n");
}

/** A question as it is shown: each entry is one line, whatever is in it. */
export function questionText(question: string | readonly string[]): string {
  return `${[question].flat().map(singleLine).join("\n")} [y/N] `;
}
