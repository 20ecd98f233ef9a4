import type { Problem } from "../../plan/create/problem.ts";
import { bold } from "../../terminal/style.ts";

/** A problem as every failure is shown: what, why, next. Several lines, without the last line's end. */
export function problemText({ what, why, fix }: Pick<Problem, "what" | "why" | "fix">): string {
  return `${what}\n  ${bold("Why:")}  ${why}\n  ${bold("Next:")} ${fix}`;
}
