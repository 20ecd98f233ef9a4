import type { Advise } from "../../lib/base/advice.ts";
import { advisedFindings } from "../../lib/checks/advised.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { shellLine } from "../../lib/base/shell.ts";
import type { Context } from "../../lib/cli/context.ts";
import { type ChangeCheckOptions, readChangeSettings } from "./change_checks.ts";
import { readVariables, StackReader } from "./lint_stacks.ts";
import type { LoadResult } from "../../lib/stack/index.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { inline } from "../../lib/terminal/boundary.ts";
import type { StackPlan, StackPlanOptions } from "../../lib/plan/stack/model.ts";
import { planStack } from "../../lib/plan/stack/plan_stack.ts";

/** A stack's files and how to compare them with a swarm. */
export interface StackRequest extends StackPlanOptions, Pick<ChangeCheckOptions, "ignore"> {
  stack: string;
  /** Paths as given; "-" is standard input. */
  files: readonly string[];
  envFiles: readonly string[];
  /** Value of --from; undefined means the engine. */
  from: string | undefined;
}

/**
 * Loads the files as deploy would, reads the swarm and compares the two. Throws `UsageError` with every reason, by file and
 * line, where deploy could not take the files either.
 */
export async function stackReport(
  ctx: Context,
  request: StackRequest,
): Promise<{ report: StackPlan; swarm: Swarm }> {
  const settings = await readChangeSettings(ctx, request);
  const reader = new StackReader(ctx, await readVariables(ctx, request.envFiles));
  const job = { name: request.stack, paths: [...request.files] };
  const read = await reader.read(job);
  if ("unreadable" in read) throw refused("cannot be read", read.unreadable, request, "Check what -c names");
  const loaded = await reader.load(job, read.files);
  if ("unreadable" in loaded) throw refused("cannot be read", loaded.unreadable, request);
  const { stack, problems } = loaded;
  if (stack === undefined || problems.length > 0) {
    throw refused("would be refused by docker stack deploy", lines(problems), request);
  }
  const swarm = await ctx.swarm({ from: request.from, inspect: true });
  return { report: planStack({ ...loaded, stack }, swarm, request, settings), swarm };
}

/** `next` is what to do where lint, which shows what is wrong inside the files, cannot tell more. */
function refused(
  how: string,
  why: readonly string[],
  { files, stack }: StackRequest,
  next?: string,
): UsageError {
  const words = files.flatMap((file) => ["-c", file]);
  return new UsageError(files.length === 1 ? `The stack file ${how}` : `The stack files ${how}`, {
    why,
    next: next ?? inline(shellLine(["docker", "swarmnet", "lint", ...words, "--stack", stack])),
  });
}

function lines(problems: LoadResult["problems"]): string[] {
  return problems.map(({ at, message }) => `${inline(at.file)}:${at.line}:${at.column}: ${inline(message)}`);
}

/** A report whose fixes are for this call. */
export function advisedReport(report: StackPlan, advise: Advise): StackPlan {
  return { ...report, plan: { ...report.plan, findings: advisedFindings(report.plan.findings, advise) } };
}

/** The command that deploys the same files; a comment says which variables it needs. */
export function deployCommand(
  { stack, files, envFiles = [] }: { stack: string; files: readonly string[]; envFiles?: readonly string[] },
): string {
  const words = ["docker", "stack", "deploy", ...files.flatMap((file) => ["-c", file]), stack];
  const variables = envFiles.length === 0 ? "" : `  # with the variables of ${envFiles.join(" and ")} set`;
  return shellLine(words) + variables;
}
