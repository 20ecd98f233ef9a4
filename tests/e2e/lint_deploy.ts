/**
 * What `lint` says, held against a real `docker stack deploy`: a file that fails at error level is refused, or changed as the
 * finding says; a file that passes deploys with the networks that lint announced. The examples are the rules' own.
 */
import assert from "node:assert/strict";
import type Docker from "dockerode";
import { collect } from "../../lib/engine/collect.ts";
import { connect } from "../../lib/engine/connect.ts";
import { plannedNetworks } from "../../lib/checks/planned_networks.ts";
import { RULES } from "../../lib/checks/registry.ts";
import type { Rule, RuleExample } from "../../lib/checks/rule.ts";
import { judge } from "../../lib/checks/run.ts";
import { stackView } from "../../lib/checks/view.ts";
import { declare } from "../../lib/stack/as_swarm.ts";
import { loadStack } from "../../lib/stack/index.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { until } from "../../scripts/lab/node.ts";
import { capture, type Ran } from "../../scripts/support/process.ts";
import { unixTarget } from "../support/engine_socket.ts";
import { findStackConfig } from "../support/stack_config.ts";
import { type Age, engineOf, startLab, type TestLab } from "../support/lab.ts";
import { judgeExample } from "../support/judge_example.ts";

/** What an error-level finding comes to where deploy does not refuse the file: a look at what it made of it. */
const CHANGED: Record<string, (witness: Docker, stack: string) => Promise<void>> = {
  "A port's mode": async (witness, stack) => {
    const service = await witness.getService(`${stack}_a`).inspect();
    assert.equal(service.Spec.EndpointSpec.Ports[0].PublishMode, "ingress");
  },
  "Mentioned again": async (witness, stack) => {
    const network = await witness.getNetwork(`${stack}_n`).inspect();
    assert.ok(!Object.hasOwn(network.Options, "encrypted"));
  },
  "No longer internal": async (witness, stack) => {
    assert.equal((await witness.getNetwork(`${stack}_n`).inspect()).Internal, false);
  },
  "A subnet of a stack file that the swarm has already": neverAllocated,
  "In a stack file": neverAllocated,
  "Of another network, in a stack file": neverAllocated,
};

async function neverAllocated(witness: Docker, stack: string): Promise<void> {
  // A network made later is allocated, so this one would have been by now.
  const later = await witness.createNetwork({ Name: "later", Driver: "overlay" });
  assert.ok(await until(async () => (await later.inspect()).Driver === "overlay", 20_000));
  assert.equal((await witness.getNetwork(`${stack}_n`).inspect()).Driver, "");
  await later.remove();
}

/** Further files that only a deploy refuses, and some that look so and are taken: the catch-all must know them. */
const SERVICES: { what: string; body: string; refused: boolean }[] = [
  { what: "no image", body: "build: .", refused: true },
  { what: "an image without a tag behind its colon", body: 'image: "web:"', refused: true },
  { what: "an image in capitals", body: "image: Web", refused: true },
  { what: "a host with a port", body: "image: registry.example:5000/team/web_app:1.2-rc", refused: false },
  {
    what: "a constraint with one equals sign",
    body: "image: x, deploy: {placement: {constraints: [node.role=manager]}}",
    refused: true,
  },
  {
    what: "a constraint",
    body: "image: x, deploy: {placement: {constraints: [node.labels.a-b == x y]}}",
    refused: false,
  },
  { what: "an unknown restart policy", body: "image: x, restart: sometimes", refused: true },
  { what: "a known one", body: "image: x, restart: 'on-failure:3'", refused: false },
  { what: "no restarts", body: "image: x, restart: 'no'", refused: false },
  {
    what: "an unknown one that deploy's own hides",
    body: "image: x, restart: sometimes, deploy: {restart_policy: {condition: any}}",
    refused: false,
  },
  {
    what: "an unknown restart condition",
    body: "image: x, deploy: {restart_policy: {condition: maybe}}",
    refused: true,
  },
  {
    what: "an unknown failure action",
    body: "image: x, deploy: {update_config: {failure_action: panic}}",
    refused: true,
  },
  {
    what: "a roll-back that rolls back",
    body: "image: x, deploy: {rollback_config: {failure_action: rollback}}",
    refused: false,
  },
  {
    what: "processors that are no number",
    body: "image: x, deploy: {resources: {limits: {cpus: many}}}",
    refused: true,
  },
  {
    what: "a job with an update policy",
    body: "image: x, deploy: {mode: replicated-job, update_config: {parallelism: 1}}",
    refused: true,
  },
  { what: "two mounts at one place", body: "image: x, volumes: ['/tmp:/x', '/var:/x']", refused: true },
  { what: "mounts at two places", body: "image: x, volumes: ['/tmp:/x', '/var:/x/']", refused: false },
  {
    what: "a health check every ten microseconds",
    body: "image: x, healthcheck: {test: [CMD, /ok], interval: 10us}",
    refused: true,
  },
  {
    what: "less memory than a container needs",
    body: "image: x, deploy: {resources: {limits: {memory: 1M}}}",
    refused: true,
  },
  {
    what: "more failures than there are tasks",
    body: "image: x, deploy: {update_config: {max_failure_ratio: 2}}",
    refused: true,
  },
  { what: "half a processor", body: "image: x, deploy: {resources: {limits: {cpus: '.5'}}}", refused: false },
];
const NAMES: [name: string, refused: boolean][] = [
  ["a.b", true],
  ["a-", true],
  ["a_-b", false],
  ["A", false],
  ["n".repeat(60), true],
];

