import type { Problem } from "../../plan/create/problem.ts";
import { singleLine } from "../../terminal/boundary.ts";
import { bold } from "../../terminal/style.ts";

/** A problem as every failure is shown: what, why, next. Several lines, without the last line's end. */
export function problemText(problem: Pick<Problem, "what" | "why" | "fix">): string {
  const [what, why, fix] = [problem.what, problem.why, problem.fix].map(singleLine);
  return `${what}\n  ${bold("Why:")}  ${why}\n  ${bold("Next:")} ${fix}`;
}
