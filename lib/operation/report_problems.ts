import { EXIT, Quiet } from "../base/errors.ts";
import type { Io } from "../terminal/io.ts";
import { bold } from "../terminal/style.ts";
import { hasErrors, type Problem } from "../plan/preflight/problem.ts";

/**
 * Prints problems to standard error, errors last. Throws `Quiet` (exit 125) when one of them stops the change; then nothing
 * has been sent.
 */
export function reportProblems(
  io: Io,
  problems: readonly Problem[],
  options: { warnings: boolean } = { warnings: true },
): void {
  for (const problem of problems) {
    if (problem.level === "warning" && options.warnings) io.warn(textOf(problem));
  }
  for (const problem of problems) if (problem.level === "error") io.err(`${textOf(problem)}\n`);
  if (hasErrors(problems)) throw new Quiet(EXIT.usage);
}

function textOf(problem: Problem): string {
  return `${problem.what}\n  ${bold("Why:")}  ${problem.why}\n  ${bold("Next:")} ${problem.fix}`;
}
