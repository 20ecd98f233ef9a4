import { type ExitCode, Failure, messageOf } from "../base/errors.ts";
import type { Context } from "../cli/context.ts";
import { DOCKER_SERVICE_FLAGS } from "../docker/service_flags.gen.ts";
import { readDockerWords } from "../docker/service_arguments.ts";
import { readSettings } from "../config/settings.ts";
import { redactCredentials } from "../swarm/redact_text.ts";
import { singleLine } from "../terminal/boundary.ts";
import type { Problem } from "../plan/preflight/problem.ts";
import { reportProblems } from "./report_problems.ts";
import { checkServiceWords } from "../plan/preflight/service_check.ts";
import { saysNothing, serviceWords } from "../plan/service_request.ts";

/**
 * Checks the network part of a `docker service create` or `update`, then has docker run the very same words and gives its
 * exit code. Nothing is run when docker or swarm would refuse; nothing is checked where docker's help was asked for, the
 * words cannot be read, or no network, port or endpoint mode stands in them. Throws `Quiet`.
 */
export async function runDockerService(
  ctx: Context,
  kind: "create" | "update",
  words: readonly string[],
): Promise<ExitCode> {
  const problems = await check(ctx, kind, words);
  reportProblems(ctx.io, problems);
  return await ctx.runDocker(["service", kind, ...words]) as ExitCode;
}

async function check(ctx: Context, kind: "create" | "update", words: readonly string[]): Promise<Problem[]> {
  // docker service create takes the words of another command behind the image; update takes one operand.
  const read = readDockerWords(DOCKER_SERVICE_FLAGS[kind], words, kind === "update");
  if ("unreadable" in read) {
    ctx.io.warn(`The networks and ports were not checked: ${singleLine(read.unreadable)}`);
    return [];
  }
  const said = serviceWords(kind, read);
  if (read.help || saysNothing(said)) return [];
  const { "require-encryption": policy } = await readSettings(ctx);
  try {
    const swarm = await ctx.swarm({});
    return checkServiceWords(swarm, kind, said, { require: policy.value, origin: policy.origin });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // docker meets the same engine and says why itself.
    ctx.io.warn(
      `The networks and ports were not checked: ${singleLine(redactCredentials(messageOf(error)))}`,
    );
    return [];
  }
}
