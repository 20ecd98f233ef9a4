/**
 * `audit` of real swarms: one that was spoiled by hand, where each defect is found on the object that has it, and a healthy one,
 * where nothing is found. The command runs here with the real client; a recorder in between sees what it asks for.
 */
import assert from "node:assert/strict";
import { audit } from "../../commands/audit.ts";
import type { Finding } from "../../lib/checks/finding.ts";
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import { until } from "../../scripts/lab/node.ts";
import { installPlugin } from "../support/installed_plugin.ts";
import { engineOf, startLab, type TestLab } from "../support/lab.ts";
import { clockAhead } from "../support/real_clock.ts";
import { recordRequests } from "../support/recorder.ts";
import { runOnEngine } from "../support/run_command.ts";

// deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
type Answer = any;

/** Some rules wait for a day before they call a network unused. */
const LATER = 25 * 3600_000;
const SECOND = 1e9;
const MTU = "com.docker.network.driver.mtu";
const STACK = "com.docker.stack.namespace";
const SMALL = { IPAM: { Config: [{ Subnet: "10.61.0.0/29" }] } };

/** Networks with one defect each, and the codes that must be found on them; in the order of creation. */
const NETWORKS: [name: string, parts: Record<string, unknown>, codes: string[]][] = [
  ["base", { ...at("10.60.0.0/24"), ...sealed() }, []],
  ["clash", { ...at("10.60.0.128/25"), ...sealed() }, ["SN0201"]],
  ["over-nodes", { ...at("10.99.0.0/25"), ...sealed() }, ["SN0203"]],
  ["says-no", sealed({ encrypted: "false" }), ["SN0103"]],
  ["wrong-key", sealed({ "com.docker.network.mtu": "1400" }), ["SN0211"]],
  ["bad-mtu", sealed({ [MTU]: "many" }), ["SN0210"]],
  ["misspelt", { Options: { encrypt: "" } }, ["SN0101", "SN0212"]],
  ["two-subnets", { ...at("10.62.0.0/24", "10.62.1.0/24"), ...sealed() }, ["SN0207"]],
  ["huge", { ...at("10.63.0.0/16"), ...sealed() }, ["SN0206"]],
  ["six", { EnableIPv6: true, ...sealed() }, ["SN0208"]],
  ["plain", {}, ["SN0101"]],
  ["MixedCase", sealed(), ["SN0408"]],
  ["gone_default", { ...sealed(), Labels: { [STACK]: "gone" } }, ["SN0702"]],
  ["unused", sealed(), ["SN0324"]],
  ["waived", { Labels: { "swarmnet.allow-plain": "private wire" } }, ["SN0113"]],
  ["small", { ...SMALL, ...sealed() }, ["SN0213"]],
  // With a range the managers compare nothing, and both are allocated.
  ["ranged", { ...ranged("10.64.0.0/26"), ...sealed() }, []],
  ["ranged-too", { ...ranged("10.64.0.64/26"), ...sealed() }, ["SN0202"]],
  ["tight", { ...at("10.65.0.0/28"), ...sealed() }, ["SN0217"]],
  ["two", sealed(), ["SN0401"]],
];

interface Wanted {
  name: string;
  parts: Record<string, unknown>;
  codes: string[];
  /** How many of its tasks run once it has settled; not awaited where missing. */
  run?: number;
}