/** Error-level rules that the docker CLI cannot show here, and why. */
export const NOT_SHOWN: Record<string, string> = {
  SN0103: "deploy takes it; that it encrypts all the same shows on the wire only",
  SN0115: "a rule of the user's own, not docker's",
  SN0117: "a rule of the user's own, not docker's",
  SN0208: "engines differ; the end-to-end test of create shows both",
  SN0210: "deploy takes it; tasks fail when they start",
  SN0213: "deploy takes it; tasks beyond the addresses stay new",
  SN0220: "a rule of the user's own, not docker's",
  SN0234: "deploy takes it; what is never allocated needs a pool that is used up",
  SN0301: "deploy takes it; what breaks is the traffic between the nodes",
  SN0319: "deploy takes it; what hangs is the next update",
  SN0322: "a rule of the user's own, not docker's",
  SN0701: "the test of existing networks shows it",
  SN0703: "the test of existing networks shows it",
};

const isCode = (code: string) => (rule: Rule) => rule.code === code;
const docker = await findStackConfig();

/** Registers the tests for one engine. Where none can be started they are skipped, and the reason is printed once. */
export async function lintAgainstDeploy(age: Age): Promise<void> {
  const found = "missing" in docker ? { reason: docker.missing } : await engineOf(age);
  const ignore = "reason" in found;
  if (ignore) console.log(`skipped: lint against deploy on the ${age} engine: ${found.reason}`);
  const label = ignore ? age : `engine ${found.version}`;
  let lab: TestLab;
  const test = (name: string, fn: () => Promise<void>) =>
    Deno.test({ name: `${label}: ${name}`, ignore, sanitizeOps: false, sanitizeResources: false, fn });

  Deno.test.beforeAll(async () => {
    if (!ignore) lab = await startLab(found.engine);
  });
  Deno.test.afterAll(async () => {
    await lab?.end();
  });

  for (const [rule, example] of badExamples()) {
    test(`${rule.code}: deploy refuses or changes "${example.title}"`, async () => {
      const clear = await prepared(lab, example);
      try {
        const ran = await deployed(lab, example, "shop");
        const look = CHANGED[example.title];
        if (look === undefined) assert.notEqual(ran.code, 0, `deployed: ${ran.stdout}${ran.stderr}`);
        else {
          assert.equal(ran.code, 0, ran.stderr);
          await look(lab.witness, "shop");
        }
      } finally {
        await removed(lab, "shop");
        await clear();
      }
    });
  }
  const named = NAMES.map(([name, refused]) => ({
    what: `a service called ${name}`,
    name,
    body: "image: x",
    refused,
  }));
  for (const { what, name, body, refused } of [...SERVICES.map((one) => ({ ...one, name: "a" })), ...named]) {
    test(`lint and deploy ${refused ? "refuse" : "take"} ${what}`, async () => {
      const example = { title: what, stack: `services: {${name}: {${body}}}\n` };
      const { findings } = judgeExample(example, RULES.filter(isCode("SN0621")));
      const ran = await deployed(lab, example, "shop");
      await removed(lab, "shop");
      assert.equal(ran.code !== 0, refused, ran.stderr);
      assert.equal(findings.length > 0, refused, findings.map(({ message }) => message).join());
    });
  }
  test("files that pass deploy with the networks that lint announced", () => passingFiles(lab));
  test("an existing network stays as it is, and one of another stack is in the way", () => existing(lab));
}

