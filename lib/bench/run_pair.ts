import { Failure } from "../base/errors.ts";
import { type Arm, ARMS, type BenchOptions, type PairRun, type Trial } from "./judge/model.ts";
import { scheduleOf } from "./judge/schedule.ts";
import type { Answer, Fact, HelperSpec, StartedHelper } from "../helper/model.ts";
import type { HelperRun } from "../helper/run.ts";
import { clientSpec, type PairHelper, serverSpec } from "./helpers.ts";
import { addressesOf, type KnownNode, lackingTools, nodeFacts } from "./read_node.ts";
import { readTrials } from "./read_trials.ts";

/** Longest time until a helper runs, in seconds: the node may have to pull the image. */
const START_SECONDS = 180;
/** The server's last line is waited for so long after the client has ended, in milliseconds. */
const LAST_LINE_MS = 5_000;

/** What is needed of a run with helpers. */
type Helpers = Pick<HelperRun, "start" | "collect" | "tasks">;

/** What is measured on one pair of nodes. */
export interface PairTask {
  number: number;
  from: KnownNode;
  to: KnownNode;
  options: BenchOptions;
  /** IDs of the throw-away networks. */
  networks: ReadonlyMap<Arm, string>;
  /** Called with the place of the trial that has begun. */
  onTrial: (place: number, planned: number) => void;
  /** Takes every helper that is started. */
  started: StartedHelper[];
}

/** What a pair can be measured with, or why it cannot. */
class Unmeasurable extends Error {
  constructor(readonly answer: Answer) {
    super(answer.why);
  }
}

/** Refusals of a kernel or engine that cannot encrypt (moby libnetwork/drivers/overlay/joinleave.go, encryption.go). */
const NO_ENCRYPTION = /secure network|ipsec|encryption keys|\bxfrm\b|\besp4?\b/i;

/**
 * Measures one pair. Where a node cannot encrypt, the plain network is measured alone and the problem is told; where a helper
 * does not run at all, only the problem is. Rejects when asked to stop.
 */
export async function runPair(run: Helpers, task: PairTask, now: () => number): Promise<PairRun> {
  const problems: PairRun["problems"] = [];
  try {
    return await measure(run, task, now, problems);
  } catch (error) {
    if (!(error instanceof Unmeasurable)) throw error;
    const encryption = task.networks.size > 1 && NO_ENCRYPTION.test(error.answer.why);
    problems.push(problemOf(error.answer, encryption));
    if (!encryption) return nothing(task, problems);
  }
  const plain = new Map([...task.networks].filter(([arm]) => arm === "plain"));
  try {
    return await measure(run, { ...task, networks: plain }, now, problems);
  } catch (error) {
    if (!(error instanceof Unmeasurable)) throw error;
    problems.push(problemOf(error.answer, false));
    return nothing(task, problems);
  }
}

async function measure(
  run: Helpers,
  task: PairTask,
  now: () => number,
  problems: PairRun["problems"],
): Promise<PairRun> {
  const start = async (spec: HelperSpec) => {
    const helper = await run.start(spec);
    task.started.push(helper);
    return helper;
  };
  const helper = (node: string): PairHelper => ({ ...task, node });
  const server = await start(serverSpec(helper(task.to.id)));
  const ready = (facts: readonly Fact[]) => facts.some((one) => one.kind === "ready");
  await answered(run, server, { enough: ready });
  const addresses = await networkAddresses(run, server, task.networks);
  const client = await start(clientSpec(helper(task.from.id), addresses));
  const planned = scheduleOf(task.options, [...task.networks.keys()]);
  const own = await answered(run, client, { enough: (facts) => tellTrial(facts, task, planned.length) });
  const clientAddresses = await networkAddresses(run, client, task.networks);
  const since = now();
  const expected = planned.filter((one) => one.measure !== "latency").length;
  const enough = (facts: readonly Fact[]) =>
    now() - since > LAST_LINE_MS || facts.filter((one) => one.kind === "served").length >= expected;
  const other = await answered(run, server, { enough });
  const from = nodeFacts(task.from, own.facts, clientAddresses);
  const to = nodeFacts(task.to, other.facts, addresses);
  problems.push(...lacking([own, other]));
  const trials = readTrials(planned, { facts: own.facts, node: from }, { facts: other.facts, node: to });
  if (lackingTools(own.facts).length === 0) problems.push(...dead(trials, own.facts));
  return { from, to, trials, problems };
}