const SERVICES: Wanted[] = [
  // Two tasks, a VIP and load balancers fill the /29; the third task stays new.
  {
    name: "stuck",
    parts: service(["small"], { replicas: 5, update: { Order: "start-first" } }),
    codes: ["SN0216", "SN0303"],
  },
  {
    name: "reserved",
    parts: service([], { replicas: 0, port: [7946, "ingress"] }),
    codes: ["SN0301", "SN0311"],
  },
  { name: "nobody", parts: service([], { replicas: 0, port: [8081, "ingress"] }), codes: ["SN0311"] },
  { name: "one", parts: service([{ Target: "two", Aliases: ["store"] }]), codes: [], run: 1 },
  { name: "other", parts: service([{ Target: "two", Aliases: ["store"] }]), codes: [], run: 1 },
  { name: "on-host", parts: service(["host"]), codes: ["SN0317"], run: 1 },
  { name: "crowd", parts: service([], { replicas: 4, port: [8082, "host"] }), codes: ["SN0308"], run: 3 },
  {
    name: "eager",
    parts: service([], { global: true, port: [8083, "host"], update: { Order: "start-first" } }),
    codes: ["SN0319"],
    run: 3,
  },
  { name: "blind", parts: service([], { replicas: 2, port: [8084, "ingress"] }), codes: ["SN0309"], run: 2 },
  {
    name: "proxy",
    parts: service([], { replicas: 0, image: "traefik:v3", port: [8085, "ingress"] }),
    codes: ["SN0311", "SN0312"],
  },
  { name: "idle", parts: service(["base"], { replicas: 0, image: "postgres:17" }), codes: ["SN0313"] },
  {
    name: "labelled",
    parts: service(["base"], { labels: { "traefik.docker.network": "nowhere" } }),
    codes: ["SN0403"],
    run: 1,
  },
  {
    name: "odd-alias",
    parts: service([{ Target: "base", Aliases: ["10.0.0.5"] }]),
    codes: ["SN0405"],
    run: 1,
  },
  { name: "everywhere", parts: service(["tight"], { global: true }), codes: [], run: 3 },
  { name: "twice", parts: service(["base", "base"]), codes: ["SN0323"] },
  {
    name: "failing",
    parts: service(["base"], { update: { FailureAction: "pause", Monitor: SECOND } }),
    codes: ["SN0316"],
    run: 1,
  },
];

/** What is said of the swarm itself: two managers, autolock off, certificates for 200 days. */
const SWARM = ["SN0504", "SN0506", "SN0507"];

/**
 * Warnings that no setting of a swarm of such engines avoids. SN0110: 28.5.2 has the bug, and it matters from the second encrypted
 * network on.
 */
const OF_THIS_ENGINE = ["SN0110 swarm swarm"];

function at(...subnets: string[]): Record<string, unknown> {
  return { IPAM: { Config: subnets.map((Subnet) => ({ Subnet })) } };
}

function ranged(IPRange: string): Record<string, unknown> {
  return { IPAM: { Config: [{ Subnet: "10.64.0.0/24", IPRange }] } };
}

function sealed(options: Record<string, string> = {}): Record<string, unknown> {
  return { Options: { encrypted: "", ...options } };
}

interface Parts {
  replicas?: number;
  global?: true;
  image?: string;
  port?: [number, "ingress" | "host"];
  update?: Record<string, unknown>;
  labels?: Record<string, string>;
  health?: true;
}

function service(on: (string | Record<string, unknown>)[], parts: Parts = {}): Record<string, unknown> {
  const { port, update } = parts;
  return {
    Labels: parts.labels ?? {},
    TaskTemplate: {
      ContainerSpec: {
        Image: parts.image ?? LAB_IMAGE,
        StopGracePeriod: SECOND,
        ...(parts.health ? { Healthcheck: { Test: ["CMD", "true"], Interval: SECOND } } : {}),
      },
      Networks: on.map((one) => typeof one === "string" ? { Target: one } : one),
      RestartPolicy: { Condition: "any" },
    },
    Mode: parts.global ? { Global: {} } : { Replicated: { Replicas: parts.replicas ?? 1 } },
    ...(update === undefined ? {} : { UpdateConfig: { Parallelism: 1, ...update } }),
    EndpointSpec: port === undefined
      ? {}
      : { Ports: [{ Protocol: "tcp", TargetPort: 80, PublishedPort: port[0], PublishMode: port[1] }] },
  };
}

/** Waits until so many tasks of the service run. */
async function runs({ witness }: TestLab, name: string, number: number): Promise<void> {
  let states: string[] = [];
  const all = async () => {
    const tasks: Answer[] = await witness.listTasks({ filters: { service: [name] } });
    states = tasks.map((task) => `${task.Status.State} ${task.Status.Err ?? ""}`);
    return tasks.filter((task) => task.Status.State === "running").length >= number;
  };
  assert.ok(await until(all, 60_000), `${name}: ${states.join(", ")}`);
}

