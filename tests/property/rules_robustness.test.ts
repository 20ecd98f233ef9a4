import assert from "node:assert/strict";
import process from "node:process";
import { REPORT_FORMATS } from "../../lib/view/reports/formats.ts";
import { renderVerdict } from "../../lib/view/reports/index.ts";
import { conclude } from "../../lib/checks/conclude.ts";
import { RULES } from "../../lib/checks/registry.ts";
import type { View } from "../../lib/checks/rule.ts";
import { liveView, NO_POLICY, stackView } from "../../lib/checks/view.ts";
import { declare } from "../../lib/stack/as_swarm.ts";
import { loadStack } from "../../lib/stack/index.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { SEED } from "../support/fast_check.ts";
import { JUDGING } from "../support/judging.ts";
import { CORPUS } from "../support/stacks/corpus.ts";
import { mutate, seeded } from "../support/stacks/mutate.ts";

/** Inputs of one run; RULES_FUZZ_INPUTS for more, PROPERTY_SEED for other ones. */
const INPUTS = Number(process.env.RULES_FUZZ_INPUTS ?? 300);
/** A bound on a hang: a calm machine takes milliseconds. */
const SLOWEST_MS = 20_000;

const POLICY = {
  ...NO_POLICY,
  mustEncrypt: ["*"],
  allowedSubnets: ["10.0.0.0/8", "fd00::/8"],
  forbiddenPorts: ["22", "8000-8999/tcp"],
};

/** What an engine or a snapshot may hold where the model only says "text" or "number". */
const TEXTS = [
  "",
  "x",
  "__proto__",
  "constructor",
  "10.0.0.0/8",
  "10.0.3.0/24",
  "10.0.1.300/24",
  "0.0.0.0/0",
  "fd00::/64",
  "::ffff:10.0.0.1/120",
  "10.0.1.5",
  "\u202e\u001b[31m",
  "a".repeat(300),
  "9".repeat(400),
  "1e999",
  "2026-13-45T99:99:99Z",
  "28.5.2-rc.1+dirty",
  "🦆",
  "*",
];
const NUMBERS = [0, 1, 33, 65_536, 2 ** 31, 1e18];

/** Replaces a few texts, numbers and lists anywhere in a value; its shape stays what the snapshot reader accepts. */
function spoil(value: unknown, random: (below: number) => number, chance: number): unknown {
  if (Array.isArray(value)) {
    if (random(chance) === 0) return [];
    const items = value.map((item) => spoil(item, random, chance));
    return random(chance) === 0 ? [...items, ...items] : items;
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spoil(one, random, chance)]));
  }
  if (random(chance) !== 0) return value;
  if (typeof value === "string") return TEXTS[random(TEXTS.length)];
  if (typeof value === "number") return NUMBERS[random(NUMBERS.length)];
  return typeof value === "boolean" ? !value : value;
}

/** Judged and rendered in every format; the verdict must be the same one twice. */
function check(view: View): void {
  const heading = {
    schema: "swarmnet/audit/1",
    version: "0.0.0",
    subject: {
      kind: "swarm",
      from: "x",
      cluster: "",
      node: "",
      taken: "",
      networks: 0,
      services: 0,
      tasks: 0,
      nodes: 0,
    },
    gaps: [],
  } as const;
  const verdict = conclude([view], RULES, { ...JUDGING, profile: "cis" }, heading);
  for (const { message, object, code, fix } of [...verdict.findings, ...verdict.suppressed]) {
    const texts = [object.name, fix.text, ...fix.commands ?? []];
    assert.ok(texts.every((text) => typeof text === "string"), `${code}: ${JSON.stringify(texts)}`);
    assert.ok(message.length > 0 && !message.includes("[object"), message);
  }
  for (const format of REPORT_FORMATS) renderVerdict(verdict, format, { width: 80, ascii: true });
}

function run(kind: string, viewOf: (random: (below: number) => number) => View): void {
  const random = seeded(SEED);
  for (let index = 0; index < INPUTS; index++) {
    const start = performance.now();
    try {
      check(viewOf(random));
    } catch (error) {
      throw new Error(
        `PROPERTY_SEED=${SEED} ${kind} ${index}: ${error instanceof Error ? error.stack : error}`,
      );
    }
    assert.ok(
      performance.now() - start < SLOWEST_MS,
      `PROPERTY_SEED=${SEED} ${kind} ${index} took too long`,
    );
  }
}

Deno.test(`no swarm makes a rule or a report fail (${INPUTS} swarms, PROPERTY_SEED=${SEED})`, () => {
  const demo = demoSwarm();
  run("swarm", (random) => liveView(spoil(demo, random, 20 + random(400)) as Swarm, POLICY));
});

Deno.test(`no stack file makes a rule or a report fail (${INPUTS} files, PROPERTY_SEED=${SEED})`, () => {
  const texts = CORPUS.flatMap((example) => example.files.filter((text) => typeof text === "string"));
  const demo = demoSwarm();
  run("stack", (random) => {
    const pick = () => texts[random(texts.length)]!;
    const files = [0, 1].slice(random(2)).map((file) => ({
      name: `${file}.yml`,
      text: mutate(pick(), pick(), random),
    }));
    const loaded = loadStack(files, { stack: "shop", env: { V: "val", N: "80" } });
    const against = random(2) === 0 ? undefined : demo;
    return stackView(loaded, declare(loaded, against), { against, policy: POLICY });
  });
});
