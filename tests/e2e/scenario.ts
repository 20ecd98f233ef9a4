/**
 * The way of a new user, from install to clean-up, on a real swarm of three nodes. Each step checks the engine's state through
 * a client that is not ours; text is looked at only where the text is the point. Steps build on each other in order.
 */
import assert from "node:assert/strict";
import { until } from "../../scripts/lab/node.ts";
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import type { Ran } from "../../scripts/support/process.ts";
import { type InstalledPlugin, installPlugin } from "../support/installed_plugin.ts";
import { type Age, engineOf, startLab, type TestLab } from "../support/lab.ts";
import { recordRequests } from "../support/recorder.ts";

interface Stage {
  lab: TestLab;
  plugin: InstalledPlugin;
  /** Runs `docker swarmnet WORDS...` against the manager. */
  swarmnet(...words: string[]): Promise<Ran>;
}

// deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
type Answer = any;

/** Registers the scenario for one engine. Where none can be started, every step is skipped and the reason is printed once. */
export async function scenario(age: Age): Promise<void> {
  const found = await engineOf(age);
  const ignore = "reason" in found;
  if (ignore) console.log(`skipped: end to end on the ${age} engine: ${found.reason}`);
  const label = ignore ? age : found.version;
  let stage: Stage;

  Deno.test.beforeAll(async () => {
    if (ignore) return;
    const lab = await startLab(found.engine);
    const plugin = installPlugin();
    const swarmnet = (...words: string[]) => plugin.docker(["swarmnet", ...words], { host: lab.hosts[0]! });
    stage = { lab, plugin, swarmnet };
  });
  Deno.test.afterAll(async () => {
    if (ignore) return;
    stage?.plugin.remove();
    await stage?.lab.end();
  });
  for (const [name, run] of STEPS) {
    Deno.test({
      name: `engine ${label}: ${name}`,
      ignore,
      sanitizeOps: false,
      sanitizeResources: false,
      fn: () => run(stage),
    });
  }
}

