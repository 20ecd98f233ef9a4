/**
 * probe on real engines that share this machine's kernel: what needs neither IPVS nor IPsec, and nodes that cannot answer. Encryption is
 * proven in guest_probe.test.ts.
 */
import assert from "node:assert/strict";
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import { until } from "../../scripts/lab/node.ts";
import { textOf, which } from "../../scripts/support/process.ts";
import { type Age, engineOf, startLab, type TestLab } from "../support/lab.ts";
import { type Operator, operator } from "../support/operator.ts";

// deno-lint-ignore no-explicit-any -- documents and the witness's answers are read as they are
type Answer = any;

const PROBE = ["probe", "--yes", "--image", LAB_IMAGE];

interface Stage {
  lab: TestLab;
  person: Operator;
}

async function leftNames({ witness }: TestLab): Promise<string[]> {
  const services: Answer[] = await witness.listServices();
  const networks: Answer[] = await witness.listNetworks();
  return [...services.map((one) => one.Spec.Name), ...networks.map((one) => one.Name)]
    .filter((name) => name.startsWith("swarmnet-"));
}

async function documentOf({ person, lab }: Stage, ...words: string[]): Promise<Answer> {
  const ran = await person.run(...PROBE, "--format", "json", ...words);
  assert.ok(ran.code === 0 || ran.code === 3, `exit ${ran.code}: ${ran.stderr}`);
  assert.deepEqual(await leftNames(lab), []);
  const document = JSON.parse(ran.stdout);
  assert.equal(document.exit, ran.code);
  return document;
}

async function startService({ lab }: Stage): Promise<void> {
  const docker = ["docker", "--host", lab.hosts[0]!];
  await textOf([...docker, "network", "create", "-d", "overlay", "wires"]);
  const common = ["service", "create", "-d", "--no-resolve-image", "--mode", "global"];
  await textOf([...docker, ...common, "--name", "web", "--network", "wires", LAB_IMAGE]);
  const running = async () => {
    const tasks: Answer[] = await lab.witness.listTasks();
    return tasks.filter((task) => task.Status.State === "running").length === 3;
  };
  assert.ok(await until(running, 60_000), "the service does not run");
}

const STEPS: [name: string, run: (stage: Stage) => Promise<void>][] = [
  [
    "a plain network is called clear between each two nodes, and what is seen agrees with the tasks",
    async (stage) => {
      await startService(stage);
      const { wire, checks, answers } = await documentOf(stage, "wires");
      assert.deepEqual(answers.map((one: Answer) => one.why), ["", "", ""]);
      assert.deepEqual(wire.map((one: Answer) => one.seen), Array(6).fill("clear"), JSON.stringify(wire));
      const states = (code: string) =>
        checks.filter((one: Answer) => one.code === code).map((one: Answer) => one.state);
      assert.deepEqual(states("SN0802"), Array(6).fill("ok"));
      assert.deepEqual(states("SN0804"), Array(6).fill("ok"));
      assert.deepEqual(states("SN0807"), Array(12).fill("ok"));
      assert.deepEqual(
        states("SN0828"),
        Array(3).fill("ok"),
        JSON.stringify(checks.filter((one: Answer) => one.code === "SN0828")),
      );
    },
  ],
  [
    "without --yes and without a terminal it refuses, names what it would use, and has created nothing",
    async ({ lab, person }) => {
      const ran = await person.run("probe", "--image", LAB_IMAGE);
      assert.equal(ran.code, 125, ran.stderr);
      assert.match(ran.stderr, /--yes/);
      assert.deepEqual(await leftNames(lab), []);
    },
  ],
  ["a drained node is unknown with its reason, and the others go on", async (stage) => {
    const docker = ["docker", "--host", stage.lab.hosts[0]!];
    await textOf([...docker, "node", "update", "--availability", "drain", "node3"]);
    const { answers, checks } = await documentOf(stage, "wires");
    const whys = Object.fromEntries(answers.map((one: Answer) => [one.node, one.why]));
    assert.match(whys.node3, /drained/);
    assert.deepEqual([whys.node1, whys.node2], ["", ""]);
    const silent = checks.filter((one: Answer) => one.node === "node3" && one.code === "SN0814");
    assert.deepEqual(silent.map((one: Answer) => one.state), ["unknown"]);
    await textOf([...docker, "node", "update", "--availability", "active", "node3"]);
  }],
  ["an image that no node has is said for each node, and nothing is called anything", async (stage) => {
    const { answers, wire } = await documentOf(
      stage,
      "--image",
      "no-such-tools:1",
      "--start-timeout",
      "60s",
      "wires",
    );
    for (const { why } of answers) assert.match(why, /no image no-such-tools:1/);
    assert.ok(wire.every((one: Answer) => one.seen === "not-proven"));
  }],
];

for (const age of ["newest", "oldest"] as Age[]) {
  const engine = await engineOf(age);
  const missing = ["tcpdump", "nsenter"].filter((name) => which(name) === undefined);
  const reason = "reason" in engine
    ? engine.reason
    : missing.length > 0
    ? `${missing.join(", ")} not on the PATH`
    : undefined;
  if (reason !== undefined) console.log(`skipped: probe on the ${age} engine: ${reason}`);
  Deno.test({
    name: `probe on the ${age} engine`,
    ignore: reason !== undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      const lab = await startLab((engine as { engine: string }).engine);
      const person = operator(lab.hosts[0]!);
      try {
        for (const [name, run] of STEPS) await t.step(name, () => run({ lab, person }));
      } finally {
        person.remove();
        await lab.end();
      }
    },
  });
}
