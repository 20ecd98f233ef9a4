import { advised } from "../lib/base/advice.ts";
import { EXIT, Failure, Quiet, UsageError } from "../lib/base/errors.ts";
import { allocated } from "../lib/operation/create_network.ts";
import { CREATE_FLAGS, type CreateOptions, parseCreate } from "./shared/create_options.ts";
import { finishCall } from "../lib/operation/finish_call.ts";
import { type CreatePlan, type EncryptionPolicy, planCreate } from "../lib/plan/create/plan.ts";
import { type Problem, shown } from "../lib/plan/create/problem.ts";
import { needText } from "../lib/plan/create/size.ts";
import { isEngineError } from "../lib/engine/errors.ts";
import { defineCommand } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import { readSettings } from "../lib/config/settings.ts";
import { problemText } from "../lib/view/plan/problem.ts";

/** `docker swarmnet create`: an overlay network, checked first. */
export const create = defineCommand<typeof CREATE_FLAGS, CreateOptions>({
  name: "create",
  operands: "NETWORK",
  args: { min: 1 },
  summary: "Create an overlay network, validated against the swarm first",
  description:
    "Checks every rule of the engine, and what the engine does not check, before anything is sent: names, subnets, " +
    "overlaps with networks, bridges, nodes and routes, options, engine versions. Then creates the network and waits " +
    "until the managers have allocated it. Prints the network's ID.",
  examples: [
    { text: "Create an encrypted network", command: "docker swarmnet create --encrypted app" },
    { text: "Pick a free subnet for 200 tasks", command: "docker swarmnet create --size-for 200 app" },
    {
      text: "See what would be sent, and every objection",
      command: "docker swarmnet create --dry-run --subnet 10.20.0.0/24 app",
    },
    {
      text: "Try it without a swarm",
      command: "docker swarmnet create --dry-run --from demo --encrypted app",
    },
  ],
  flags: CREATE_FLAGS,
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["none"],
  parse: parseCreate,
  run,
});

async function run(ctx: Context, { request, dryRun, noWarn, timeout, from }: CreateOptions): Promise<void> {
  const { "require-encryption": policy } = await readSettings(ctx);
  const swarm = await ctx.swarm({ from, tasks: false });
  const encryption: EncryptionPolicy = { require: policy.value, origin: policy.origin };
  const made = planCreate(request, swarm, encryption);
  const plan = { ...made, problems: advised(made.problems, ctx.io.advise) };
  const errors = plan.problems.filter((one) => one.severity === "error");
  if (!noWarn) say(ctx, plan, errors.length > 0, dryRun);
  if (errors.length > 0) refuse(ctx, errors);
  if (dryRun) {
    ctx.io.out(`${JSON.stringify(plan.body, null, 2)}\n`);
    return;
  }
  await send(ctx, plan, encryption, timeout);
}

/** Warnings, the choice of a subnet and what encryption means; facts that change nothing only in a dry run. */
function say({ io }: Context, plan: CreatePlan, refused: boolean, dryRun: boolean): void {
  for (const problem of plan.problems) {
    if (problem.severity === "warning") io.warn(problemText(problem));
    if (problem.severity === "note" && dryRun) io.err(`NOTE: ${problemText(problem)}\n`);
  }
  // What a network that will not exist would mean for encryption is beside the point.
  if (refused) return;
  if (plan.picked !== null) {
    const { subnet, usable, need } = plan.picked;
    const room = `${usable} addresses, at most ${need.total} needed (${needText(need)})`;
    io.err(`NOTE: Subnet ${subnet} was picked: ${room}
`);
  }
  const text = plan.advice?.lines.map(io.advise).join("\n  ");
  if (plan.advice?.kind === "warning") io.warn(text!);
  if (plan.advice?.kind === "note") io.err(`NOTE: ${text}\n`);
}

function refuse({ io }: Context, errors: readonly Problem[]): never {
  if (errors.length === 1) {
    const [{ what, why, fix }] = errors as [Problem];
    throw new UsageError(what, { why, next: fix });
  }
  io.err(`${errors.length} problems; nothing was sent\n\n${errors.map(problemText).join("\n\n")}\n`);
  throw new Quiet(EXIT.usage);
}

async function send(
  ctx: Context,
  plan: CreatePlan,
  policy: EncryptionPolicy,
  timeout: number,
): Promise<void> {
  const engine = await ctx.engine();
  ctx.signal.throwIfAborted();
  const { name } = plan.request;
  const { id, warning } = await finishCall(
    ctx,
    () => engine.createNetwork(plan.body),
    () => new Failure("Stopped before the engine answered", { next: lookFor(name) }),
  ).catch((error) => {
    throw unsure(error, name);
  });
  if (warning !== "") ctx.io.warn(shown(warning));
  // A configuration is an object of this engine; managers have nothing to allocate for it.
  if (!plan.request.configOnly) await confirm(ctx, plan, policy, id, timeout);
  ctx.io.out(`${id}\n`);
}

function lookFor(name: string): string {
  return `See whether it was created all the same: docker swarmnet inspect ${shown(name)}`;
}

/**
 * A connection that broke leaves open whether the network was created; so does a name that is suddenly taken, since the
 * runtime sends a request again when a connection ends before the answer begins.
 */
function unsure(error: unknown, name: string): unknown {
  if (!isEngineError(error, "unreachable", "timeout", "conflict")) return error;
  return new Failure(error.message, {
    why: error.why,
    next: [...error.next, lookFor(name)],
    exit: error.exit,
    cause: error,
  });
}

async function confirm(
  ctx: Context,
  plan: CreatePlan,
  policy: EncryptionPolicy,
  id: string,
  timeout: number,
): Promise<void> {
  const named = `Network ${shown(plan.request.name)} (${id})`;
  const remove = `docker network rm ${id}`;
  const engine = await ctx.engine();
  const found = await allocated(engine, id, { clock: ctx.clock, timeout, signal: ctx.signal }).catch(
    (cause) => {
      throw new Failure(`${named} was created, but whether it was allocated is not known`, {
        why: ctx.signal.aborted
          ? "Interrupted while waiting for the managers"
          : "The engine could not be asked any more",
        next: [`See whether it has a subnet: docker swarmnet inspect ${id}`, `Remove it: ${remove}`],
        cause,
      });
    },
  );
  if (found !== null) return;
  throw new Failure(`${named} was created, but the managers did not allocate it within ${timeout / 1000}s`, {
    why: await causeOf(ctx, plan, policy, id),
    next: [`It has no driver and no subnet, and tasks on it would wait for ever; remove it: ${remove}`],
  });
}

/** The first objection that the swarm as it is now gives against the network; it may have changed since the check. */
async function causeOf(
  ctx: Context,
  plan: CreatePlan,
  policy: EncryptionPolicy,
  id: string,
): Promise<string> {
  const swarm = await ctx.swarm({ tasks: false }).catch(() => null);
  const others = swarm?.networks.filter((one) => one.id !== id) ?? [];
  const problems = swarm === null
    ? []
    : planCreate(plan.request, { ...swarm, networks: others }, policy).problems;
  const cause = problems.find((one) => one.severity === "error");
  if (cause !== undefined) return `Probably because ${cause.what}`;
  return 'The log of the leading manager tells: look for "Failed allocation for network" with this ID';
}
