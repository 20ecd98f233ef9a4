/**
 * Runs inside the User-Mode Linux guest, where IPVS and IPsec work: probe looks at a sound swarm, then at one in which things were
 * broken on purpose, is killed and interrupted. Writes what it saw as JSON: `guest_probe.ts REPORT NODES MODE`. The mode `short` is a
 * sound swarm and one thing that is broken, for other numbers of nodes and other engines.
 */
import type Docker from "dockerode";
import { imageTar, importImage, LAB_IMAGE } from "../../scripts/lab/image.ts";
import { client } from "../../scripts/lab/lab.ts";
import { until } from "../../scripts/lab/node.ts";
import { type Ran, textOf } from "../../scripts/support/process.ts";
import { sinceBoot } from "./load.ts";
import { type Operator, operator, type Running } from "./operator.ts";

/** What both modes see, for the test outside to judge. */
export interface ShortProbe {
  /** A sound swarm with the networks plain, secret (`encrypted=false`, which encrypts), and ingress or, in the short mode, sealed (`encrypted`). */
  sound: Ran;
  /** Node 1 has forgotten its IPsec states. */
  flushed: Ran;
  /** Names of what any probe has left, at the end. */
  left: { services: string[]; networks: string[]; configs: string[] };
  /** Containers that are none of the services', by node. */
  containers: number[];
}

/** What the whole mode sees. */
export interface GuestProbe extends ShortProbe {
  /** Raw lines of that run's agents, for who wants to record them. */
  lines: string[];
  /** Killed while helpers were there. */
  killed: { helpers: string[]; code: number };
  /** On node 1 the rule that marks what secret sends is gone; on node 2 a back-end of plain; node 2's link carries 1300 bytes. */
  broken: Ran;
  /** Node 2 drops ESP. */
  espDropped: Ran;
  interrupted: Ran;
}

// deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
type Answer = any;

const SHORT_NETWORKS = ["plain", "secret", "sealed"];
/** The engine 20.10 needs most of it in the guest. */
const START_LIMIT_MS = 180_000;
const PROBE = ["probe", "--yes", "--image", LAB_IMAGE, "--format", "json"];

function socket(node: number): string {
  return `/run/lab/n${node}.sock`;
}

function docker(node: number, ...words: string[]): Promise<string> {
  return textOf(["docker", "--host", `unix://${socket(node)}`, ...words]);
}

/** Runs a program in the network namespace of a node. */
function inside(node: number, ...words: string[]): Promise<string> {
  return textOf(["nsenter", `--net=/run/netns/n${node}`, ...words]);
}

async function makeSwarm(witness: Docker, nodes: readonly number[], short: boolean): Promise<void> {
  await docker(1, "swarm", "init", "--advertise-addr", "10.99.0.1");
  const token = (await docker(1, "swarm", "join-token", "-q", "worker")).trim();
  for (const node of nodes.slice(1)) {
    const joining = ["--advertise-addr", `10.99.0.${node}`, "--token", token, "10.99.0.1:2377"];
    await docker(node, "swarm", "join", ...joining);
  }
  const tar = await imageTar();
  await Promise.all(nodes.map((node) => importImage(socket(node), tar)));
  await docker(1, "network", "create", "-d", "overlay", "plain");
  await docker(1, "network", "create", "-d", "overlay", "--opt", "encrypted=false", "secret");
  const common = ["service", "create", "-d", "--no-resolve-image", "--mode", "global"];
  if (short) {
    // Each container and each of its networks takes long in the guest: one service is on all of them, and none is published.
    await docker(1, "network", "create", "-d", "overlay", "--opt", "encrypted", "sealed");
    const all = SHORT_NETWORKS.flatMap((name) => ["--network", name]);
    await docker(1, ...common, "--name", "vault", ...all, LAB_IMAGE);
  } else {
    await docker(1, ...common, "--name", "web", "--network", "plain", "--publish", "8080:80", LAB_IMAGE);
    await docker(1, ...common, "--name", "vault", "--network", "secret", LAB_IMAGE);
  }
  const expected = (short ? 1 : 2) * nodes.length;
  const start = sinceBoot();
  const running = async () => {
    const tasks: Answer[] = await witness.listTasks();
    return tasks.filter((task) => task.Status.State === "running").length === expected;
  };
  if (!await until(running, START_LIMIT_MS)) throw new Error("The services do not run");
  console.log(`${stamp()} the services run after ${((sinceBoot() - start) / 1000).toFixed(0)} s`);
}

