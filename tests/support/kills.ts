/** Carries a change out while its process is killed again and again, at moments that a seed decides. */
import type Docker from "dockerode";
import assert from "node:assert/strict";
import { until } from "../../scripts/lab/node.ts";
import type { Ran } from "../../scripts/support/process.ts";
import type { Operator, Running } from "./operator.ts";

/** A whole number from 0 up to, but not, `below`. */
export type Dice = (below: number) => number;

export interface KillOptions {
  witness: Docker;
  dice: Dice;
  /** How many kills before it may go on to its end. */
  kills: number;
  /** Who goes on after a kill; by default who began. */
  next?: (kill: number) => Operator;
  /** Called after each kill, before anybody goes on. */
  killed(at: string): Promise<void>;
  /** When to kill; by default sampled: after some of the engine's events, or some time. */
  moment?: (running: Running) => Promise<string>;
  /** Nobody goes on after the last kill. */
  leave?: true;
}

export interface Killed {
  kills: number;
  /** The operation's ID; undefined when it ended before its lock was seen. */
  operation: string | undefined;
  /** What the process said that ended by itself; undefined where the last one was killed. */
  last: Ran | undefined;
}

/** Starts the command, kills it, goes on with `resume` and kills that, as often as asked; then lets it end, with exit 0. */
export async function killOften(first: Operator, words: string[], options: KillOptions): Promise<Killed> {
  let kills = 0;
  let operation = await heldOperation(options.witness);
  let running = first.start(...words);
  let who = first;
  while (kills < options.kills) {
    const at = await (options.moment ?? sampled(options))(running);
    if (!await running.kill()) break;
    kills++;
    const held = await heldOperation(options.witness);
    operation = held ?? operation;
    await options.killed(`kill ${kills} ${at}`);
    // Killed after its very last write, it was done.
    const over = held === undefined && operation !== undefined && !words.includes(operation);
    if (over || options.leave && kills === options.kills) return { kills, operation, last: undefined };
    const [before, holder] = [who, await lockHolder(options.witness)];
    who = options.next?.(kills) ?? first;
    running = await goOn(who, words, options.witness);
    // Somebody else watches the lock for a while, to be sure that nobody works: there is nothing to kill meanwhile.
    if (who !== before) await until(async () => await lockHolder(options.witness) !== holder, 40_000);
  }
  const watch = setInterval(async () => {
    operation = await heldOperation(options.witness).catch(() => undefined) ?? operation;
  }, 500);
  try {
    const last = await running.ended;
    assert.equal(last.code, 0, `exit ${last.code} after ${kills} kills\n${last.stderr}\n${last.stdout}`);
    return { kills, operation, last };
  } finally {
    clearInterval(watch);
  }
}

/** `resume`, or the command itself when it was killed before it had begun (an undo: before it had the lock). */
async function goOn(who: Operator, words: string[], witness: Docker): Promise<Running> {
  const held = await heldOperation(witness);
  return held === undefined || words.includes(held)
    ? who.start(...words)
    : who.start("resume", "--yes", held);
}

/** The operation that has the swarm's lock. */
export async function heldOperation(witness: Docker): Promise<string | undefined> {
  const spec = await lockSpec(witness);
  return spec === undefined ? undefined : spec.Labels["swarmnet.operation"] ?? JSON.parse(atob(spec.Data)).id;
}

/** The token of the process that has it, or had it when it was killed. */
async function lockHolder(witness: Docker): Promise<string | undefined> {
  return (await lockSpec(witness))?.Labels["swarmnet.holder"];
}

// deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
async function lockSpec(witness: Docker): Promise<any> {
  // deno-lint-ignore no-explicit-any -- as above
  const configs: any[] = await witness.listConfigs({ filters: { name: ["swarmnet.lock"] } });
  return configs.find((one) => one.Spec.Name === "swarmnet.lock")?.Spec;
}

/**
 * Half of the moments follow what the swarm's objects show, so that calls and their answers are hit; the other half come at
 * any time, so that waits are. At most 3 s.
 */
function sampled({ witness, dice }: KillOptions): (running: Running) => Promise<string> {
  return async ({ ended }) => {
    const byTime = dice(2) === 0;
    const writes = byTime ? 0 : 1 + dice(6);
    const ms = byTime ? 150 + dice(2_000) : dice(40);
    let over = false;
    const end = ended.then(() => {
      over = true;
    });
    if (!byTime) await afterWrites(witness, writes, () => over);
    await Promise.race([new Promise((resolve) => setTimeout(resolve, ms)), end]);
    return byTime ? `after ${ms} ms` : `${ms} ms after write ${writes}`;
  };
}

/** Waits for some writes to networks, services and configs, at most 3 s. */
async function afterWrites(witness: Docker, count: number, over: () => boolean): Promise<void> {
  const deadline = performance.now() + 3_000;
  let seen = -1;
  let last = "";
  while (seen < count && !over() && performance.now() < deadline) {
    const now = await versions(witness);
    if (now !== last) seen++;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Changes with every write to a service or config, and with every network that comes or goes. */
async function versions(witness: Docker): Promise<string> {
  // deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
  const lists: any[][] = await Promise.all([
    witness.listServices(),
    witness.listConfigs(),
    witness.listNetworks({ filters: { driver: ["overlay"] } }),
  ]);
  return lists.flat().map((one) => `${one.ID ?? one.Id} ${one.Version?.Index ?? ""}`).sort().join();
}
