import { EXIT, type ExitCode } from "../lib/base/errors.ts";
import { compareNatural } from "../lib/base/natural.ts";
import { isEngineError } from "../lib/engine/errors.ts";
import { type ChangeSettings, judgeChange } from "../lib/checks/judge_change.ts";
import { factsOf } from "../lib/insight/network_facts.ts";
import { defineCommand } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import { changeFindings } from "../lib/view/findings/change_text.ts";
import { changeCheckFlags, readChangeSettings } from "./shared/change_checks.ts";
import { filterChoices, filtered, readFilters } from "../lib/view/lists/filters.ts";
import { pruneTests, withConfigured } from "../lib/view/lists/prune_filters.ts";
import type { Network, Swarm } from "../lib/swarm/model.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** `docker swarmnet prune`: removes swarm networks that nothing uses. */
export const prune = defineCommand({
  name: "prune",
  operands: "",
  args: { min: 0 },
  summary: "Remove all unused swarm networks",
  description:
    "An overlay network is unused when no service names it, and no task and no container is on it, on any node. " +
    "The ingress network and local networks are left alone. pruneFilters of docker's config.json apply as with docker.",
  examples: [
    { text: "See what is unused", command: "docker swarmnet prune --dry-run" },
    {
      text: "Remove unused networks that were created more than a day ago",
      command: "docker swarmnet prune --filter until=24h",
    },
  ],
  flags: {
    ...changeCheckFlags,
    "dry-run": { kind: "bool", text: "List what would be removed, and send nothing" },
    filter: {
      kind: "filter",
      text: 'Provide filter values (e.g. "until=<timestamp>")',
      choices: filterChoices(pruneTests(0)),
    },
    force: { kind: "bool", short: "f", text: "Do not prompt for confirmation" },
    yes: { kind: "bool", short: "y", text: "The same as --force" },
  },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],

  parse(values) {
    // Checked here so that nothing is contacted for a mistyped filter; the clock is only known when it runs.
    readFilters(values.filter, pruneTests(0));
    return { ...values };
  },

  async run(ctx, options): Promise<ExitCode> {
    const settings = await readChangeSettings(ctx, options);
    const tests = pruneTests(ctx.clock.now());
    const { pruneFilters } = await ctx.dockerConfig();
    const filters = readFilters(withConfigured(options.filter, pruneFilters), tests);
    const swarm = await ctx.swarm({ inspect: true });
    const unused = unusedIn(swarm, settings).sort((a, b) => compareNatural(a.name, b.name));
    const chosen = filtered(unused.map((network) => factsOf(swarm, network)), filters, tests)
      .map((facts) => facts.network);
    const change = { kind: "remove-networks" as const, networks: chosen };
    if (!options.noWarn) ctx.io.err(changeFindings(judgeChange(swarm, change, settings).remarks));
    if (options.dryRun) {
      for (const network of chosen) ctx.io.out(`Would remove ${inline(network.name)}\n`);
      return EXIT.done;
    }
    if (!options.force && !options.yes) {
      ctx.io.err(
        "WARNING! This will remove all swarm networks not used by at least one service or container.\n",
      );
      for (const network of chosen) ctx.io.err(`  - ${inline(network.name)}\n`);
      if (!await ctx.io.confirm("Are you sure you want to continue?", ctx.signal, "--force")) {
        return EXIT.done;
      }
    }
    return await removeAll(ctx, chosen);
  },
});

/** Overlay networks of the swarm whose removal nothing blocks. */
function unusedIn(swarm: Swarm, settings: ChangeSettings): Network[] {
  const networks = swarm.networks.filter((network) =>
    network.scope === "swarm" && !network.ingress && !network.configOnly &&
    ["overlay", ""].includes(network.driver)
  );
  const { blockers } = judgeChange(swarm, { kind: "remove-networks", networks }, settings);
  const used = new Set(blockers.map(({ object }) => object.id));
  return networks.filter(({ id }) => !used.has(id));
}

async function removeAll(ctx: Context, networks: readonly Network[]): Promise<ExitCode> {
  const engine = await ctx.engine();
  const removed: string[] = [];
  let failed = false;
  for (const network of networks) {
    if (ctx.signal.aborted) break;
    try {
      await engine.removeNetwork(network.id);
      removed.push(network.name);
    } catch (error) {
      // Taken into use, or removed by somebody else, since the list was read.
      if (isEngineError(error, "in-use", "not-found")) continue;
      if (!isEngineError(error)) throw error;
      ctx.io.err(
        `Network ${inline(network.name)} was not removed: ${inline(error.reply || error.message)}\n`,
      );
      failed = true;
    }
  }
  if (removed.length > 0) {
    ctx.io.out(`Deleted Networks:\n${removed.map((name) => inline(name) + "\n").join("")}\n`);
  }
  ctx.signal.throwIfAborted();
  return failed ? EXIT.failed : EXIT.done;
}
