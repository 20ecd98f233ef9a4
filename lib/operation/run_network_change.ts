import { EXIT, type ExitCode } from "../base/errors.ts";
import { shellLine } from "../base/shell.ts";
import type { Engine } from "../engine/engine.ts";
import type { Context } from "../cli/context.ts";
import type { ServiceOperands } from "../../commands/shared/network_change_flags.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import { inline } from "../terminal/boundary.ts";
import type { RawAttachment } from "../plan/attachments.ts";
import { changeNetworks } from "./change_networks.ts";
import { impactOf } from "../plan/impact.ts";
import { hasErrors, type Problem } from "../plan/preflight/problem.ts";
import { reportProblems } from "./report_problems.ts";
import { checkState } from "../plan/preflight/roll_check.ts";
import { chooseServices, findNetwork } from "../plan/targets.ts";
import { type Change, previewService } from "./write_service.ts";

/** The options of `attach` and `detach`; `timeout` in milliseconds for each service. */
export interface NetworkChangeOptions extends ServiceOperands {
  detach: boolean;
  dryRun: boolean;
  noWarn: boolean;
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
  check(swarm: Swarm, services: readonly Service[], network: Network): Problem[];
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
  const swarm = await ctx.swarm({});
  const { services, network } = resolve(ctx, swarm, options);
  const todo = services.filter((service) => !kind.isDone(swarm, service, network));
  const problems = kind.check(swarm, services, network);
  const states = hasErrors(problems) ? [] : todo.flatMap(checkState);
  reportProblems(ctx.io, [...problems, ...states], { warnings: !options.noWarn });
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
  reportProblems(ctx.io, all);
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
