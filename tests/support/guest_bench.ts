/**
 * Runs inside the User-Mode Linux guest, where IPsec works: bench measures, twice; is killed and interrupted; and meets a network that
 * carries nothing. Writes what it saw as JSON: `guest_bench.ts REPORT SEED`.
 */
import type Docker from "dockerode";
import { imageTar, importImage, LAB_IMAGE } from "../../scripts/lab/image.ts";
import { client } from "../../scripts/lab/lab.ts";
import { until } from "../../scripts/lab/node.ts";
import { type Ran, textOf } from "../../scripts/support/process.ts";
import { sinceBoot } from "./load.ts";
import { type Operator, operator } from "./operator.ts";
import { seeded } from "./stacks/mutate.ts";

/** What was seen, for the test outside to judge. */
export interface GuestBench {
  /** Two runs with the same arguments. */
  first: Ended;
  repeat: Ended;
  kills: { afterMs: number; killed: boolean; code: number }[];
  /** The run after the kills. */
  next: Ended;
  interrupted: Ended;
  /** ESP was dropped at one node. */
  dropped: Ended;
}

export interface Ended {
  ran: Ran;
  seconds: number;
  left: Left;
}

/** What of any bench is still there right after a run has ended. */
export interface Left {
  services: string[];
  networks: string[];
  configs: string[];
  /** By node. */
  containers: number[];
}

// deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
type Answer = any;

const NODES = [1, 2];
const BENCH = ["bench", "--yes", "--image", LAB_IMAGE, "--duration", "1s", "--streams", "2"];
const KILLS = 2;
/** A bench of one round takes longer than this from its start, in milliseconds. */
const WITHIN_MS = 16_000;

function socket(node: number): string {
  return `/run/lab/n${node}.sock`;
}

function docker(node: number, ...words: string[]): Promise<string> {
  return textOf(["docker", "--host", `unix://${socket(node)}`, ...words]);
}

async function makeSwarm(): Promise<void> {
  await docker(1, "swarm", "init", "--advertise-addr", "10.99.0.1");
  const token = await docker(1, "swarm", "join-token", "-q", "worker");
  await docker(2, "swarm", "join", "--advertise-addr", "10.99.0.2", "--token", token, "10.99.0.1:2377");
  const tar = await imageTar();
  await Promise.all(NODES.map((node) => importImage(socket(node), tar)));
}

/** Nodes forget a network a moment after the managers did, so what is left is looked at until nothing is, or 10 s. */
async function leftOf(witnesses: readonly Docker[]): Promise<Left> {
  const look = async (): Promise<Left> => {
    const [manager] = witnesses;
    const services: Answer[] = await manager!.listServices();
    const networks: Answer[][] = await Promise.all(witnesses.map((witness) => witness.listNetworks()));
    const configs: Answer[] = await manager!.listConfigs();
    const containers: Answer[][] = await Promise.all(
      witnesses.map((witness) => witness.listContainers({ all: true })),
    );
    const names: string[] = networks.flat().map((one) => one.Name);
    return {
      services: services.map((one) => one.Spec.Name),
      networks: names.filter((name, at) => name.startsWith("swarmnet") && names.indexOf(name) === at),
      configs: configs.map((one) => one.Spec?.Name ?? one.ID),
      containers: containers.map((list) => list.length),
    };
  };
  let left = await look();
  await until(async () => {
    left = await look();
    return left.services.length + left.networks.length + left.configs.length === 0 &&
      left.containers.every((one) => one === 0);
  }, 10_000);
  return left;
}

async function main(reportFile: string, seed: number): Promise<void> {
  const dice = seeded(seed);
  await makeSwarm();
  const witnesses = NODES.map((node) => client({ socket: socket(node) }));
  const person: Operator = operator(`unix://${socket(1)}`);
  const timed = async (name: string, run: () => Promise<Ran>): Promise<Ended> => {
    const start = sinceBoot();
    const ran = await run();
    const seconds = (sinceBoot() - start) / 1000;
    console.log(
      `[${(sinceBoot() / 1000).toFixed(0)} s] ${name}: exit ${ran.code} after ${seconds.toFixed(0)} s`,
    );
    return { ran, seconds, left: await leftOf(witnesses) };
  };
  const measure = () => person.run(...BENCH, "--trials", "5", "--at", "1Gbit/s", "--format", "json");
  const first = await timed("bench", measure);
  const repeat = await timed("repeat", measure);
  const kills: GuestBench["kills"] = [];
  for (let at = 0; at < KILLS; at++) {
    const afterMs = 500 + dice(WITHIN_MS);
    const running = person.start(...BENCH, "--trials", "1");
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    kills.push({ afterMs, killed: await running.kill(), code: (await running.ended).code });
    console.log(`killed after ${afterMs} ms`);
  }
  const next = await timed("the run after the kills", () => person.run(...BENCH, "--trials", "1"));
  const interrupted = await timed("interrupted", async () => {
    const running = person.start(...BENCH, "--trials", "1");
    await new Promise((resolve) => setTimeout(resolve, 2_000 + dice(WITHIN_MS - 6_000)));
    running.interrupt();
    return await running.ended;
  });
  const rule = ["nsenter", "--net=/run/netns/n1", "iptables", "-I", "INPUT", "-p", "esp", "-j", "DROP"];
  await textOf(rule);
  const dropped = await timed("ESP dropped", () => person.run(...BENCH, "--trials", "1", "--format", "json"));
  const report: GuestBench = { first, repeat, kills, next, interrupted, dropped };
  Deno.writeTextFileSync(reportFile, JSON.stringify(report));
  person.remove();
}

if (import.meta.main) {
  await main(Deno.args[0]!, Number(Deno.args[1]));
  // Nothing that still listens holds the guest up.
  Deno.exit(0);
}
