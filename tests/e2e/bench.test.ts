/**
 * bench on real engines that share this machine's kernel: the plain network is measured everywhere, the encrypted one where the kernel
 * has ESP. What encryption costs is measured in guest_bench.test.ts.
 */
import assert from "node:assert/strict";
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import { until } from "../../scripts/lab/node.ts";
import { which } from "../../scripts/support/process.ts";
import { type Age, engineOf, startLab, type TestLab } from "../support/lab.ts";
import { type Operator, operator } from "../support/operator.ts";

// deno-lint-ignore no-explicit-any -- documents and the witness's answers are read as they are
type Answer = any;

const BENCH = [
  "bench",
  "--yes",
  "--trials",
  "1",
  "--duration",
  "1s",
  "--streams",
  "2",
  "--max-rate",
  "200Mbit",
];

async function nothingLeft({ witness }: TestLab): Promise<void> {
  const names = async (): Promise<string[]> => {
    const services: Answer[] = await witness.listServices();
    const networks: Answer[] = await witness.listNetworks();
    return [...services.map((one) => one.Spec.Name), ...networks.map((one) => one.Name)]
      .filter((name) => name.startsWith("swarmnet"));
  };
  await until(async () => (await names()).length === 0, 10_000);
  assert.deepEqual(await names(), []);
}

interface Stage {
  lab: TestLab;
  person: Operator;
}

const STEPS: [name: string, run: (stage: Stage) => Promise<void>][] = [
  ["the plain network is measured, and the encrypted one or why it is not", async ({ lab, person }) => {
    const ran = await person.run(...BENCH, "--image", LAB_IMAGE, "--format", "json");
    assert.equal(ran.code, 0, ran.stderr);
    const [{ trials, problems, from, to }] = JSON.parse(ran.stdout).pairs;
    const plain = trials.filter((one: Answer) => one.arm === "plain");
    assert.ok(plain.length >= 5 && plain.every((one: Answer) => one.result.kind !== "failed"), ran.stdout);
    const tcp = plain.filter((one: Answer) => one.result.kind === "tcp").map((one: Answer) =>
      one.result.bitsPerSecond
    );
    assert.ok(tcp.every((rate: number) => rate > 1e6 && rate < 2.3e8), `--max-rate was not kept: ${tcp}`);
    assert.notEqual(from.name, to.name);
    assert.equal(from.mtu.plain, 1450);
    const encrypted = trials.some((one: Answer) => one.arm === "encrypted" && one.result.kind !== "failed");
    assert.deepEqual(
      problems.map((one: Answer) => one.arm),
      encrypted ? [] : ["encrypted"],
      JSON.stringify(problems),
    );
    console.log(encrypted ? "this kernel encrypts" : problems[0].why);
    await nothingLeft(lab);
  }],
  ["an image that no node has is said to be missing, and nothing is left", async ({ lab, person }) => {
    const ran = await person.run(...BENCH, "--image", "swarmnet-lab:none");
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /no image swarmnet-lab:none|swarmnet-lab:none/);
    await nothingLeft(lab);
  }],
  ["a drained node is named, and with --all-pairs the others are measured", async ({ lab, person }) => {
    const nodes: Answer[] = await lab.witness.listNodes();
    const worker = nodes.find((node) => node.Spec.Role === "worker");
    const spec = { ...worker.Spec, Availability: "drain" };
    await lab.witness.getNode(worker.ID).update({ version: worker.Version.Index, ...spec });
    const named = await person.run(
      ...BENCH,
      "--nodes",
      `${worker.ID},${nodes.find((node) => node !== worker).ID}`,
    );
    assert.equal(named.code, 1);
    assert.match(named.stderr, /is drained/);
    const ran = await person.run(...BENCH, "--all-pairs", "--image", LAB_IMAGE, "--format", "csv");
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /Left out: .*is drained/);
    const pairs = new Set(
      ran.stdout.trim().split("\n").slice(1).map((row) => row.split(",").slice(0, 2).join(">")),
    );
    assert.equal(pairs.size, 1);
    await nothingLeft(lab);
  }],
];

for (const age of ["newest", "oldest"] satisfies Age[]) {
  const found = await engineOf(age);
  const reason = "reason" in found
    ? found.reason
    : which("iperf3") === undefined
    ? "there is no iperf3"
    : undefined;
  if (reason !== undefined) console.log(`skipped: bench on the ${age} engine: ${reason}`);
  Deno.test({
    name: `engine ${"version" in found ? found.version : age}: bench`,
    ignore: reason !== undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      if ("reason" in found) return;
      const lab = await startLab(found.engine);
      const person = operator(lab.hosts[0]!);
      try {
        // What the commands check before they start does not differ between engines.
        const steps = age === "newest" ? STEPS : STEPS.slice(0, 1);
        for (const [name, run] of steps) await t.step(name, () => run({ lab, person }));
      } finally {
        person.remove();
        await lab.end();
      }
    },
  });
}