const STEPS: [name: string, run: (stage: Stage) => Promise<void>][] = [
  ["docker accepts the installed plugin without a warning", async ({ lab, plugin }) => {
    const info = await plugin.docker(["info", "-f", "{{json .ClientInfo.Plugins}}"], { host: lab.hosts[0]! });
    const mine = JSON.parse(info.stdout).find((one: Answer) => one.Name === "swarmnet");
    assert.equal(mine?.Path, `${plugin.config}/cli-plugins/docker-swarmnet`);
    assert.equal(mine.Err, undefined);
    assert.doesNotMatch(info.stderr, /swarmnet/);
  }],
  ["a dry run says what would be created and creates nothing", async ({ lab, swarmnet }) => {
    const ran = await swarmnet("create", "--dry-run", "plain");
    succeeded(ran);
    assert.equal(await network(lab, "plain"), undefined);
  }],
  ["a network without encryption is created with a warning", async ({ lab, swarmnet }) => {
    const ran = await swarmnet("create", "--attachable", "--subnet", "10.20.0.0/24", "plain");
    succeeded(ran);
    assert.match(ran.stderr, /^warning SN0101 network plain: not encrypted/m);
    const made = await network(lab, "plain");
    assert.equal(made.Driver, "overlay");
    assert.equal(made.Scope, "swarm");
    assert.equal(made.Attachable, true);
    assert.equal(made.IPAM.Config[0].Subnet, "10.20.0.0/24");
    assert.equal("encrypted" in (made.Options ?? {}), false);
    assert.equal(ran.stdout.trim(), made.Id);
  }],
  ["an encrypted network is created encrypted", async ({ lab, swarmnet }) => {
    succeeded(await swarmnet("create", "--encrypted", "--subnet", "10.20.1.0/24", "secret"));
    assert.ok("encrypted" in (await network(lab, "secret")).Options);
  }],
  [
    "a subnet that overlaps another network is refused and named, and nothing is created",
    async ({ lab, swarmnet }) => {
      const ran = await swarmnet("create", "--subnet", "10.20.1.128/25", "overlap");
      assert.equal(ran.code, 125);
      assert.match(ran.stderr, /10\.20\.1\.128\/25/);
      assert.match(ran.stderr, /secret/);
      assert.equal(await network(lab, "overlap"), undefined);
    },
  ],
  ["a subnet over the nodes' own addresses is refused", async ({ lab, swarmnet }) => {
    const ran = await swarmnet("create", "--subnet", "10.99.0.0/24", "onnodes");
    assert.equal(ran.code, 125);
    assert.match(ran.stderr, /10\.99\.0\./);
    assert.equal(await network(lab, "onnodes"), undefined);
  }],
  ["services are attached, and their tasks get addresses of the network", async ({ lab, swarmnet }) => {
    for (const name of ["web", "api"]) await createService(lab, name);
    succeeded(await swarmnet("attach", "--yes", "web", "api", "secret"));
    const { Id } = await network(lab, "secret");
    for (const name of ["web", "api"]) {
      assert.deepEqual(await networksOf(lab, name), [Id]);
      const addresses = await runningAddresses(lab, name, Id);
      assert.equal(addresses.length, 2, `running tasks of ${name}`);
      for (const address of addresses) assert.match(address, /^10\.20\.1\.\d+\/24$/);
    }
  }],
  ["attaching again changes nothing", async ({ lab, swarmnet }) => {
    const before = (await service(lab, "web")).Version.Index;
    succeeded(await swarmnet("attach", "--yes", "web", "secret"));
    assert.equal((await service(lab, "web")).Version.Index, before);
  }],
  ["a network in use is not removed, and who uses it is named", async ({ lab, swarmnet }) => {
    const ran = await swarmnet("rm", "--force", "secret");
    assert.notEqual(ran.code, 0);
    assert.match(ran.stderr, /web/);
    assert.match(ran.stderr, /api/);
    assert.notEqual(await network(lab, "secret"), undefined);
  }],
  ["a service is detached, the other stays", async ({ lab, swarmnet }) => {
    succeeded(await swarmnet("detach", "--yes", "api", "secret"));
    const { Id } = await network(lab, "secret");
    assert.deepEqual(await networksOf(lab, "api"), []);
    assert.deepEqual(await networksOf(lab, "web"), [Id]);
  }],
  [
    "an attach that would not leave the service as it is keeps all else of its spec",
    async ({ lab, swarmnet }) => {
      const before = (await service(lab, "api")).Spec;
      succeeded(await swarmnet("attach", "--yes", "--alias", "search", "api", "plain"));
      const after = (await service(lab, "api")).Spec;
      assert.equal(after.TaskTemplate.Networks.length, 1);
      assert.deepEqual(after.TaskTemplate.Networks[0].Aliases, ["search"]);
      delete after.TaskTemplate.Networks;
      delete before.TaskTemplate.Networks;
      assert.deepEqual(after, before);
    },
  ],
  ["ls agrees with the engine about every swarm network", async ({ lab, swarmnet }) => {
    const ran = await swarmnet("ls", "--format", "json");
    succeeded(ran);
    const listed = ran.stdout.trim().split("\n").map((line) => JSON.parse(line).Name).sort();
    const known: Answer[] = await lab.witness.listNetworks({ filters: { scope: ["swarm"] } });
    for (const { Name } of known) assert.ok(listed.includes(Name), `${Name} is not listed`);
  }],
  ["reading commands only read", async ({ lab, plugin }) => {
    const recorder = recordRequests(lab.hosts[0]!.replace("unix://", ""));
    try {
      for (const words of READING) {
        succeeded(await plugin.docker(["swarmnet", ...words], { host: recorder.host }));
      }
      const writes = recorder.requests.filter((request) => !/^(?:GET|HEAD) /.test(request));
      assert.ok(recorder.requests.length >= READING.length);
      assert.deepEqual(writes, []);
    } finally {
      await recorder.close();
    }
  }],
  ["a snapshot reads as the swarm it was taken of", async ({ plugin, swarmnet }) => {
    const file = `${plugin.config}/snapshot.json`;
    const taken = await swarmnet("snapshot");
    succeeded(taken);
    Deno.writeTextFileSync(file, taken.stdout);
    const columns = ["--format", "{{.Name}} {{.Subnet}} {{.Encrypted}}"];
    const live = await swarmnet("ls", ...columns);
    const read = await swarmnet("ls", "--from", file, ...columns);
    succeeded(read);
    assert.equal(read.stdout, live.stdout);
  }],
  ["a worker is told to ask a manager", async ({ lab, plugin }) => {
    const ran = await plugin.docker(["swarmnet", "ls"], { host: lab.hosts[1]! });
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /manager/);
  }],
  ["an engine that is not there is said to be so", async ({ plugin }) => {
    const ran = await plugin.docker(["swarmnet", "ls"], { host: `unix://${plugin.config}/none.sock` });
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /none\.sock/);
  }],
  ["names are completed from the live swarm", async ({ lab, plugin }) => {
    const ran = await plugin.docker(["__complete", "swarmnet", "attach", "web", ""], { host: lab.hosts[0]! });
    const values = ran.stdout.split("\n").map((line) => line.split("\t")[0]);
    for (const name of ["plain", "secret"]) {
      assert.ok(values.includes(name), `${name} is not offered: ${ran.stdout}`);
    }
  }],
  ["service create hands docker the same words, and warns of a network in clear", async ({ lab, plugin }) => {
    const words = ["--name", "shop", "--network", "plain", "--no-resolve-image", "--detach", LAB_IMAGE];
    const ran = await plugin.docker(["swarmnet", "service", "create", ...words], { host: lab.hosts[0]! });
    succeeded(ran);
    assert.match(ran.stderr, /^warning SN0101 network plain: not encrypted/m);
    assert.deepEqual(await networksOf(lab, "shop"), [(await network(lab, "plain")).Id]);
  }],
  ["doctor is content", async ({ swarmnet }) => succeeded(await swarmnet("doctor"))],
  ["a network that nobody uses is removed", async ({ lab, swarmnet }) => {
    succeeded(await swarmnet("detach", "--yes", "web", "secret"));
    await until(
      async () => (await runningAddresses(lab, "web", (await network(lab, "secret")).Id)).length === 0,
      30_000,
    );
    const ran = await swarmnet("rm", "--force", "secret");
    succeeded(ran);
    assert.equal(ran.stdout.trim(), "secret");
    assert.ok(await until(async () => await network(lab, "secret") === undefined, 10_000));
  }],
];