/** Bad examples with a finding at error level. */
export function badExamples(): [Rule, RuleExample][] {
  return RULES.filter((rule) => rule.scope.includes("stack") && NOT_SHOWN[rule.code] === undefined).flatMap((
    rule,
  ) =>
    rule.bad
      .filter((example) =>
        example.stack !== undefined &&
        judgeExample(example, [rule]).findings.some(({ level }) => level === "error")
      )
      .map((example): [Rule, RuleExample] => [rule, example])
  );
}

let stacks = 0;

/** Makes the networks and services that the example's swarm has; the answer takes them back. */
async function prepared(lab: TestLab, { swarm }: RuleExample): Promise<() => Promise<void>> {
  const networks = (swarm?.networks ?? []).filter(({ name }) => name !== "ingress");
  // A swarm has one at most.
  const ingress = networks.some((one) => one.ingress === true);
  if (ingress) await removedNetwork(lab, "ingress");
  for (const one of networks) {
    await lab.witness.createNetwork({
      Name: one.name,
      Driver: one.driver ?? "overlay",
      ...(one.ingress === undefined ? {} : { Ingress: one.ingress }),
      ...(one.labels === undefined ? {} : { Labels: one.labels }),
      ...(one.options === undefined ? {} : { Options: one.options }),
      ...(one.subnet === undefined ? {} : { IPAM: { Config: [{ Subnet: one.subnet }] } }),
    });
  }
  const services = swarm?.services ?? [];
  for (const { name } of services) {
    await lab.witness.createService({ Name: name, TaskTemplate: { ContainerSpec: { Image: "x" } } });
  }
  return async () => {
    for (const { name } of services) await lab.witness.getService(name).remove();
    for (const { name } of networks) await removedNetwork(lab, name);
    if (ingress) {
      await lab.witness.createNetwork({ Name: "ingress", Driver: "overlay", Ingress: true });
    }
  };
}

async function removedNetwork(lab: TestLab, name: string): Promise<void> {
  const gone = await until(async () => {
    await lab.witness.getNetwork(name).remove().catch(() => {});
    const left = await lab.witness.listNetworks({ filters: { name: [name] } });
    return !left.some((one: { Name: string }) => one.Name === name);
  }, 30_000);
  assert.ok(gone, `network ${name} cannot be removed`);
}

