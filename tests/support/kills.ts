/** Carries a change out while its process is killed again and again, at moments that a seed decides. */
import type Docker from "dockerode";
import assert from "node:assert/strict";
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
  /** What the process said that ended by itself; undefined with `leave`. */
  last: Ran | undefined;
}

/** Starts the command, kills it, goes on with `resume` and kills that, as often as asked; then lets it end, with exit 0. */
export async function killOften(first: Operator, words: string[], options: KillOptions): Promise<Killed> {
  let kills = 0;
  let operation = await heldOperation(options.witness);
  let running = first.start(...words);
  while (kills < options.kills) {
    const at = await (options.moment ?? sampled(options))(running);
    if (!await running.kill()) break;
    kills++;
    operation = await heldOperation(options.witness) ?? operation;
    await options.killed(`kill ${kills} ${at}`);
    if (options.leave && kills === options.kills) return { kills, operation, last: undefined };
    const who = options.next?.(kills) ?? first;
    running = await goOn(who, words, options.witness);
  }
  const watch = setInterval(async () => operation = await heldOperation(options.witness) ?? operation, 500);
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
  // deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
  const configs: any[] = await witness.listConfigs({ filters: { name: ["swarmnet.lock"] } });
  const spec = configs.find((one) => one.Spec.Name === "swarmnet.lock")?.Spec;
  if (spec === undefined) return undefined;
  return spec.Labels["swarmnet.operation"] ?? JSON.parse(atob(spec.Data)).id;
}

/**
 * Half of the moments follow the engine's events, so that calls and their answers are hit; the other half come at any time,
 * so that waits are. At most 3 s.
 */
function sampled({ witness, dice }: KillOptions): (running: Running) => Promise<string> {
  return async ({ ended }) => {
    const byTime = dice(2) === 0;
    const events = byTime ? 0 : 1 + dice(6);
    const ms = byTime ? 150 + dice(2_000) : dice(40);
    const over = ended.then(() => undefined);
    if (!byTime) await Promise.race([afterEvents(witness, events, 3_000), over]);
    await Promise.race([new Promise((resolve) => setTimeout(resolve, ms)), over]);
    return byTime ? `after ${ms} ms` : `${ms} ms after event ${events}`;
  };
}

/** Waits for some writes to networks, services and configs, at most so long. */
async function afterEvents(witness: Docker, count: number, limitMs: number): Promise<void> {
  const stream = await witness.getEvents({
    filters: { scope: ["swarm"], type: ["network", "service", "config"] },
  });
  let seen = 0;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, limitMs);
    stream.on("data", (chunk: Uint8Array) => {
      seen += new TextDecoder().decode(chunk).trim().split("\n").length;
      if (seen < count) return;
      clearTimeout(timer);
      resolve();
    });
  });
  (stream as unknown as { destroy(): void }).destroy();
}
