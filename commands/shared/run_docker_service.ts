import type { Flags } from "../../lib/cli/command.ts";
import { DOCKER_SERVICE_FLAGS, type DockerFlag } from "../../lib/docker/service_flags.gen.ts";
import { BadFlag, normalize } from "../../lib/cli/normalize.ts";
import { EXIT, type ExitCode, Failure, messageOf, Quiet } from "../../lib/base/errors.ts";
import { judgeChange } from "../../lib/checks/judge_change.ts";
import type { Context } from "../../lib/cli/context.ts";
import { saysNothing, serviceChange, serviceRequest } from "../../lib/plan/service_request.ts";
import { redactCredentials } from "../../lib/swarm/redact_text.ts";
import { singleLine } from "../../lib/terminal/boundary.ts";
import type { ServiceRequest } from "../../lib/swarm/change/service_request.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { readChangeSettings, reportVerdict } from "./change_checks.ts";
import type { ServiceArguments } from "./service_check_flags.ts";
import { refuseUnresolved } from "./unresolved.ts";

/**
 * Checks what a `docker service create` or `update` says about networks, ports, placement and updates, then has docker run the very same words
 * and gives its exit code. Nothing is checked where docker's help was asked for, the words cannot be read, or they say nothing of that.
 * Throws `Quiet`.
 */
export async function runDockerService(
  ctx: Context,
  kind: "create" | "update",
  words: ServiceArguments,
): Promise<ExitCode> {
  const request = readRequest(ctx, kind, words.docker);
  if (request !== undefined) await refuseFaults(ctx, kind, words, request);
  return await ctx.runDocker(["service", kind, ...words.docker]) as ExitCode;
}

function readRequest(
  ctx: Context,
  kind: "create" | "update",
  words: readonly string[],
): ServiceRequest | undefined {
  // docker service create takes the words of another command behind the image; update takes one operand.
  const read = readDockerArguments(DOCKER_SERVICE_FLAGS[kind], words, kind === "update");
  if ("unreadable" in read) {
    notChecked(ctx, read.unreadable);
    return undefined;
  }
  const isMeant = !read.help && !saysNothing(read) && (kind === "create" || read.operands.length === 1);
  return isMeant ? serviceRequest(kind, read) : undefined;
}

/** The swarm; undefined after a warning where it cannot be read: docker meets the same engine and says why itself. */
async function swarmOf(ctx: Context): Promise<Swarm | undefined> {
  try {
    return await ctx.swarm({});
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    notChecked(ctx, messageOf(error));
    return undefined;
  }
}

function notChecked(ctx: Context, reason: string): void {
  ctx.io.warn(`The networks and ports were not checked: ${singleLine(redactCredentials(reason))}`);
}

async function refuseFaults(
  ctx: Context,
  kind: "create" | "update",
  words: ServiceArguments,
  request: ServiceRequest,
): Promise<void> {
  const settings = await readChangeSettings(ctx, words);
  const swarm = await swarmOf(ctx);
  if (swarm === undefined) return;
  const resolved = serviceChange(swarm, kind, request);
  if ("problems" in resolved) return refuseUnresolved(ctx.io, resolved.problems);
  const verdict = judgeChange(swarm, resolved.change, settings);
  if (reportVerdict(ctx.io, `service ${kind}`, verdict, words)) throw new Quiet(EXIT.usage);
}

/** A command line of docker's, read with docker's own table of flags. */
export interface DockerArguments {
  /** Values of each flag given, in order; booleans as "true" or "false". */
  flags: ReadonlyMap<string, readonly string[]>;
  operands: readonly string[];
  help: boolean;
}

/**
 * Reads words as docker will, without judging them. Gives the reason instead where docker would refuse them, or knows a
 * flag that the table does not have: docker's own answer is then the one to see.
 */
export function readDockerArguments(
  table: Readonly<Record<string, DockerFlag>>,
  words: readonly string[],
  interspersed: boolean,
): DockerArguments | { unreadable: string } {
  const known: Flags = {};
  for (const [name, { short, value }] of Object.entries(table)) {
    known[name] = { kind: value ? "string" : "bool", text: "", ...(short === undefined ? {} : { short }) };
  }
  try {
    const { flags, operands, help } = normalize(known, words, interspersed);
    const values = new Map<string, string[]>();
    for (const { name, value } of flags) values.set(name, [...values.get(name) ?? [], value]);
    return { flags: values, operands, help };
  } catch (error) {
    if (error instanceof BadFlag) return { unreadable: error.message };
    throw error;
  }
}
