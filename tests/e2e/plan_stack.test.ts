/**
 * Stack files on real engines: what `docker stack deploy` ignores, `plan` names and `apply` does, so that a second plan is
 * empty and a second deploy changes nothing and restarts no task. The docker CLI deploys, dockerode is the witness.
 */
import assert from "node:assert/strict";
import { applyPatch } from "diff";
import { until } from "../../scripts/lab/node.ts";
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import type { Ran } from "../../scripts/support/process.ts";
import { type InstalledPlugin, installPlugin } from "../support/installed_plugin.ts";
import { type Age, engineOf, startLab, type TestLab } from "../support/lab.ts";

const MTU = "com.docker.network.driver.mtu";

interface Stage {
  lab: TestLab;
  plugin: InstalledPlugin;
  folder: string;
}

// deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
type Answer = any;

const SERVICE = `
    image: ${LAB_IMAGE}
    stop_grace_period: 1s
    deploy:
      endpoint_mode: dnsrr
      replicas: 2
      update_config: {order: start-first, monitor: 500ms}`;

/** The stack; `settings` are the keys of the network back, `vault` those of a network whose only service has no tasks. */
function file(parts: { settings: string; vault: string; web: string; api: string; more: string }): string {
  return `# the shop
services:
  api:${SERVICE}
    networks: ${parts.api}
  web:${SERVICE}
    networks: ${parts.web}
  safe:
    image: ${LAB_IMAGE}
    deploy: {replicas: 0, endpoint_mode: dnsrr}
    networks: [vault]
networks:
  back:   # where all meet
${parts.settings}
  vault:
${parts.vault}
${parts.more}`;
}

const FIRST = file({ settings: "", vault: "", web: "[back, old]", api: "[back]", more: "  old:\n" });
const SETTINGS = `    attachable: true
    driver_opts: {${MTU}: 1400}
    ipam: {config: [{subnet: 10.77.0.0/24}]}
    labels: {owner: ops}`;
const VAULT = '    driver_opts: {encrypted: ""}';
const CHANGED = file({
  settings: SETTINGS,
  vault: VAULT,
  web: "[back, old]",
  api: "[back]",
  more: "  old:\n",
});
const LAST = file({
  settings: SETTINGS,
  vault: VAULT,
  web: "[back]",
  api: "{back: , cache: {aliases: [store]}}",
  more: "  cache:\n",
});

for (const age of ["newest", "oldest"] as const) await scenario(age);

async function scenario(age: Age): Promise<void> {
  const found = await engineOf(age);
  const ignore = "reason" in found;
  if (ignore) console.log(`skipped: stack plans on the ${age} engine: ${found.reason}`);
  Deno.test({
    name: `engine ${
      ignore ? age : found.version
    }: plan names what deploy ignores, apply does it, and deploy then leaves it`,
    ignore,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn(t) {
      const lab = await startLab((found as { engine: string }).engine);
      const plugin = installPlugin();
      const folder = Deno.makeTempDirSync({ prefix: "swarmnet-stack-" });
      try {
        for (const [name, step] of STEPS) {
          if (
            !await t.step({
              name,
              fn: () => step({ lab, plugin, folder }),
              sanitizeOps: false,
              sanitizeResources: false,
            })
          ) {
            break;
          }
        }
      } finally {
        Deno.removeSync(folder, { recursive: true });
        plugin.remove();
        await lab.end();
      }
    },
  });
}

