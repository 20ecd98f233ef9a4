import { parseBitRate } from "../lib/base/bit_rate.ts";
import type { Advise } from "../lib/base/advice.ts";
import { EXIT, type ExitCode, Failure, UsageError } from "../lib/base/errors.ts";
import { choosePairs, chooseSubnets } from "../lib/bench/choose_pairs.ts";
import { benchLimit, benchPlan, type BenchTask, runBench } from "../lib/bench/run_bench.ts";
import { newRun } from "../lib/helper/run.ts";
import { ARMS, type BenchOptions, type BenchRun } from "../lib/bench/judge/model.ts";
import { type BenchReport, benchReport } from "../lib/bench/judge/report.ts";
import { costOf } from "../lib/bench/judge/schedule.ts";
import { defineCommand } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";
import { readSettings } from "../lib/config/settings.ts";
import { imageProblem } from "../lib/config/schema.ts";
import { chooseToolImage, toolImageText } from "../lib/config/tool_image.ts";
import { benchCsv } from "../lib/view/bench/csv.ts";
import { benchJson } from "../lib/view/bench/json.ts";
import { benchMarkdown } from "../lib/view/bench/markdown.ts";
import { costText, progressText } from "../lib/view/bench/progress.ts";
import { benchSvg } from "../lib/view/bench/svg.ts";
import { benchText } from "../lib/view/bench/text.ts";
import { inline } from "../lib/terminal/boundary.ts";
import { wantsAscii } from "../lib/terminal/symbols.ts";

const FORMATS = ["text", "json", "csv", "svg", "markdown"] as const;
const MOST_SECONDS = 60;
const MOST_TRIALS = 50;
/** More streams make a report longer than one log message of the engine takes in pieces that are worth reading. */
const MOST_STREAMS = 16;
/** Slower than this nothing is to be seen. */
const LEAST_RATE = 1e6;
/** Of the random numbers behind the intervals: the same data give the same report. */
const SEED = 1;

/** `docker swarmnet bench`: what encryption costs between nodes. */
export const bench = defineCommand({
  name: "bench",
  operands: "",
  args: { min: 0 },
  summary: "Measure what encryption costs between nodes of the swarm",
  description:
    "Makes two throw-away overlay networks, one plain and one encrypted, with a task on each of two nodes, and measures both in turn: TCP " +
    "with one and with several streams, small UDP packets, latency (ICMP echo), and how busy both nodes were. What the measurements cannot " +
    "decide is reported as undecided. The cost in time and bytes is shown first and asked about; everything is removed afterwards, also on " +
    "Ctrl-C, and what a killed run left is removed by the next one. The image needs sh, iperf3, ping, ip and timeout.\n\n" +
    "With --at the figures are extrapolated to your own traffic; the exit code is 3 when the encrypted network would not carry it.",
  examples: [
    { text: "Between two nodes, chosen for you", command: "docker swarmnet bench" },
    {
      text: "Gently, in a swarm that is in use",
      command: "docker swarmnet bench --nodes node1,node2 --max-rate 500Mbit --duration 2s",
    },
    { text: "Would 2 Gbit/s fit?", command: "docker swarmnet bench --yes --at 2Gbit/s" },
    { text: "A plot for a report", command: "docker swarmnet bench --yes --format svg > bench.svg" },
    { text: "See what it would create", command: "docker swarmnet bench --dry-run" },
  ],
  flags: {
    "all-pairs": { kind: "bool", text: "Measure between every two nodes" },
    at: { kind: "string", word: "RATE", text: "Estimate for this much traffic of your own, such as 2Gbit/s" },
    "dry-run": { kind: "bool", text: "Print what would be created and create nothing" },
    duration: { kind: "duration", text: "Duration of each trial (1s to 60s)", default: 5000 },
    format: {
      kind: "string",
      text: "Format of the output",
      default: "text",
      choices: FORMATS,
      strict: true,
    },
    image: {
      kind: "string",
      text: "Tool image, with a tag or a digest (default from tool-image in your own configuration)",
    },
    "max-rate": { kind: "string", word: "RATE", text: "Never send more than this, such as 500Mbit" },
    nodes: { kind: "string", word: "A,B", text: "Measure from node A to node B", complete: "node" },
    streams: { kind: "int", text: "TCP streams in the trials with several", default: 4 },
    trials: { kind: "int", text: "Rounds; with fewer than 5 nothing can be decided", default: 5 },
    yes: { kind: "bool", short: "y", text: "Do not ask before it starts" },
  },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.no, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["none"],

  parse(values) {
    const problems: string[] = [];
    const within = (flag: string, value: number, least: number, most: number) => {
      if (value < least || value > most || !Number.isInteger(value)) {
        problems.push(`${flag} takes a whole number from ${least} to ${most}`);
      }
    };
    const seconds = values.duration / 1000;
    within("--duration, in seconds,", seconds, 1, MOST_SECONDS);
    within("--trials", values.trials, 1, MOST_TRIALS);
    within("--streams", values.streams, 2, MOST_STREAMS);
    const rate = (flag: string, text: string | undefined) => {
      const read = text === undefined ? undefined : parseBitRate(text);
      if (text !== undefined && (read === undefined || read < LEAST_RATE)) {
        problems.push(
          `${flag} takes bits per second, 1Mbit or more, such as 500Mbit or 2Gbit/s, not ${inline(text)}`,
        );
      }
      return read ?? null;
    };
    const maxRate = rate("--max-rate", values.maxRate);
    const at = rate("--at", values.at);
    const nodes = values.nodes?.split(",").map((one) => one.trim());
    if (nodes !== undefined && (nodes.length !== 2 || nodes.includes(""))) {
      problems.push("--nodes takes two nodes with a comma between them");
    }
    if (nodes !== undefined && values.allPairs) problems.push("--nodes and --all-pairs exclude each other");
    const image = values.image === undefined ? undefined : imageProblem(values.image);
    if (image !== undefined) problems.push(`--image ${inline(values.image!)}: ${image}`);
    if (problems.length > 0) {
      throw new UsageError(problems.join("; "), { next: "docker swarmnet bench --help" });
    }
    const options: BenchOptions = { seconds, trials: values.trials, streams: values.streams, maxRate };
    return { ...values, options, at, nodes };
  },

  async run(ctx, asked) {
    const image = chooseToolImage(ctx, await readSettings(ctx), asked.image);
    const task = await taskOf(ctx, { ...asked, image: image.name });
    const identity = newRun(ctx, { purpose: "bench", limitSeconds: benchLimit(task) });
    if (asked.dryRun) {
      ctx.io.out(`${JSON.stringify(benchPlan(identity, task), null, 2)}\n`);
      return EXIT.done;
    }
    ctx.io.err(costText(costOf(task.options, task.pairs.length, ARMS), task.pairs, toolImageText(image)));
    if (!asked.yes && !await ctx.io.confirm("Start?", ctx.signal)) return EXIT.failed;
    const progress = ctx.io.progress();
    const run = await runBench(ctx, identity, task, (at) => {
      const where = { ...at, pairs: task.pairs.length };
      const text = progressText(task.pairs[at.pair - 1]!, where, task.options, ctx.io.stderr.terminal);
      progress.show([text]);
    }).finally(() => progress.done());
    const report = benchReport(advisedRun(run, ctx.io.advise), asked.at);
    ctx.io.out(rendered(ctx, report, asked.format));
    return exitOf(ctx, report);
  },
});