/** The helper's one answer. Throws `Unmeasurable` where it did not run. */
async function answered(
  run: Helpers,
  helper: StartedHelper,
  { enough }: { enough: (facts: readonly Fact[]) => boolean },
): Promise<Answer> {
  const [answer] = await run.collect(helper, { startSeconds: START_SECONDS, enough });
  if (answer === undefined) throw new Failure("A node left the swarm while it was measured");
  // What was measured before a node fell silent is worth having.
  if (answer.end === "answered" || (answer.end === "cut-off" && answer.facts.length > 0)) return answer;
  throw new Unmeasurable(answer);
}

function tellTrial(facts: readonly Fact[], task: PairTask, planned: number): boolean {
  const place = facts.findLast((one) => one.kind === "begin")?.text;
  if (place !== undefined && /^\d{1,5}$/.test(place)) task.onTrial(Number(place), planned);
  return false;
}

/** The helper's address on each network; one that it is not on gets "". */
async function networkAddresses(
  run: Helpers,
  helper: StartedHelper,
  networks: ReadonlyMap<Arm, string>,
): Promise<Record<Arm, string>> {
  const tasks = await run.tasks(helper);
  const found = addressesOf(tasks.find((one) => one.state === "running") ?? tasks[0] ?? { networks: [] });
  return Object.fromEntries(ARMS.map((arm) => [arm, found.get(networks.get(arm) ?? "") ?? ""])) as Record<
    Arm,
    string
  >;
}

function lacking(answers: readonly Answer[]): PairRun["problems"] {
  const tools = [...new Set(answers.flatMap((one) => lackingTools(one.facts)))];
  if (tools.length === 0) return [];
  return [{
    arm: null,
    why: `The image has no ${tools.join(", ")}${
      tools.includes("iperf3") ? ": only latency can be measured" : ""
    }`,
    next: "Name an image with iperf3, ping, ip and timeout: --image",
  }];
}

/** Networks on which trials were begun and nothing at all arrived. */
function dead(trials: readonly Trial[], facts: readonly Fact[]): PairRun["problems"] {
  const begun = new Set(facts.filter((one) => one.kind === "begin").map((one) => one.text));
  return ARMS.flatMap((arm) => {
    const own = trials.filter((one) => one.arm === arm);
    const [first] = own;
    if (first?.result.kind !== "failed" || !begun.has(String(first.place))) return [];
    if (own.some((one) => one.result.kind !== "failed")) return [];
    return [{
      arm,
      why: `Nothing got through the ${arm} network: ${first.result.why}`,
      next: arm === "plain"
        ? "Let the data path port through between the nodes: docker swarmnet ports, docker swarmnet probe"
        : "Both kernels need ESP (modprobe esp4), and firewalls must let it pass (IP protocol 50): docker swarmnet probe tells",
    }];
  });
}

function problemOf({ hostname, why, end }: Answer, encryption: boolean): PairRun["problems"][number] {
  if (encryption) {
    return {
      arm: "encrypted",
      why: `Node ${hostname} cannot encrypt, so only the plain network is measured: ${why}`,
      next: `Load the modules that encryption needs on ${hostname}: modprobe esp4 xt_bpf xt_policy`,
    };
  }
  return {
    arm: null,
    why: `Node ${hostname} could not take part: ${why}`,
    next: end === "no-image"
      ? `docker pull on ${hostname}, or --image`
      : `See docker node inspect ${hostname}`,
  };
}

function nothing({ from, to }: PairTask, problems: PairRun["problems"]): PairRun {
  const none = { plain: undefined, encrypted: undefined };
  return { from: nodeFacts(from, [], none), to: nodeFacts(to, [], none), trials: [], problems };
}
