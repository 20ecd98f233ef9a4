import { EXIT, Failure, Quiet } from "../lib/base/errors.ts";
import { allocated, finishCall } from "../lib/operation/create_network.ts";
import { CREATE_FLAGS, type CreateOptions, parseCreate } from "./shared/create_options.ts";
import { type ChangeSettings, judgeChange } from "../lib/checks/judge_change.ts";
import { type CreatePlan, planCreate } from "../lib/plan/create/plan.ts";
import { needText } from "../lib/swarm/size.ts";
import { inline, shown } from "../lib/terminal/boundary.ts";
import { readChangeSettings, reportVerdict } from "./shared/change_checks.ts";
import { isEngineError } from "../lib/engine/errors.ts";
import { defineCommand } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";

/** `docker swarmnet create`: an overlay network, checked first. */
export const create = defineCommand<typeof CREATE_FLAGS, CreateOptions>({
  name: "create",
  operands: "NETWORK",
  args: { min: 1 },
  summary: "Create an overlay network, validated against the swarm first",
  description:
    "Checks the network before it is created: names, subnets, overlaps with networks, bridges, nodes and routes, options, " +
    "engine versions. Then creates it, waits until the managers have allocated it, and prints its ID.",
  examples: [
    { text: "Create an encrypted network", command: "docker swarmnet create --encrypted app" },
    { text: "Pick a free subnet for 200 tasks", command: "docker swarmnet create --size-for 200 app" },
    {
      text: "See all findings and what would be sent",
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

async function run(ctx: Context, options: CreateOptions): Promise<void> {
  const settings = await readChangeSettings(ctx, options);
  const swarm = await ctx.swarm({ from: options.from, tasks: false });
  const plan = planCreate(options.request, swarm, settings.policy.allowedSubnets);
  const verdict = judgeChange(swarm, { kind: "create-network", request: plan.request }, settings);
  const remarks = verdict.remarks.filter(({ level }) => level === "warning" || options.dryRun);
  if (reportVerdict(ctx.io, "create", { ...verdict, remarks }, options)) throw new Quiet(EXIT.usage);
  if (plan.picked !== null && !options.noWarn) {
    const { subnet, usable, need } = plan.picked;
    ctx.io.err(
      `NOTE: Subnet ${subnet} was picked: ${usable} addresses, at most ${need.total} needed (${
        needText(need)
      })\n`,
    );
  }
  if (options.dryRun) {
    ctx.io.out(`${JSON.stringify(plan.body, null, 2)}\n`);
    return;
  }
  await send(ctx, plan, settings, options.timeout);
}

async function send(
  ctx: Context,
  plan: CreatePlan,
  settings: ChangeSettings,
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
  if (!plan.request.configOnly) await confirm(ctx, plan, settings, id, timeout);
  ctx.io.out(`${id}\n`);
}

function lookFor(name: string): string {
  return `See whether it was created: docker swarmnet inspect ${shown(name)}`;
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
  settings: ChangeSettings,
  id: string,
  timeout: number,
): Promise<void> {
  const named = `Network ${shown(plan.request.name)} (${id})`;
  const remove = `docker network rm ${id}`;
  const engine = await ctx.engine();
  const found = await allocated(engine, id, { clock: ctx.clock, timeout, signal: ctx.signal }).catch(
    (cause) => {
      throw new Failure(`${named} was created, but whether it was allocated is not known`, {
        why: ctx.signal.aborted ? "Interrupted while waiting for the managers" : "The engine did not answer",
        next: [`See whether it has a subnet: docker swarmnet inspect ${id}`, `Remove it: ${remove}`],
        cause,
      });
    },
  );
  if (found !== null) return;
  throw new Failure(`${named} was created, but the managers did not allocate it within ${timeout / 1000}s`, {
    why: await causeOf(ctx, plan, settings, id),
    next: [`It has no subnet, and tasks on it never start. Remove it: ${remove}`],
  });
}

/** The first error that the swarm as it is now gives against the network; it may have changed since the check. */
async function causeOf(
  ctx: Context,
  plan: CreatePlan,
  settings: ChangeSettings,
  id: string,
): Promise<string> {
  const swarm = await ctx.swarm({ tasks: false }).catch(() => null);
  if (swarm !== null) {
    const others = swarm.networks.filter((one) => one.id !== id);
    const change = { kind: "create-network", request: plan.request } as const;
    const [cause] = judgeChange({ ...swarm, networks: others }, change, settings).blockers;
    if (cause !== undefined) return `Probably because of ${cause.code}: ${inline(cause.message)}`;
  }
  return 'See the log of the leading manager: "Failed allocation for network" with this ID';
}