/** Seconds since the guest was started. */
function stamp(): string {
  return `[${(sinceBoot() / 1000).toFixed(0)} s]`;
}

/** Follows the agents' logs as soon as they are there. */
async function record(witness: Docker, signal: AbortSignal): Promise<string[]> {
  const name = async () => {
    const services: Answer[] = await witness.listServices();
    return services.map((one) => one.Spec.Name as string).find((one) => one.endsWith("-agent"));
  };
  let found: string | undefined;
  await until(async () => signal.aborted || (found = await name()) !== undefined, 60_000);
  if (found === undefined) return [];
  const child = new Deno.Command("docker", {
    args: ["--host", `unix://${socket(1)}`, "service", "logs", "--follow", found],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    signal,
  }).spawn();
  return new TextDecoder().decode((await child.output()).stdout).split("\n");
}

/** The number of secret's VXLAN, as its options say. */
async function vniOf(network: string): Promise<string> {
  const options = await docker(1, "network", "inspect", "-f", "{{json .Options}}", network);
  return JSON.parse(options)["com.docker.network.driver.overlay.vxlanid_list"];
}

/** Takes away the rule that marks what a network sends from a node; gives what puts it back. */
async function unmark(node: number, network: string): Promise<() => Promise<string>> {
  const vni = await vniOf(network);
  const rules = (await inside(node, "iptables-legacy-save", "-t", "mangle")).split("\n");
  const rule = rules.find((one) => one.startsWith("-A OUTPUT") && one.includes(` ${vni},`));
  if (rule === undefined) throw new Error(`There is no such rule:\n${rules.join("\n")}`);
  const words = rule.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', "")).slice(1);
  await inside(node, "iptables", "-t", "mangle", "-D", ...words);
  return () => inside(node, "iptables", "-t", "mangle", "-A", ...words);
}

/** Takes one back-end out of the load balancer that a node has in a network. */
async function loseBackEnd(node: number, network: string): Promise<void> {
  const id = (await docker(1, "network", "inspect", "-f", "{{.Id}}", network)).trim();
  const pid = Deno.readTextFileSync(`/run/lab/n${node}/pid`).trim();
  const sandbox = `/run/docker/netns/lb_${id.slice(0, 9)}`;
  const ipvs = (words: string) =>
    textOf(["nsenter", "-t", pid, "-m", "sh", "-c", `nsenter --net=${sandbox} ipvsadm ${words}`]);
  const table = await ipvs("-Ln");
  const mark = /FWM\s+(\d+)/.exec(table)![1]!;
  const server = /->\s+(10\.\S+)/.exec(table)![1]!;
  await ipvs(`-d -f ${mark} -r ${server}`);
}

/** Names of the services that any probe has. */
async function helpers(witness: Docker): Promise<string[]> {
  const services: Answer[] = await witness.listServices();
  return services.map((one) => one.Spec.Name as string).filter((name) => name.startsWith("swarmnet-"));
}

async function timed(name: string, run: () => Promise<Ran>): Promise<Ran> {
  const start = sinceBoot();
  const ran = await run();
  const seconds = (sinceBoot() - start) / 1000;
  console.log(`${stamp()} ${name}: exit ${ran.code} after ${seconds.toFixed(0)} s`);
  return ran;
}

async function soundSwarm(witness: Docker, person: Operator): Promise<Pick<GuestProbe, "sound" | "lines">> {
  const recording = new AbortController();
  const recorded = record(witness, recording.signal);
  const sound = await timed("a sound swarm", () => person.run(...PROBE));
  recording.abort();
  return { sound, lines: await recorded };
}