const STEPS: [name: string, run: (stage: Stage) => Promise<void>][] = [
  ["deploy makes the stack, and the plan for the same file is empty", async (stage) => {
    await deployed(stage, FIRST);
    const ran = await planned(stage, FIRST, "--detailed-exitcode");
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /Networks match the stack files/);
  }],
  ["deploy ignores changed settings without a word, and plan names each of them", async (stage) => {
    const before = await network(stage, "shop_back");
    const ran = await deployed(stage, CHANGED);
    assert.doesNotMatch(ran.stdout + ran.stderr, /attachable|subnet|mtu|encrypt/i);
    const now = await network(stage, "shop_back");
    assert.equal(now.Id, before.Id);
    assert.equal(now.Attachable, false);
    const plan = await planned(stage, CHANGED, "--detailed-exitcode", "--format", "json");
    assert.equal(plan.code, 3, plan.stderr);
    const report = JSON.parse(plan.stdout);
    assert.deepEqual(report.deploy, []);
    const settings = report.drift.flatMap(({ network, settings }: Answer) =>
      settings.map(({ kind, fate }: Answer) => `${network} ${kind} ${fate}`)
    );
    assert.deepEqual(settings.sort(), [
      "shop_back attachable replaced",
      "shop_back label replaced",
      "shop_back option replaced",
      "shop_back subnet replaced",
      "shop_vault option replaced",
    ]);
  }],
  ["apply does what the file says, while what it stands on is as it was", async (stage) => {
    const ran = await applied(stage, LAST, "--remove-orphans");
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const back = await network(stage, "shop_back");
    assert.equal(back.Attachable, true);
    assert.equal(back.Options[MTU], "1400");
    assert.equal(back.IPAM.Config[0].Subnet, "10.77.0.0/24");
    assert.equal(back.Labels.owner, "ops");
    assert.ok(Object.hasOwn((await network(stage, "shop_vault")).Options, "encrypted"));
    assert.equal(await network(stage, "shop_old"), undefined);
    const cache = await network(stage, "shop_cache");
    assert.deepEqual(await listOf(stage, "shop_api"), [
      { Target: back.Id, Aliases: ["api"] },
      { Target: cache.Id, Aliases: ["store", "api"] },
    ]);
    assert.deepEqual(await listOf(stage, "shop_web"), [{ Target: back.Id, Aliases: ["web"] }]);
    assert.match(ran.stderr, /docker stack deploy -c \S+ shop/);
  }],
  ["a second plan is empty, and a second deploy keeps networks and restarts no task", async (stage) => {
    const plan = await planned(stage, LAST, "--detailed-exitcode");
    assert.equal(plan.code, 0, plan.stdout + plan.stderr);
    const again = await applied(stage, LAST, "--remove-orphans");
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stderr, /No changes/);
    const [networks, tasks] = [await stackNetworks(stage), await runningTasks(stage)];
    await deployed(stage, LAST);
    assert.deepEqual(await stackNetworks(stage), networks);
    assert.deepEqual(await runningTasks(stage), tasks);
  }],
  ["what only the swarm has stays, and the patch that is printed puts it into the file", async (stage) => {
    const replaced = await swarmnet(
      stage,
      "replace",
      "--yes",
      "--allow-gap",
      "--opt",
      `${MTU}=1350`,
      "shop_cache",
    );
    assert.equal(replaced.code, 0, replaced.stdout + replaced.stderr);
    const ran = await applied(stage, LAST);
    assert.equal(ran.code, 0, ran.stderr);
    const path = `${stage.folder}/stack.yml`;
    assert.equal(Deno.readTextFileSync(path), LAST, "the file was written");
    const patched = applyPatch(LAST, ran.stdout.slice(ran.stdout.indexOf("--- ")));
    assert.ok(typeof patched === "string", ran.stdout);
    assert.match(patched, /# where all meet/);
    const plan = await planned(stage, patched, "--detailed-exitcode");
    assert.equal(plan.code, 0, plan.stdout + plan.stderr);
  }],
  ["a saved plan is refused when a service was changed meanwhile, and names it", async (stage) => {
    const out = `${stage.folder}/shop.plan`;
    const wanted = LAST.replace("[back]", "[back, cache]").replace("subnet: 10.77", "subnet: 10.78");
    const plan = await planned(stage, wanted, "--out", out);
    assert.equal(plan.code, 0, plan.stderr);
    assert.equal(Deno.statSync(out).mode! & 0o777, 0o600);
    const [before] = [await stackNetworks(stage)];
    const attach = await swarmnet(stage, "attach", "--yes", "shop_api", "shop_vault");
    assert.equal(attach.code, 0, attach.stderr);
    const ran = await swarmnet(stage, "apply", "--yes", out);
    assert.equal(ran.code, 1, ran.stdout + ran.stderr);
    assert.match(ran.stderr, /Service shop_api: its networks changed/);
    assert.deepEqual(await stackNetworks(stage), before);
  }],
];

async function deployed(stage: Stage, text: string): Promise<Ran> {
  const path = written(stage, text);
  const ran = await docker(stage, "stack", "deploy", "--resolve-image", "never", "-c", path, "shop");
  assert.equal(ran.code, 0, ran.stdout + ran.stderr);
  const services = await stage.lab.witness.listServices() as Answer[];
  const wanted = services.reduce((sum, { Spec }) => sum + Spec.Mode.Replicated.Replicas, 0);
  const settled = await until(async () => {
    const idle = (await stage.lab.witness.listServices() as Answer[]).every(({ UpdateStatus }) =>
      UpdateStatus?.State !== "updating"
    );
    return idle && (await runningTasks(stage)).length === wanted;
  }, 90_000);
  assert.ok(settled, "the stack does not settle");
  return ran;
}

function planned(stage: Stage, text: string, ...flags: string[]): Promise<Ran> {
  return swarmnet(stage, "plan", ...flags, "-c", written(stage, text), "shop");
}

function applied(stage: Stage, text: string, ...flags: string[]): Promise<Ran> {
  return swarmnet(stage, "apply", "--yes", ...flags, "-c", written(stage, text), "shop");
}

function written({ folder }: Stage, text: string): string {
  const path = `${folder}/stack.yml`;
  Deno.writeTextFileSync(path, text);
  return path;
}

function swarmnet(stage: Stage, ...words: string[]): Promise<Ran> {
  return docker(stage, "swarmnet", ...words);
}

function docker({ lab, plugin }: Stage, ...words: string[]): Promise<Ran> {
  return plugin.docker(words, { host: lab.hosts[0]!, timeoutMs: 300_000 });
}

async function network({ lab }: Stage, name: string): Promise<Answer> {
  return await lab.witness.getNetwork(name).inspect({ scope: "swarm" } as Answer).catch(() => undefined);
}

async function listOf({ lab }: Stage, service: string): Promise<Answer> {
  const { Spec } = await lab.witness.getService(service).inspect() as Answer;
  return Spec.TaskTemplate.Networks;
}

/** Names and IDs of the stack's networks. */
async function stackNetworks({ lab }: Stage): Promise<string[]> {
  const filters = { label: ["com.docker.stack.namespace=shop"] };
  const networks = await lab.witness.listNetworks({ filters }) as Answer[];
  return networks.map(({ Name, Id }) => `${Name} ${Id}`).sort();
}

/** IDs of the tasks that run and shall go on. */
async function runningTasks({ lab }: Stage): Promise<string[]> {
  const tasks = await lab.witness.listTasks({ filters: { "desired-state": ["running"] } }) as Answer[];
  return tasks.filter(({ Status }) => Status.State === "running").map(({ ID }) => ID).sort();
}