/** Waits until the managers have given out the addresses there are: some tasks have one, and some stay new. */
async function overflows({ witness }: TestLab, name: string): Promise<void> {
  const full = async () => {
    const tasks: Answer[] = await witness.listTasks({ filters: { service: [name] } });
    const waiting = tasks.filter((task) => task.Status.State === "new").length;
    return waiting > 0 && waiting < tasks.length;
  };
  assert.ok(await until(full, 60_000), `${name} fits`);
}

async function promote({ witness }: TestLab, hostname: string): Promise<void> {
  const find = async () => {
    const nodes: Answer[] = await witness.listNodes();
    return nodes.find((node) => node.Description.Hostname === hostname);
  };
  const { ID, Version, Spec } = await find();
  await witness.getNode(ID).update({ version: Version.Index, ...Spec, Role: "manager" });
  assert.ok(await until(async () => (await find()).ManagerStatus?.Reachability === "reachable", 30_000));
}

async function updateSwarm({ witness }: TestLab, change: (spec: Answer) => void): Promise<void> {
  const { Version, Spec } = await witness.swarmInspect();
  change(Spec);
  await witness.swarmUpdate({ version: Version.Index, ...Spec });
}

async function spoil(lab: TestLab): Promise<void> {
  await promote(lab, "node2");
  await updateSwarm(lab, (spec) => spec.CAConfig.NodeCertExpiry = 200 * 86_400 * SECOND);
  const gateway = await lab.witness.getNetwork("docker_gwbridge").inspect();
  await lab.witness.createNetwork({
    Name: "over-gateway",
    Driver: "overlay",
    ...at(gateway.IPAM.Config[0].Subnet),
    ...sealed(),
  });
  for (const [Name, parts] of NETWORKS) {
    await lab.witness.createNetwork({ Name, Driver: "overlay", ...parts });
  }
  for (const { name, parts } of SERVICES) await lab.witness.createService({ Name: name, ...parts });
  for (const { name, run } of SERVICES) if (run !== undefined) await runs(lab, name, run);
  await overflows(lab, "stuck");

  const failing = lab.witness.getService("failing");
  const { Version, Spec }: Answer = await failing.inspect();
  Spec.TaskTemplate.ContainerSpec.Command = ["/bin/false"];
  await failing.update({ version: Version.Index, ...Spec });
  const paused = async () => (await failing.inspect() as Answer).UpdateStatus?.State === "paused";
  assert.ok(await until(paused, 60_000), "the update of failing is not paused");
}

/** SN0205 looks at the routes of this machine, which is not a node of the lab. */
const FLAGS = ["--format", "json", "--show", "info", "--ignore", "SN0205"];

/** `audit`, asked through a recorder, as JSON. */
async function audited(lab: TestLab): Promise<{ findings: Finding[]; exit: number; requests: string[] }> {
  const recorder = recordRequests(lab.hosts[0]!.replace("unix://", ""));
  try {
    const socket = recorder.host.replace("unix://", "");
    const { out, exit, failure } = await runOnEngine(audit, FLAGS, {
      socket,
      clock: clockAhead(LATER),
    });
    assert.equal(failure, undefined);
    return { findings: JSON.parse(out).findings, exit, requests: [...recorder.requests] };
  } finally {
    await recorder.close();
  }
}

/** "CODE kind name" of each. */
function shown(findings: readonly Finding[]): string[] {
  return findings.map(({ code, object }) => `${code} ${object.kind} ${object.name}`);
}

function isSerious({ level }: Finding): boolean {
  return level !== "info";
}

/** Only GETs, and a number of them that grows with the networks alone. */
async function readsOnly(lab: TestLab, requests: readonly string[]): Promise<void> {
  assert.deepEqual(requests.filter((request) => !/^(?:GET|HEAD) /.test(request)), []);
  const networks: Answer[] = await lab.witness.listNetworks();
  assert.ok(
    requests.length <= 10 + networks.length,
    `${requests.length} calls for ${networks.length} networks`,
  );
}

