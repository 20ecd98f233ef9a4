import assert from "node:assert/strict";
import { EngineClient } from "../../lib/engine/client.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import { EngineError } from "../../lib/engine/errors.ts";
import { eachLimited } from "../../lib/engine/inspect_networks.ts";
import { mutant, randomOf } from "../support/answer_mutants.ts";
import { SEED } from "../support/fast_check.ts";
import { type Part, scriptedHttp } from "../support/scripted_stream.ts";

/** FUZZ_RUNS=200000 for the long run. */
const RUNS = Number(Deno.env.get("FUZZ_RUNS") ?? 5000);
/** What a run may leave behind in memory, in bytes, once garbage was not collected for a while. */
const GROWTH = 400 * 1024 * 1024;

const CALLS: ((engine: Engine, signal: AbortSignal) => Promise<unknown>)[] = [
  (engine) => engine.networks(),
  (engine) => engine.tasks((task) => task.Id),
  (engine) => engine.info(),
  (engine) => engine.createNetwork({ Name: "n" }),
  (engine) => engine.removeNetwork("n"),
  (engine) => engine.call("HEAD", "/_ping"),
  (engine, signal) => drained(engine.events({}, signal)),
  (engine, signal) => drained(engine.logs("services", "s", { follow: false, signal })),
];

async function drained(parts: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of parts) count++;
  return count;
}

/** Two calls on connections that answer with nonsense: each gives a value or an `EngineError`, in time. */
async function trial(seed: number): Promise<string> {
  const random = randomOf(seed);
  const script = (): Part[] => {
    const parts: Part[] = ["request", mutant(random)];
    if (random(15) === 0) parts.push("request", mutant(random));
    return [...parts, random(50) === 0 ? "hang" : "end"];
  };
  const step = [1, 3, 17, 1000, Infinity][random(5)]!;
  const { http, streams } = scriptedHttp([script(), script(), script()], { step, limit: 5 });
  const engine = new EngineClient(http, { apiVersion: "1.51", engineApi: "1.51" }, {
    host: "x",
    local: true,
  });
  let outcome = "";
  for (let calls = 0; calls < 2; calls++) {
    const stop = new AbortController();
    const call = CALLS[random(CALLS.length)]!;
    try {
      await call(engine, AbortSignal.any([stop.signal, AbortSignal.timeout(20)]));
      outcome += "value ";
    } catch (error) {
      if (error instanceof EngineError) outcome += `${error.kind} `;
      else if (error instanceof DOMException && error.name === "TimeoutError") outcome += "stopped ";
      else throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  engine.close();
  assert.ok(streams.every((stream) => stream.closed), `seed ${seed}: a connection stays open`);
  return outcome;
}

Deno.test(`${RUNS} mutated and random answers: no hang, no crash, bounded memory`, async () => {
  const before = Deno.memoryUsage().rss;
  const outcomes = new Map<string, number>();
  const seeds = Array.from({ length: RUNS }, (_, run) => SEED + run);
  // Together, because some of them wait for a limit.
  await eachLimited(seeds, 20, async (seed) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hang = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`seed ${seed}: no end after 60 s`)), 60_000);
    });
    const outcome = await Promise.race([trial(seed), hang]);
    clearTimeout(timer);
    for (const word of outcome.trim().split(" ")) outcomes.set(word, (outcomes.get(word) ?? 0) + 1);
  });
  const grown = Deno.memoryUsage().rss - before;
  assert.ok(grown < GROWTH, `${Math.round(grown / 1024 / 1024)} MiB more than before`);
  // Nonsense of all kinds was made, and some of it was none.
  for (const word of ["value", "other", "unreachable", "timeout"]) {
    assert.ok(outcomes.has(word), `no call ended with ${word}: ${[...outcomes]}`);
  }
});
