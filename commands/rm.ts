import { EXIT, type ExitCode, UsageError } from "../lib/base/errors.ts";
import { runtimeOf } from "../lib/engine/collect_network.ts";
import type { Engine } from "../lib/engine/engine.ts";
import { isEngineError } from "../lib/engine/errors.ts";
import { type ChangeSettings, judgeChange } from "../lib/checks/judge_change.ts";
import { defineCommand } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import {
  changeCheckFlags,
  type ChangeCheckOptions,
  readChangeSettings,
  reportVerdict,
} from "./shared/change_checks.ts";
import { find, notFound } from "../lib/swarm/find.ts";
import type { Network, Swarm } from "../lib/swarm/model.ts";
import { inline } from "../lib/terminal/boundary.ts";

interface Options extends ChangeCheckOptions {
  names: string[];
  force: boolean;
  yes: boolean;
  dryRun: boolean;
}

/** `docker swarmnet rm`: removes networks, and names what still uses those that cannot be removed. */
export const rm = defineCommand({
  name: "rm",
  operands: "NETWORK [NETWORK...]",
  args: { min: 1, max: Infinity },
  summary: "Remove one or more networks",
  description:
    "A network in use is left alone, and each service, task and container on it is named with the command that takes it off. Prints " +
    "the names of the removed networks. Asks before it removes the ingress network: without one, no port published through the " +
    "routing mesh answers.",
  aliases: ["remove"],
  examples: [
    { text: "Remove two networks", command: "docker swarmnet rm old_frontend old_backend" },
    { text: "See what would happen", command: "docker swarmnet rm --dry-run old_backend" },
  ],
  flags: {
    ...changeCheckFlags,
    "dry-run": { kind: "bool", text: "Show what would be removed and what blocks it, and send nothing" },
    force: { kind: "bool", short: "f", text: "Do not error if the network does not exist" },
    yes: { kind: "bool", short: "y", text: "Do not ask before the ingress network is removed" },
  },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["network"],

  parse(values, names): Options {
    if (names.includes("")) throw new UsageError("A network's name is empty");
    const { force, yes, dryRun, ignore, noWarn } = values;
    return { names: [...new Set(names)], force, yes, dryRun, ignore, noWarn };
  },

  async run(ctx, options): Promise<ExitCode> {
    const settings = await readChangeSettings(ctx, options);
    const engine = await ctx.engine();
    const swarm = await ctx.swarm({});
    let failed = false;
    for (const name of options.names) {
      ctx.signal.throwIfAborted();
      const network = lookUp(ctx, swarm, name, options.force);
      if (network === "missing") continue;
      const removed = network !== undefined &&
        await remove({ ctx, engine, swarm, settings }, network, name, options);
      failed ||= !removed;
    }
    return failed ? EXIT.failed : EXIT.done;
  },
});

/** The network of a name; undefined after an error was printed, "missing" where --force makes that no error. */
function lookUp(ctx: Context, swarm: Swarm, name: string, force: boolean): Network | "missing" | undefined {
  const finding = find(swarm.networks, name);
  if (finding.kind === "found") return finding.item;
  if (force && finding.kind === "missing") return "missing";
  ctx.io.err(`${notFound("Network", name, finding)}\n`);
  return undefined;
}

/** Whether the network is gone (or would be, or the user said no); otherwise the reason was printed. */
async function remove(
  { ctx, engine, swarm, settings }: {
    ctx: Context;
    engine: Engine;
    swarm: Swarm;
    settings: ChangeSettings;
  },
  network: Network,
  name: string,
  options: Options,
): Promise<boolean> {
  try {
    const seen = { ...network, ...runtimeOf(await engine.network(network.id)) };
    const before = { ...swarm, networks: swarm.networks.map((one) => one === network ? seen : one) };
    const verdict = judgeChange(before, { kind: "remove-networks", networks: [seen] }, settings);
    if (reportVerdict(ctx.io, `rm ${inline(network.name)}`, verdict, options)) return false;
    if (options.dryRun) {
      ctx.io.out(`Would remove ${inline(network.name)}\n`);
      return true;
    }
    if (network.ingress && !options.yes && !await agreed(ctx)) return true;
    await engine.removeNetwork(network.id);
    ctx.io.out(`${inline(name)}\n`);
    return true;
  } catch (error) {
    if (isEngineError(error, "not-found") && options.force) return true;
    if (!isEngineError(error, "in-use", "not-found", "conflict", "refused")) throw error;
    // A service was attached since the swarm was read: the engine's message names it.
    ctx.io.err(`Network ${inline(name)} was not removed: ${inline(error.reply || error.message)}\n`);
    return false;
  }
}

function agreed(ctx: Context): Promise<boolean> {
  ctx.io.warn(
    "This removes the routing mesh. No port can be published through it until another ingress network has been created, " +
      "and all nodes should run the same engine version.",
  );
  return ctx.io.confirm("Remove the ingress network?", ctx.signal);
}
