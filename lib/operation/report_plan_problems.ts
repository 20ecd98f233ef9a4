import type { Advise } from "../base/advice.ts";
import type { Io } from "../terminal/io.ts";
import { inline, singleLine } from "../terminal/boundary.ts";
import { bold } from "../terminal/style.ts";
import type { Plan, PlanProblem } from "../plan/model.ts";

/** Prints what should be known about a plan before it runs, to standard error. */
export function reportPlanWarnings(io: Io, plan: Plan): void {
  for (const one of plan.problems) if (one.level === "warning") io.warn(textOf(one, io.advise));
}

/** What has to be done by hand after a plan is through; said again at the end of one that was gone on with. */
const REMINDERS: ReadonlySet<string> = new Set(["stack-file-name"]);

/** Prints the warnings of a plan that ask for something afterwards. */
export function reportReminders(io: Io, plan: Plan): void {
  for (const one of plan.problems) if (REMINDERS.has(one.id)) io.warn(textOf(one, io.advise));
}

/** Prints everything that stops a plan, each with its cause and way out, to standard error; false: nothing does. */
export function reportPlanBlockers(io: Io, plan: Plan): boolean {
  const blockers = plan.problems.filter((one) => one.level === "error");
  if (blockers.length === 0) return false;
  io.err(`${inline(plan.title)}: ${count(blockers.length)} in the way, nothing was sent\n\n`);
  io.err(`${blockers.map((one) => textOf(one, io.advise)).join("\n\n")}\n`);
  return true;
}

function count(problems: number): string {
  return problems === 1 ? "1 problem is" : `${problems} problems are`;
}

function textOf(problem: PlanProblem, advise: Advise): string {
  const [what, why, fix] = [problem.what, problem.why, advise(problem.fix)].map(singleLine);
  const gap = problem.gap === undefined ? "" : `\n  ${bold("Gap:")}  ${singleLine(problem.gap)}`;
  return `${what}\n  ${bold("Why:")}  ${why}${gap}\n  ${bold("Next:")} ${fix}`;
}
