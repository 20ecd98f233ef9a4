import assert from "node:assert/strict";
import process from "node:process";
import { loadStack } from "../../lib/stack/index.ts";
import { SEED } from "../support/fast_check.ts";
import { CORPUS } from "../support/stacks/corpus.ts";
import { mutate, seeded } from "../support/stacks/mutate.ts";

/** Inputs of one run; STACK_FUZZ_INPUTS for more, PROPERTY_SEED for other ones. */
const INPUTS = Number(process.env.STACK_FUZZ_INPUTS ?? 5000);
/** A bound on a hang: a calm machine takes milliseconds. */
const SLOWEST_MS = 20_000;

Deno.test(`mutated stack files never crash the loader (${INPUTS} inputs, PROPERTY_SEED=${SEED})`, () => {
  const random = seeded(SEED);
  const texts = CORPUS.flatMap((example) => example.files.filter((text) => typeof text === "string"));
  const pick = () => texts[random(texts.length)]!;
  for (let index = 0; index < INPUTS; index++) {
    const count = 1 + random(8) % 2;
    const files = Array.from({ length: count }, (_, file) => ({
      name: `${file}.yml`,
      text: random(2) === 0
        ? mutate(pick(), pick(), random)
        : new TextEncoder().encode(mutate(pick(), pick(), random)),
    }));
    const described = () =>
      `PROPERTY_SEED=${SEED} input ${index}: ${JSON.stringify(files.map(({ text }) => String(text)))}`;
    const start = performance.now();
    try {
      const { accepted, stack, problems } = loadStack(files, { stack: "s", env: { V: "val", N: "80" } });
      assert.equal(accepted, problems.every((problem) => problem.stage === "deploy"));
      assert.ok(!accepted || stack !== undefined);
      for (const { at } of problems) assert.ok(at.line >= 1 && at.column >= 1);
    } catch (error) {
      throw new Error(`${described()}: ${error}`, { cause: error });
    }
    assert.ok(performance.now() - start < SLOWEST_MS, described());
  }
});
