import { EXIT, type ExitCode, Quiet } from "../../lib/base/errors.ts";
import { shellLine } from "../../lib/base/shell.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import type { Context } from "../../lib/cli/context.ts";
import type { ServiceOperands } from "./network_change_flags.ts";
import { indexOf } from "../../lib/swarm/index.ts";
import type { Network, Service, Swarm } from "../../lib/swarm/model.ts";
import { inline } from "../../lib/terminal/boundary.ts";
import type { RawAttachment } from "../../lib/plan/attachments.ts";
import { changeNetworks } from "../../lib/operation/change_networks.ts";
import { impactOf } from "../../lib/swarm/update_duration.ts";
import { judgeChange } from "../../lib/checks/judge_change.ts";
import type { Change as SwarmChange } from "../../lib/swarm/change/model.ts";
import { type ChangeCheckOptions, readChangeSettings, reportVerdict } from "./change_checks.ts";
import { refuseUnresolved } from "./unresolved.ts";
import { chooseServices, findNetwork } from "../../lib/plan/targets.ts";
import { type Change, previewService } from "../../lib/operation/write_service.ts";

/** The options of `attach` and `detach`; `timeout` in milliseconds for each service. */
export interface NetworkChangeOptions extends ServiceOperands, ChangeCheckOptions {
  detach: boolean;
  dryRun: boolean;
  quiet: boolean;
  timeout: number;
  yes: boolean;
}

/** What a dry run shows of one service. */
export interface PreviewedChange {
  service: string;
  before: readonly RawAttachment[];
  after: readonly RawAttachment[];
  movesLegacyList: boolean;
  impact: string | undefined;
}

/** One of the two directions: how it is checked, done and spoken of. */
export interface NetworkChangeKind {
  /** Such as "Attach". */
  verb: string;
  /** Flags of the change itself, as words, to print a command that does the rest. */
  flags: readonly string[];
  /** Such as "attached to web". */
  done(network: Network): string;
  /** The command that takes it back from one service. */
  back(service: string, network: Network): string;
  isDone(swarm: Swarm, service: Service, network: Network): boolean;
  asked(services: readonly Service[], network: Network): SwarmChange;
  change(network: Network): Change;
  render(change: PreviewedChange, nameOf: (target: string) => string | undefined): string;
}

/**
 * The whole of `attach` and `detach`: finds what the words mean, tells everything that speaks against the change at once,
 * asks, then changes one service after the other. Throws `Failure`; nothing is sent before all checks are through.
 */
export async function runNetworkChange(
  ctx: Context,
  options: NetworkChangeOptions,
  kind: NetworkChangeKind,
): Promise<ExitCode> {
  const settings = await readChangeSettings(ctx, options);
  const swarm = await ctx.swarm({});
  const { services, network } = resolve(ctx, swarm, options);
  const todo = services.filter((service) => !kind.isDone(swarm, service, network));
  if (todo.length > 0) {
    const verdict = judgeChange(swarm, kind.asked(todo, network), settings);
    if (reportVerdict(ctx.io, kind.verb.toLowerCase(), verdict, options)) throw new Quiet(EXIT.usage);
  }
  const rolling = services.filter((service) =>
    !todo.includes(service) && service.updateStatus?.state === "updating"
  );
  for (const service of services) {
    if (!todo.includes(service) && !options.quiet) tellDone(ctx, service, kind.done(network));
  }
  if (options.dryRun) return await preview(ctx, await ctx.engine(), swarm, todo, network, kind);
  if (!options.yes && !await agreed(ctx, swarm, todo, network, kind)) return EXIT.failed;
  const wait = options.detach ? [] : rolling;
  return await changeNetworks(ctx, {
    services: services.filter((service) => todo.includes(service) || wait.includes(service)),
    change: kind.change(network),
    done: kind.done(network),
    again: (names) =>
      `docker swarmnet ${kind.verb.toLowerCase()} ${
        inline(shellLine([...kind.flags, ...names, network.name]))
      }`,
    back: (service) => kind.back(service, network),
    detach: options.detach,
    quiet: options.quiet,
    timeoutMs: options.timeout,
  });
}

function resolve(
  ctx: Context,
  swarm: Swarm,
  options: NetworkChangeOptions,
): { services: Service[]; network: Network } {
  const found = findNetwork(swarm, options.network);
  const { services, problems } = chooseServices(swarm, {
    words: options.services,
    labels: options.labels,
    stack: options.stack,
  });
  const all = "problem" in found ? [...problems, found.problem] : problems;
  refuseUnresolved(ctx.io, all);
  return { services, network: (found as { found: Network }).found };
}

function tellDone(ctx: Context, service: Service, done: string): void {
  const name = inline(service.name);
  ctx.io.err(`${name} is ${done} already\n`);
  if (service.updateStatus?.state.includes("paused")) {
    ctx.io.warn(`The last update of ${name} was paused: ${inline(service.updateStatus.message)}`);
  }
}

async function preview(
  ctx: Context,
  engine: Engine,
  swarm: Swarm,
  todo: readonly Service[],
  network: Network,
  kind: NetworkChangeKind,
): Promise<ExitCode> {
  const index = indexOf(swarm);
  for (const service of todo) {
    const written = await previewService(engine, service.id, kind.change(network));
    const { before, after, movesLegacyList } = written;
    const shown = { service: service.name, before, after, movesLegacyList, impact: impactOf(swarm, service) };
    ctx.io.out(kind.render(shown, (target) => index.network(target)?.name));
  }
  return EXIT.done;
}

/** Asks when running tasks would be replaced. */
async function agreed(
  ctx: Context,
  swarm: Swarm,
  todo: readonly Service[],
  network: Network,
  kind: NetworkChangeKind,
): Promise<boolean> {
  const impacts = todo.flatMap((service) => impactOf(swarm, service) ?? []);
  if (impacts.length === 0) return true;
  const who = todo.length === 1 ? inline(todo[0]!.name) : `${todo.length} services`;
  const preposition = kind.verb === "Attach" ? "to" : "from";
  return await ctx.io.confirm(
    [
      ...impacts.map((impact) => `  ${impact}`),
      `${kind.verb} ${who} ${preposition} ${inline(network.name)}?`,
    ],
    ctx.signal,
  );
}
