import type { Advise } from "../lib/base/advice.ts";
import { EXIT, Failure, UsageError } from "../lib/base/errors.ts";
import { capacityOf } from "../lib/insight/capacity.ts";
import { type Forecast, forecastOf } from "../lib/insight/capacity_forecast.ts";
import type { Asked } from "../lib/insight/capacity_what_if.ts";
import { readHistory, recordSample } from "./shared/capacity_store.ts";
import { defineCommand, fromFlag } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import { DEMO } from "../lib/cli/swarm_source.ts";
import { capacityJson } from "../lib/view/capacity/json.ts";
import { capacitySvg } from "../lib/view/capacity/svg.ts";
import { capacityText } from "../lib/view/capacity/text.ts";
import { type CapacitySample, sampleOf } from "../lib/swarm/capacity_history.ts";
import { find, notFound } from "../lib/swarm/find.ts";
import type { Service, Swarm } from "../lib/swarm/model.ts";
import { inline } from "../lib/terminal/boundary.ts";
import { wantsAscii } from "../lib/terminal/symbols.ts";

/** More nodes than a swarm is ever given at once. */
const MOST_NODES = 10_000;
/** More replicas than a network could hold. */
const MOST_REPLICAS = 1_000_000;

/** `docker swarmnet capacity`: addresses used, needed by updates, and left. */
export const capacity = defineCommand({
  name: "capacity",
  operands: "[NETWORK...]",
  args: { min: 0, max: Infinity },
  summary: "Show addresses used and left, and when a network is full",
  description:
    "Each task, VIP and attached container takes an address, and so does the load balancer on each node with a task. An update takes more for a " +
    "while, in either update order, because new tasks get theirs before old ones give theirs back. --add-nodes, --scale and --update ask, all together, " +
    "whether the addresses would suffice; the exit code is 3 when they would not. Nothing is changed in the swarm.\n\n" +
    "--record adds a sample to a file beside docker's config.json (mode 0600, at most 1000 samples; beyond that every second one of the older samples is " +
    "dropped). From eight samples on, hours or days apart, a forecast names the day a network is full, with an interval that says how certain it is.",
  examples: [
    { text: "How full are the networks?", command: "docker swarmnet capacity" },
    { text: "Everything about one", command: "docker swarmnet capacity shop_backend" },
    {
      text: "Is there room for five more nodes, and for ten replicas?",
      command: "docker swarmnet capacity --add-nodes 5 --scale shop_api=10",
    },
    {
      text: "Would an update get through?",
      command: "docker swarmnet capacity --update shop_api --from demo",
    },
    { text: "Take a sample, as a cron job does", command: "docker swarmnet capacity --record" },
    {
      text: "Draw what was recorded",
      command: "docker swarmnet capacity --format svg > capacity.svg",
    },
  ],
  flags: {
    "add-nodes": { kind: "int", text: "What if there were this many more nodes?" },
    format: {
      kind: "string",
      text: "Format of the output (text, json, svg; svg draws the history)",
      default: "text",
      choices: ["text", "json", "svg"],
      strict: true,
    },
    from: fromFlag,
    history: { kind: "string", word: "FILE", text: "File with the samples", complete: "file" },
    record: { kind: "bool", text: "Add a sample to the history" },
    scale: {
      kind: "list",
      word: "SERVICE=N",
      text: "What if a service had N replicas?",
      complete: "service",
    },
    update: {
      kind: "list",
      word: "SERVICE",
      text: "What if this service were updated?",
      complete: "service",
    },
  },
  needs: "manager",
  changes: "files",
  exits: [EXIT.done, EXIT.failed, EXIT.no, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["network"],

  parse(values, names) {
    const problems: string[] = [];
    if (names.includes("")) problems.push("A network's name is empty");
    if (values.record && values.from !== undefined) {
      problems.push("--record takes samples of the swarm itself, not with --from");
    }
    const nodes = values.addNodes;
    if (nodes !== undefined && (nodes < 1 || nodes > MOST_NODES)) {
      problems.push(`--add-nodes takes a number from 1 to ${MOST_NODES}`);
    }
    const scale = values.scale.map(readScale);
    for (const one of scale) if (typeof one === "string") problems.push(one);
    const pairs = scale.filter((one) => typeof one !== "string");
    const twice = pairs.find((one, at) => pairs.findIndex((other) => other.service === one.service) < at);
    if (twice !== undefined) problems.push(`--scale names ${inline(twice.service)} twice`);
    if (values.update.includes("")) problems.push("--update needs a service");
    if (problems.length > 0) {
      throw new UsageError(problems, { next: "docker swarmnet capacity --help" });
    }
    return { ...values, names: [...new Set(names)], scale: pairs };
  },

  async run(ctx, options) {
    const swarm = await ctx.swarm({ from: options.from, inspect: true });
    const { only, asked } = resolve(swarm, options);
    const samples = await historyOf(ctx, swarm, options);
    const report = capacityOf(swarm, { only, asked });
    const taken = Date.parse(swarm.taken);
    const now = Number.isNaN(taken) ? ctx.clock.now() : taken;
    const forecasts = new Map<string, Forecast>(
      samples === null ? [] : report.networks.map((one) => [one.id, forecastOf(samples, one, now)]),
    );
    if (options.format === "json") {
      ctx.io.out(capacityJson(report, forecasts, samples?.length ?? null));
    } else if (options.format === "svg") {
      ctx.io.out(draw(ctx.io.advise, swarm, report.networks, samples ?? [], now));
    } else {
      const screen = {
        width: ctx.io.width,
        ascii: wantsAscii(ctx.env),
        details: only !== undefined,
        advise: ctx.io.advise,
      };
      ctx.io.out(capacityText(report, forecasts, screen));
    }
    return report.whatIf?.fits === false ? EXIT.no : EXIT.done;
  },
});

function readScale(text: string): { service: string; replicas: number } | string {
  const found = /^(.+)=(\d{1,9})$/.exec(text);
  const replicas = Number(found?.[2]);
  if (found === null || replicas > MOST_REPLICAS) {
    return `--scale takes SERVICE=N with N from 0 to ${MOST_REPLICAS}, not ${inline(text)}`;
  }
  return { service: found[1]!, replicas };
}

interface Named {
  names: readonly string[];
  scale: readonly { service: string; replicas: number }[];
  update: readonly string[];
  addNodes: number | undefined;
}

/** Words of the command line as what they stand for. Throws `Failure` about every one that stands for nothing. */
function resolve(swarm: Swarm, named: Named): { only: Set<string> | undefined; asked: Asked | undefined } {
  const problems: string[] = [];
  const chosen = <T extends { id: string; name: string }>(
    kind: "Network" | "Service",
    items: readonly T[],
    word: string,
  ) => {
    const finding = find(items, word);
    if (finding.kind === "found") return [finding.item];
    problems.push(notFound(kind, word, finding));
    return [];
  };
  const networks = swarm.networks.filter((one) => one.scope === "swarm");
  const only = named.names.flatMap((word) => chosen("Network", networks, word).map((one) => one.id));
  const scale = named.scale.flatMap(({ service, replicas }) =>
    chosen("Service", swarm.services, service).map((one) => {
      const problem = scaleProblem(one);
      if (problem !== undefined) problems.push(problem);
      return [one.id, replicas] as const;
    })
  );
  const update = named.update.flatMap((word) => chosen("Service", swarm.services, word).map((one) => one.id));
  if (problems.length > 0) {
    throw new Failure(problems, {
      next: "List them: docker swarmnet ls, docker swarmnet service ls",
    });
  }
  const asks = named.addNodes !== undefined || scale.length > 0 || update.length > 0;
  return {
    only: named.names.length === 0 ? undefined : new Set(only),
    asked: asks ? { nodes: named.addNodes ?? 0, scale: new Map(scale), update: new Set(update) } : undefined,
  };
}

function scaleProblem(service: Service): string | undefined {
  const name = inline(service.name);
  if (service.mode === "global") {
    return `Service ${name} is global: one task on each node; ask with --add-nodes`;
  }
  if (service.mode !== "replicated") return `Service ${name} is a job, which is not scaled`;
  return undefined;
}

interface Kept {
  from: string | undefined;
  history: string | undefined;
  record: boolean;
}

/** Samples of this swarm; null where there is nothing to look at: a snapshot without --history. */
async function historyOf(ctx: Context, swarm: Swarm, options: Kept): Promise<CapacitySample[] | null> {
  if (options.history === undefined && options.from === DEMO) {
    const { demoHistory } = await import("../lib/demo/demo.ts");
    return demoHistory(swarm);
  }
  if (options.history === undefined && options.from !== undefined) return null;
  const own = (samples: CapacitySample[]) => samples.filter((one) => one.cluster === swarm.cluster.id);
  if (!options.record) return own(await readHistory(ctx, options.history));
  const { path, samples } = await ctx.hold(() => recordSample(ctx, options.history, sampleOf(swarm)));
  ctx.io.err(`Added a sample to ${inline(path)}\n`);
  return own(samples);
}

function draw(
  advise: Advise,
  swarm: Swarm,
  networks: readonly { id: string; name: string; used: number; usable: number }[],
  samples: readonly CapacitySample[],
  now: number,
): string {
  const panels = networks.map((one) => ({
    ...one,
    forecast: forecastOf(samples, one, now),
    points: samples.flatMap((sample) => {
      const at = Date.parse(sample.taken);
      const used = sample.networks.find((other) => other.id === one.id)?.used;
      return used === undefined || at > now ? [] : [{ at, used }];
    }),
  }));
  return capacitySvg(panels, {
    now,
    advise,
    title: `Addresses of the networks of swarm ${swarm.cluster.id}`,
  });
}
