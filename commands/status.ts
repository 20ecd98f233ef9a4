import type { Clock } from "../lib/base/clock.ts";
import { linkSignals } from "../lib/base/link_signals.ts";
import type { Engine } from "../lib/engine/engine.ts";
import { EXIT, UsageError } from "../lib/base/errors.ts";
import { VERSION } from "../lib/base/version.ts";
import { type StatusFinding, statusOf } from "../lib/insight/status.ts";
import { defineCommand, fromFlag, textOrJsonFlag } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import { NO_JUDGING_FLAGS, readJudging } from "./shared/check_flags.ts";
import { statusJson, type StatusScreen, statusText } from "../lib/view/reports/status_text.ts";
import { conclude, type Judging } from "../lib/checks/conclude.ts";
import type { Policy } from "../lib/checks/rule.ts";
import { swarmSubject, type Verdict, VERDICT_SCHEMA } from "../lib/checks/verdict.ts";
import { LIVE_RULES } from "../lib/checks/live_rules.gen.ts";
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
    "that wait for a network, the worst findings of the rules, and one verdict. The settings are those of audit. " +
    "With --watch it is shown again when the engine reports a change.",
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
    const judged = await readJudging(ctx, NO_JUDGING_FLAGS);
    if (options.watch) return await watch(ctx, judged, options.json);
    const screen = screenOf(await ctx.swarm({ from: options.from, node: false }), judged);
    ctx.io.out(options.json ? statusJson(screen) : statusText(screen, ctx.io.width, ctx.io.advise));
  },
});

interface Judged {
  judging: Judging;
  policy: Policy;
}

/** The findings are those of audit, by the same settings. */
function screenOf(swarm: Swarm, { judging, policy }: Judged): StatusScreen {
  const verdict = conclude([liveView(swarm, policy)], LIVE_RULES, judging, {
    schema: VERDICT_SCHEMA.audit,
    version: VERSION,
    subject: swarmSubject(swarm, "live"),
    gaps: swarm.gaps,
  });
  return { status: statusOf(swarm, findingsOf(verdict)), verdict };
}

function findingsOf({ findings, hidden }: Verdict): StatusFinding[] {
  return [...findings, ...hidden].map(({ code, level, object, message }) => ({
    code,
    level,
    object: object.name,
    message,
  }));
}

/** On a terminal the screen is rewritten in place; elsewhere one document or block a change is appended. */
async function watch(ctx: Context, judged: Judged, json: boolean) {
  const inPlace = ctx.io.stderr.terminal && ctx.io.stdout.terminal && !json;
  const area = ctx.io.progress();
  try {
    for await (const _ of changes(await ctx.engine(), ctx.clock, ctx.signal)) {
      const screen = screenOf(await ctx.swarm({ node: false }), judged);
      if (json) ctx.io.out(statusJson(screen, true));
      // The last column stays free: a terminal would go on to the next line there.
      else if (inPlace) area.show(statusText(screen, ctx.io.width - 1, ctx.io.advise).trimEnd().split("\n"));
      else ctx.io.out(`${screen.status.taken}\n${statusText(screen, ctx.io.width, ctx.io.advise)}\n`);
    }
  } finally {
    area.done();
  }
}

/** Events come in bursts (a roll is dozens); one look afterwards is enough. */
const SETTLE_MS = 300;
/** Tasks have no swarm-wide events: what only they change is seen at the latest after this time. */
const AT_LATEST_MS = 15_000;

/**
 * Yields at once, then whenever the engine reports a change of networks, services, nodes or containers, at most once in a
 * burst. Ends by the signal (whose reason it throws), or throws what ended the stream of events.
 */
export async function* changes(engine: Engine, clock: Clock, signal: AbortSignal): AsyncGenerator<void> {
  using stop = linkSignals(signal);
  let wake = () => {};
  let failure: unknown;
  let changed = false;
  const reading = (async () => {
    try {
      const events = engine.events({ type: ["network", "service", "node", "container"] }, stop.signal);
      for await (const _ of events) {
        changed = true;
        wake();
      }
      failure = new Error("The engine ended the stream of events");
    } catch (error) {
      failure = error;
    }
    wake();
  })();
  try {
    while (true) {
      yield;
      if (!changed && failure === undefined) {
        const woken = new Promise<void>((resolve) => wake = resolve);
        using timer = linkSignals(signal);
        await Promise.race([woken, clock.sleep(AT_LATEST_MS, timer.signal).catch(() => {})]);
        timer.abort();
      }
      signal.throwIfAborted();
      if (failure !== undefined) throw failure;
      if (changed) await clock.sleep(SETTLE_MS, signal);
      changed = false;
    }
  } finally {
    stop.abort();
    await reading;
  }
}