const found = await engineOf("newest");
const ignore = "reason" in found;
if (ignore) console.log(`skipped: audit on the newest engine: ${found.reason}`);

function test(name: string, fn: (lab: TestLab, t: Deno.TestContext) => Promise<void>): void {
  Deno.test({
    name: `engine ${ignore ? "newest" : found.version}: ${name}`,
    ignore,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      const lab = await startLab((found as { engine: string }).engine);
      try {
        await fn(lab, t);
      } finally {
        await lab.end();
      }
    },
  });
}

test("audit finds each defect of a spoiled swarm on the object that has it, and no other", async (lab) => {
  await spoil(lab);
  const { findings, exit, requests } = await audited(lab);
  const expected = [
    ...NETWORKS.flatMap(([name, , codes]) => codes.map((code) => `${code} network ${name}`)),
    ...SERVICES.flatMap(({ name, codes }) => codes.map((code) => `${code} service ${name}`)),
    "SN0204 network over-gateway",
    "SN0102 network ingress",
    ...SWARM.map((code) => `${code} swarm swarm`),
  ];
  const said = shown(findings);
  assert.deepEqual(expected.filter((one) => !said.includes(one)), [], "not found");
  const known = new Set([...expected, ...OF_THIS_ENGINE]);
  assert.deepEqual(shown(findings.filter(isSerious)).filter((one) => !known.has(one)), [], "of no defect");
  assert.equal(exit, 3);
  await readsOnly(lab, requests);

  const plugin = installPlugin();
  try {
    const ran = await plugin.docker(["swarmnet", "audit", "--rule", "SN0103"], { host: lab.hosts[0]! });
    assert.equal(ran.code, 0, "a warning is below --fail-on error");
    assert.match(ran.stdout, /says-no/);
    const failing = ["swarmnet", "audit", "--rule", "SN0103", "--fail-on", "warning", "--format", "sarif"];
    assert.equal((await plugin.docker(failing, { host: lab.hosts[0]! })).code, 3);
  } finally {
    plugin.remove();
  }
});

test("audit has nothing to say against a healthy swarm", async (lab) => {
  await heal(lab);
  const { findings, exit, requests } = await audited(lab);
  const serious = shown(findings.filter(isSerious));
  assert.deepEqual(serious.filter((one) => !OF_THIS_ENGINE.includes(one)), []);
  assert.equal(exit, 0);
  await readsOnly(lab, requests);
});

/** Three locked managers, an encrypted routing mesh, encrypted networks with room, services that say when they are ready. */
async function heal(lab: TestLab): Promise<void> {
  await promote(lab, "node2");
  await promote(lab, "node3");
  await updateSwarm(lab, (spec) => spec.EncryptionConfig = { AutoLockManagers: true });
  const { witness } = lab;
  await witness.getNetwork("ingress").remove();
  const mesh = () =>
    witness.createNetwork({ Name: "ingress", Driver: "overlay", Ingress: true, ...sealed() });
  // The old one is gone from the API before the managers let a new one be made.
  assert.ok(await until(() => mesh().then(() => true, () => false), 20_000), "no new ingress network");
  for (const [name, subnet] of [["front", "10.60.0.0/24"], ["back", "10.60.1.0/24"]]) {
    await witness.createNetwork({ Name: name, Driver: "overlay", ...at(subnet!), ...sealed() });
  }
  const healthy = { replicas: 2, health: true } as const;
  const services: [string, Record<string, unknown>][] = [
    ["web", service(["front"], { ...healthy, port: [8080, "ingress"] })],
    ["api", service(["front", "back"], { ...healthy, update: { Order: "start-first" } })],
    ["db", service(["back"], { health: true })],
    ["agent", service(["back"], { global: true, health: true, port: [9100, "host"] })],
  ];
  for (const [Name, parts] of services) await witness.createService({ Name, ...parts });
  for (const [name, number] of [["web", 2], ["api", 2], ["db", 1], ["agent", 3]] as const) {
    await runs(lab, name, number);
  }
}