const READING = [
  ["ls"],
  ["inspect", "plain"],
  ["service", "ls"],
  ["service", "inspect", "web"],
  ["ingress"],
  ["gateway"],
  ["snapshot"],
  ["create", "--dry-run", "another"],
];

function succeeded({ code, stdout, stderr }: Ran): void {
  assert.equal(code, 0, `exit ${code}\n${stderr}\n${stdout}`);
}

async function network(lab: TestLab, name: string): Promise<Answer> {
  const found: Answer[] = await lab.witness.listNetworks({ filters: { name: [name] } });
  const one = found.find((each) => each.Name === name);
  return one === undefined ? undefined : await lab.witness.getNetwork(one.Id).inspect();
}

function service(lab: TestLab, name: string): Promise<Answer> {
  return lab.witness.getService(name).inspect();
}

async function networksOf(lab: TestLab, name: string): Promise<string[]> {
  const { Spec } = await service(lab, name);
  return (Spec.TaskTemplate.Networks ?? []).map((one: Answer) => one.Target);
}

/** Addresses on this network of the tasks that are running and are meant to. */
async function runningAddresses(lab: TestLab, name: string, networkId: string): Promise<string[]> {
  const tasks: Answer[] = await lab.witness.listTasks({
    filters: { service: [name], "desired-state": ["running"] },
  });
  return tasks.filter((task) => task.Status.State === "running")
    .flatMap((task) => task.NetworksAttachments ?? [])
    .filter((one) => one.Network.ID === networkId)
    .flatMap((one) => one.Addresses ?? []);
}

async function createService(lab: TestLab, name: string): Promise<void> {
  await lab.witness.createService({
    Name: name,
    Labels: { team: "e2e" },
    TaskTemplate: {
      ContainerSpec: { Image: LAB_IMAGE, Env: ["KEEP=me"] },
      RestartPolicy: { Condition: "any" },
    },
    Mode: { Replicated: { Replicas: 2 } },
    UpdateConfig: { Parallelism: 2, Monitor: 500_000_000, FailureAction: "rollback" },
  });
  const running = async () => {
    const tasks: Answer[] = await lab.witness.listTasks({ filters: { service: [name] } });
    return tasks.filter((task) => task.Status.State === "running").length === 2;
  };
  assert.ok(await until(running, 60_000), `${name} does not run`);
}
