import { type Arm, ARMS, type BenchOptions, type BenchRun, type PairRun } from "./judge/model.ts";
import type { HelperPlan, RunIdentity, StartedHelper } from "../helper/model.ts";
import { networkName, planOf, type RunOptions, withHelpers } from "../helper/run.ts";
import { benchNetworks, clientSpec, limitOf, serverSpec } from "./helpers.ts";
import type { KnownNode } from "./read_node.ts";
import { runPair } from "./run_pair.ts";

/** Everything that a bench is decided to do. */
export interface BenchTask {
  pairs: readonly { from: KnownNode; to: KnownNode }[];
  options: BenchOptions;
  image: string;
  subnets: Readonly<Partial<Record<Arm, string>>>;
  seed: number;
}

/** A trial has begun. */
export interface BenchProgress {
  /** From 1. */
  pair: number;
  /** From 0. */
  place: number;
  planned: number;
}

/** Longest time of a whole bench, in seconds: after that what is left of it may be swept by anybody. */
export function benchLimit({ options, pairs }: Pick<BenchTask, "options" | "pairs">): number {
  return 300 + pairs.length * limitOf(options, ARMS);
}

/** Measures every pair, one after the other, and removes all it made. Rejects when asked to stop. */
export async function runBench(
  ctx: Parameters<typeof withHelpers>[0],
  identity: RunIdentity,
  task: BenchTask & Pick<RunOptions, "liveness">,
  onProgress: (progress: BenchProgress) => void,
): Promise<BenchRun> {
  const { options, image, seed, liveness } = task;
  const taken = new Date(ctx.clock.now()).toISOString();
  const pairs: PairRun[] = [];
  await withHelpers(ctx, identity, { image, ...liveness === undefined ? {} : { liveness } }, async (run) => {
    const networks = new Map<Arm, string>();
    for (const network of benchNetworks(ARMS, task.subnets)) {
      networks.set(network.role as Arm, await run.network(network));
    }
    for (const [at, pair] of task.pairs.entries()) {
      const onTrial = (place: number, planned: number) => onProgress({ pair: at + 1, place, planned });
      const started: StartedHelper[] = [];
      const each = { ...pair, number: at + 1, options, networks, onTrial, started };
      pairs.push(await runPair(run, each, () => ctx.clock.ticks()));
      // The last ones are left to the removal of the run, which waits for their containers before it removes the networks.
      if (at + 1 < task.pairs.length) { for (const helper of started) await run.stop(helper); }
    }
  });
  return { taken, image, options, seed, pairs };
}

/** The bodies of all calls that the bench would make. The server's addresses are known once it runs. */
export function benchPlan(identity: RunIdentity, task: BenchTask): HelperPlan {
  const networks = new Map(ARMS.map((arm) => [arm, networkName(identity, arm)]));
  const addresses = { plain: "ADDRESS-OF-THE-SERVER", encrypted: "ADDRESS-OF-THE-SERVER" };
  const helpers = task.pairs.flatMap(({ from, to }, at) => {
    const helper = { number: at + 1, networks, options: task.options };
    return [serverSpec({ ...helper, node: to.id }), clientSpec({ ...helper, node: from.id }, addresses)];
  });
  return planOf(identity, task.image, benchNetworks(ARMS, task.subnets), helpers);
}
