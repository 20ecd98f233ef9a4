import type { Advise } from "../base/advice.ts";
import { EXIT, Quiet } from "../base/errors.ts";
import type { Io } from "../terminal/io.ts";
import { singleLine } from "../terminal/boundary.ts";
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
    if (problem.level === "warning" && options.warnings) io.warn(textOf(problem, io.advise));
  }
  for (const problem of problems) if (problem.level === "error") io.err(`${textOf(problem, io.advise)}\n`);
  if (hasErrors(problems)) throw new Quiet(EXIT.usage);
}

function textOf(problem: Problem, advise: Advise): string {
  const [what, why, fix] = [problem.what, problem.why, advise(problem.fix)].map(singleLine);
  return `${what}\n  ${bold("Why:")}  ${why}\n  ${bold("Next:")} ${fix}`;
}
