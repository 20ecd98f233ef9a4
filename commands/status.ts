import { EXIT, UsageError } from "../lib/base/errors.ts";
import { type StatusFinding, statusOf } from "../lib/insight/status.ts";
import { defineCommand, fromFlag, textOrJsonFlag } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import { changes } from "../lib/cli/watch_swarm.ts";
import { statusJson, statusText } from "../lib/view/reports/status_text.ts";
import { RULES } from "../lib/checks/registry.ts";
import { judge } from "../lib/checks/run.ts";
import { liveView } from "../lib/checks/view.ts";
import type { Swarm } from "../lib/swarm/model.ts";

/** `docker swarmnet status`: the swarm's networks on one screen. */
export const status = defineCommand({
  name: "status",
  operands: "",
  args: { min: 0 },
  summary: "Show the swarm's networks on one screen, with a verdict",
  description:
    "Managers and quorum, how much of the application traffic between nodes is encrypted, the routing mesh, networks that are almost full, tasks " +
    "that wait for a network, the worst findings of the rules, and one verdict. With --watch it is shown again when the engine reports a change.",
  examples: [
    { text: "How are the networks?", command: "docker swarmnet status" },
    { text: "Keep looking", command: "docker swarmnet status --watch" },
    { text: "Try it without a swarm", command: "docker swarmnet status --from demo" },
  ],
  flags: {
    format: textOrJsonFlag,
    from: fromFlag,
    watch: { kind: "bool", short: "w", text: "Show it again whenever the swarm changes, until interrupted" },
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  parse({ format, from, watch }) {
    if (watch && from !== undefined) {
      throw new UsageError("--watch and --from exclude each other", { why: "A snapshot does not change" });
    }
    return { json: format === "json", from, watch };
  },
  async run(ctx, options) {
    if (options.watch) return await watch(ctx, options.json);
    const screen = screenOf(await ctx.swarm({ from: options.from, node: false }));
    ctx.io.out(options.json ? statusJson(screen) : statusText(screen, ctx.io.width));
  },
});

function screenOf(swarm: Swarm) {
  const findings = judge(liveView(swarm), RULES).findings.map((finding): StatusFinding => ({
    code: finding.code,
    level: finding.level,
    object: finding.object.name,
    message: finding.message,
  }));
  return statusOf(swarm, findings);
}

/** On a terminal the screen is rewritten in place; elsewhere one document or block a change is appended. */
async function watch(ctx: Context, json: boolean) {
  const inPlace = ctx.io.stderr.terminal && ctx.io.stdout.terminal && !json;
  const area = ctx.io.progress();
  try {
    for await (const _ of changes(await ctx.engine(), ctx.clock, ctx.signal)) {
      const screen = screenOf(await ctx.swarm({ node: false }));
      if (json) ctx.io.out(statusJson(screen, true));
      // The last column stays free: a terminal would go on to the next line there.
      else if (inPlace) area.show(statusText(screen, ctx.io.width - 1).trimEnd().split("\n"));
      else ctx.io.out(`${screen.taken}\n${statusText(screen, ctx.io.width)}\n`);
    }
  } finally {
    area.done();
  }
}
