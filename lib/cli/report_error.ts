import type { Advise } from "../base/advice.ts";
import { EXIT, type ExitCode, Failure, messageOf } from "../base/errors.ts";
import type { Io } from "../terminal/io.ts";
import { BrokenPipe } from "../terminal/write_all.ts";
import { redactCredentials } from "../swarm/redact_text.ts";
import { bold, red } from "../terminal/style.ts";
import { CommandLineError } from "./parse.ts";

/** 128 + SIGPIPE: what a shell expects of a program whose reader has gone. */
export const BROKEN_PIPE_EXIT = 141;

/**
 * Says what failed, why, and what next on standard error, and gives the exit code: the one table from error to code.
 * Stack traces only with `debug`. Credentials in what failed and why are taken out: errors are copied into tickets and logs.
 */
export function reportError(error: unknown, io: Io, debug: boolean): ExitCode | typeof BROKEN_PIPE_EXIT {
  if (error instanceof BrokenPipe) return BROKEN_PIPE_EXIT;
  try {
    if (error instanceof Failure) {
      if (error.message !== "") io.err(failureText(error, io.advise));
      if (debug && error.cause !== undefined) io.err(`${stackOf(error.cause)}\n`);
      return error.exit;
    }
    io.err(`${red("Internal error")}: ${redactCredentials(messageOf(error))}\n`);
    io.err(
      "  This is a defect of swarmnet. Run again with 'docker -D swarmnet ...' and report what it prints.\n",
    );
    if (debug) io.err(`${stackOf(error)}\n`);
  } catch (second) {
    if (second instanceof BrokenPipe) return BROKEN_PIPE_EXIT;
    throw second;
  }
  return EXIT.failed;
}

function failureText(failure: Failure, advise: Advise): string {
  let text = `${redactCredentials(failure.message)}\n`;
  if (failure instanceof CommandLineError) {
    for (const line of failure.next) text += `${advise(line)}\n`;
    return `${text}\nUsage:  ${failure.usage}\n\nRun '${failure.command} --help' for more information\n`;
  }
  if (failure.why !== undefined) text += `  ${bold("Why:")}  ${indented(redactCredentials(failure.why))}\n`;
  for (const next of failure.next) text += `  ${bold("Next:")} ${indented(advise(next))}\n`;
  return text;
}

/** Further lines stand under the first one. */
function indented(text: string): string {
  return text.replaceAll("\n", "\n        ");
}

function stackOf(error: unknown): string {
  return redactCredentials(error instanceof Error ? error.stack ?? error.message : String(error));
}