/** Runs `docker stack deploy` on an example, under a name of its own. */
async function deployed(
  lab: TestLab,
  example: Pick<RuleExample, "stack" | "env">,
  stack: string,
): Promise<Ran> {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-lint-" });
  try {
    const words = [example.stack ?? []].flat().flatMap((text, at) => {
      Deno.writeTextFileSync(`${folder}/${at}.yml`, text);
      return ["-c", `${folder}/${at}.yml`];
    });
    return await run(lab, [
      "stack",
      "deploy",
      "--resolve-image",
      "never",
      "--detach=true",
      ...words,
      stack,
    ], example.env);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function run(lab: TestLab, words: string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  assert.ok("docker" in docker);
  return capture([docker.docker, ...words], {
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: "/nonexistent", DOCKER_HOST: lab.hosts[0]!, ...env },
    timeoutMs: 60_000,
  });
}

/** Removes a stack and what a refused deploy left behind. */
async function removed(lab: TestLab, stack: string): Promise<void> {
  const mine = { filters: { label: [`com.docker.stack.namespace=${stack}`] } };
  for (const service of await lab.witness.listServices(mine)) {
    await lab.witness.getService(service.ID!).remove();
  }
  const gone = await until(async () => {
    const left = await lab.witness.listNetworks(mine);
    await Promise.all(
      left.map((one: { Id: string }) => lab.witness.getNetwork(one.Id).remove().catch(() => {})),
    );
    return (await lab.witness.listNetworks(mine)).length === 0;
  }, 30_000);
  assert.ok(gone, `networks of ${stack} cannot be removed`);
}

async function swarmOf(lab: TestLab): Promise<Swarm> {
  const engine = await connect(unixTarget(lab.hosts[0]!.replace("unix://", "")));
  try {
    return await collect(engine, {
      clock: { now: () => Date.now() },
    });
  } finally {
    engine.close();
  }
}

/** Every good example, as far as lint finds no error against this very swarm: it must deploy as announced. */
async function passingFiles(lab: TestLab): Promise<void> {
  const examples = RULES.filter((rule) => rule.scope.includes("stack")).flatMap((rule) =>
    rule.good.filter((one) => one.stack !== undefined && one.swarm === undefined)
  );
  const distinct = [...new Map(examples.map((one) => [JSON.stringify([one.stack, one.env]), one])).values()];
  const against = await swarmOf(lab);
  let passed = 0;
  for (const example of distinct) {
    const stack = `lint${++stacks}`;
    const files = [example.stack!].flat().map((text, at) => ({ name: `${at}.yml`, text }));
    const loaded = loadStack(files, { stack, env: example.env ?? {} });
    const declared = declare(loaded, against);
    const { findings } = judge(stackView(loaded, declared, { against }), RULES);
    if (findings.some(({ level }) => level === "error")) continue;
    passed++;
    const ran = await deployed(lab, example, stack);
    assert.equal(ran.code, 0, `${example.title}: ${ran.stderr}`);
    for (const planned of plannedNetworks(loaded.stack!, declared, against)) {
      if (planned.state === "external") continue;
      const live = await lab.witness.getNetwork(planned.name).inspect();
      const seen = {
        driver: live.Driver || "overlay",
        encrypted: Object.hasOwn(live.Options ?? {}, "encrypted"),
        internal: live.Internal,
        attachable: live.Attachable,
      };
      const { driver, encrypted, internal, attachable } = planned;
      assert.deepEqual(
        seen,
        { driver, encrypted, internal, attachable },
        `${example.title}: ${planned.name}`,
      );
      const subnets = (live.IPAM?.Config ?? []).map((one: { Subnet?: string }) => one.Subnet);
      if (planned.subnets.length > 0) assert.deepEqual(subnets, planned.subnets, planned.name);
    }
    const announced = plannedNetworks(loaded.stack!, declared, against).filter(({ state }) =>
      state === "new"
    );
    const made = await lab.witness.listNetworks({
      filters: { label: [`com.docker.stack.namespace=${stack}`] },
    });
    assert.deepEqual(
      made.map((one: { Name: string }) => one.Name).sort(),
      announced.map(({ name }) => name),
      example.title,
    );
    await removed(lab, stack);
  }
  assert.ok(passed >= 20, `only ${passed} files passed`);
}

/** SN0701 and SN0703 by what deploy really does. */
async function existing(lab: TestLab): Promise<void> {
  const plain = "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {}}\n";
  const encrypted = plain.replace("{n: {}}", '{n: {driver_opts: {encrypted: ""}}}');
  const judged = async (stack: string, text: string) => {
    const against = await swarmOf(lab);
    const loaded = loadStack([{ name: "s.yml", text }], { stack, env: {} });
    const rules = RULES.filter((rule) => isCode("SN0701")(rule) || isCode("SN0703")(rule));
    return judge(stackView(loaded, declare(loaded, against), { against }), rules).findings.map(({ code }) =>
      code
    );
  };
  assert.equal((await deployed(lab, { stack: plain }, "drift")).code, 0);
  assert.deepEqual(await judged("drift", encrypted), ["SN0701"]);
  assert.equal((await deployed(lab, { stack: encrypted }, "drift")).code, 0);
  const live = await lab.witness.getNetwork("drift_n").inspect();
  assert.ok(!Object.hasOwn(live.Options, "encrypted"));
  await removed(lab, "drift");

  const taken = await lab.witness.createNetwork({ Name: "taken_n", Driver: "overlay" });
  assert.deepEqual(await judged("taken", plain), ["SN0703"]);
  const refused = await deployed(lab, { stack: plain }, "taken");
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /already exists/);
  await taken.remove();
}
