/**
 * bench where IPsec works: a User-Mode Linux guest with two engines. What happens inside is in tests/support/guest_bench.ts; here it
 * is judged.
 */
import assert from "node:assert/strict";
import { reportFromGuest, whyNoGuest } from "../support/guest.ts";
import type { Ended, GuestBench } from "../support/guest_bench.ts";

/** A bound on a guest that hangs; on a busy machine it takes twice as long as on a calm one. */
const LIMIT_MS = 900_000;

interface Compared {
  id: string;
  verdict: string;
  ratio: { value: number; low: number; high: number } | null;
}

// deno-lint-ignore no-explicit-any -- a document is read as it is
function pairOf({ ran }: Ended): any {
  assert.ok(ran.stdout.startsWith("{"), ran.stderr);
  return JSON.parse(ran.stdout).pairs[0];
}

function compared(ended: Ended, id: string): Compared {
  return pairOf(ended).comparisons.find((one: Compared) => one.id === id);
}

function nothingLeft({ left }: Ended): void {
  assert.deepEqual(left, { services: [], networks: [], configs: [], containers: [0, 0] });
}

const STEPS: [name: string, check: (report: GuestBench) => void][] = [
  ["it measures every trial", ({ first, repeat }) => {
    for (const ended of [first, repeat]) {
      const pair = pairOf(ended);
      assert.deepEqual(pair.problems, []);
      const failed = pair.trials.filter((one: { result: { kind: string } }) => one.result.kind === "failed");
      assert.deepEqual(failed, []);
    }
  }],
  ["the penalty has the right sign: less throughput, more CPU for each gigabit", ({ first }) => {
    for (const id of ["tcp-one", "cpu-sender", "cpu-receiver"]) {
      const { verdict, ratio } = compared(first, id);
      assert.equal(verdict, "costs", `${id}: ${JSON.stringify(ratio)}`);
      assert.equal(ratio!.value < 1, id === "tcp-one", id);
    }
    // ESP and its MTU cost at least this on a processor without offloading; usually the guest loses nine tenths.
    assert.ok(compared(first, "tcp-one").ratio!.high < 0.7);
  }],
  ["a repeat agrees: both intervals overlap", ({ first, repeat }) => {
    for (const id of ["tcp-one", "tcp-many", "cpu-sender", "latency-p50"]) {
      const [a, b] = [first, repeat].map((one) => compared(one, id).ratio!);
      console.log(
        `${id}: ${
          [a, b].map((one) => `${one!.value.toFixed(3)} (${one!.low.toFixed(3)} to ${one!.high.toFixed(3)})`)
            .join(", then ")
        }`,
      );
      assert.ok(a!.low <= b!.high && b!.low <= a!.high, id);
    }
  }],
  ["MTU, engine, kernel and processor of both nodes are told, and that they share a kernel", ({ first }) => {
    const { from, to, oneKernel } = pairOf(first);
    assert.equal(oneKernel, true);
    for (const node of [from, to]) {
      assert.deepEqual(node.mtu, { encrypted: 1424, plain: 1450 });
      assert.equal(typeof node.aes, "boolean");
      assert.match(node.engine, /^\d+\./);
      assert.ok(node.kernel !== null && node.iperf !== null && node.cpus >= 1);
    }
  }],
  [
    "1 Gbit/s does not fit where the encrypted ceiling is below it, and the exit code says so",
    ({ first }) => {
      const { encrypted } = pairOf(first).estimate.arms;
      assert.equal(first.ran.code, encrypted.suffices === false ? 3 : 0);
      assert.equal(encrypted.suffices, encrypted.ceiling >= 1e9);
    },
  ],
  ["nothing is left behind", ({ first, repeat }) => [first, repeat].forEach(nothingLeft)],
  ["killed at any moment, nothing is left after the next run", ({ kills, next }) => {
    assert.ok(kills.some((one) => one.killed), JSON.stringify(kills));
    assert.equal(next.ran.code, 0, next.ran.stderr);
    nothingLeft(next);
  }],
  ["interrupted, it takes everything away before it ends", ({ interrupted }) => {
    assert.equal(interrupted.ran.code, 130, interrupted.ran.stderr);
    nothingLeft(interrupted);
  }],
  ["where ESP is dropped the encrypted network is named, and the plain one is measured", ({ dropped }) => {
    const pair = pairOf(dropped);
    assert.deepEqual(pair.problems.map((one: { arm: string }) => one.arm), ["encrypted"]);
    assert.match(pair.problems[0].next, /IP protocol 50/);
    const plain = pair.trials.filter((one: { arm: string }) => one.arm === "plain");
    assert.ok(plain.every((one: { result: { kind: string } }) => one.result.kind !== "failed"));
    nothingLeft(dropped);
  }],
];

const reason = await whyNoGuest(["iperf3"]);
if (reason !== undefined) console.log(`skipped: bench in a guest: ${reason}`);
Deno.test({
  name: "guest with IPsec: bench measures what encryption costs",
  ignore: reason !== undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    const seed = Number(Deno.env.get("SWARMNET_SEED") ?? Date.now() % 1_000_000);
    console.log(`SWARMNET_SEED=${seed}`);
    const report = await reportFromGuest<GuestBench>({
      module: "tests/support/guest_bench.ts",
      args: [String(seed)],
      timeoutMs: LIMIT_MS,
    });
    for (const [name, check] of STEPS) await t.step(name, () => check(report));
  },
});