interface Asked {
  nodes: string[] | undefined;
  allPairs: boolean;
  image: string;
  options: BenchOptions;
}

async function taskOf(ctx: Context, { nodes, allPairs, image, options }: Asked): Promise<BenchTask> {
  const swarm = await ctx.swarm({ tasks: false });
  const chosen = choosePairs(swarm, { nodes, all: allPairs });
  if (chosen.kind === "impossible") {
    throw new Failure(chosen.problems.map(ctx.io.advise), { next: "List the nodes: docker node ls" });
  }
  for (const one of chosen.leftOut) ctx.io.warn(ctx.io.advise(`Left out: ${one}`));
  return { pairs: chosen.pairs, options, image, subnets: chooseSubnets(swarm), seed: SEED };
}

/** A run whose advice is for this call. */
function advisedRun(run: BenchRun, advise: Advise): BenchRun {
  const pairs = run.pairs.map((pair) => ({
    ...pair,
    problems: pair.problems.map((one) => ({ ...one, next: advise(one.next) })),
  }));
  return { ...run, pairs };
}

function rendered(ctx: Context, report: BenchReport, format: string): string {
  switch (format) {
    case "json":
      return benchJson(report);
    case "csv":
      return benchCsv(report.run);
    case "svg":
      return benchSvg(report);
    case "markdown":
      return benchMarkdown(report);
    default:
      return benchText(report, { width: ctx.io.width, ascii: wantsAscii(ctx.env) });
  }
}

/** Failed where nothing was measured between a pair, "no" where --at asked for more than the encrypted network carries. */
function exitOf(ctx: Context, { run, pairs }: BenchReport): ExitCode {
  const empty = run.pairs.filter(({ trials }) => trials.every((one) => one.result.kind === "failed"));
  for (const { from, to, problems } of empty) {
    const why = problems.map((one) => inline(one.why)).join("; ");
    ctx.io.err(
      `Nothing was measured from ${inline(from.name)} to ${inline(to.name)}: ${
        why || "every trial failed"
      }\n`,
    );
  }
  if (empty.length > 0) return EXIT.failed;
  return pairs.some((one) => one.estimate?.arms.encrypted.suffices === false) ? EXIT.no : EXIT.done;
}