/** Starts a probe and ends it, in whatever way, while both of its services are there. */
async function cutShort(
  witness: Docker,
  person: Operator,
  end: (running: Running) => unknown,
): Promise<{ helpers: string[]; ran: Ran }> {
  const running = person.start(...PROBE, "secret");
  await until(async () => (await helpers(witness)).length === 2, 60_000);
  await end(running);
  const ran = await running.ended;
  return { helpers: await helpers(witness), ran };
}

async function breakThings(person: Operator): Promise<Pick<GuestProbe, "broken" | "espDropped" | "flushed">> {
  const mark = await unmark(1, "secret");
  await loseBackEnd(2, "plain");
  await textOf(["ip", "link", "set", "port2", "mtu", "1300"]);
  const broken = await timed("broken on purpose", () => person.run(...PROBE, "secret", "plain"));
  await textOf(["ip", "link", "set", "port2", "mtu", "1500"]);
  await mark();
  const esp = ["INPUT", "-p", "esp", "-j", "DROP"];
  await inside(2, "iptables", "-I", ...esp);
  const espDropped = await timed("ESP dropped", () => person.run(...PROBE, "secret"));
  await inside(2, "iptables", "-D", ...esp);
  return { broken, espDropped, flushed: await flushStates(person) };
}

async function flushStates(person: Operator): Promise<Ran> {
  await inside(1, "ip", "xfrm", "state", "flush");
  return await timed("states flushed", () => person.run(...PROBE, "secret"));
}

/** Nodes remove containers and networks a moment after the managers have; what is still there after 15 s is left behind. */
async function leftOf(witnesses: readonly Docker[]): Promise<Pick<ShortProbe, "left" | "containers">> {
  const ours = (name: string) => name.includes("swarmnet-");
  const look = async () => {
    const networks: Answer[] = (await Promise.all(witnesses.map((one) => one.listNetworks()))).flat();
    const configs: Answer[] = await witnesses[0]!.listConfigs();
    const containers: Answer[][] = await Promise.all(
      witnesses.map((one) => one.listContainers({ all: true })),
    );
    return {
      left: {
        services: await helpers(witnesses[0]!),
        networks: networks.map((one) => one.Name as string).filter(ours),
        configs: configs.map((one) => one.ID as string),
      },
      containers: containers.map((list) => list.filter((one) => one.Names.some(ours)).length),
    };
  };
  let found = await look();
  await until(async () => {
    found = await look();
    const { services, networks, configs } = found.left;
    return services.length + networks.length + configs.length === 0 &&
      found.containers.every((count) => count === 0);
  }, 15_000);
  return found;
}

async function short(witnesses: readonly Docker[], person: Operator): Promise<ShortProbe> {
  const sound = await timed("a sound swarm", () => person.run(...PROBE, ...SHORT_NETWORKS));
  return { sound, flushed: await flushStates(person), ...await leftOf(witnesses) };
}

async function whole(witnesses: readonly Docker[], person: Operator): Promise<GuestProbe> {
  const witness = witnesses[0]!;
  const sound = await soundSwarm(witness, person);
  const { helpers: found, ran } = await cutShort(witness, person, (running) => running.kill());
  const broken = await breakThings(person);
  const interrupted = await cutShort(witness, person, (running) => running.interrupt());
  return {
    ...sound,
    killed: { helpers: found, code: ran.code },
    ...broken,
    interrupted: interrupted.ran,
    ...await leftOf(witnesses),
  };
}

async function main(reportFile: string, count: number, mode: string): Promise<void> {
  const nodes = Array.from({ length: count }, (_, index) => index + 1);
  const witnesses = nodes.map((node) => client({ socket: socket(node) }));
  await makeSwarm(witnesses[0]!, nodes, mode === "short");
  const person = operator(`unix://${socket(1)}`);
  const report = await (mode === "short" ? short : whole)(witnesses, person);
  Deno.writeTextFileSync(reportFile, JSON.stringify(report));
  person.remove();
}

if (import.meta.main) {
  const [reportFile, count, mode] = Deno.args;
  await main(reportFile!, Number(count), mode!);
  // Nothing that still listens holds the guest up.
  Deno.exit(0);
}
