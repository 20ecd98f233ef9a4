/**
 * Runs inside the User-Mode Linux guest, where VIPs, IPVS and IPsec work: a network is encrypted while services talk over it
 * through VIPs, by a process that is killed on the way. Writes what it saw as JSON: `guest_migration.ts REPORT SEED`.
 */
import type Docker from "dockerode";
import { imageTar, importImage } from "../../scripts/lab/image.ts";
import { client } from "../../scripts/lab/lab.ts";
import { until } from "../../scripts/lab/node.ts";
import { capture, textOf } from "../../scripts/support/process.ts";
import { canonical } from "./canonical.ts";
import { killOften } from "./kills.ts";
import { type Load, settled, sinceBoot, startLoad, type Talk, type Tally, tallyText } from "./load.ts";
import { operator } from "./operator.ts";
import { watchPeers } from "./peers_watch.ts";
import { seeded } from "./stacks/mutate.ts";

/** What was seen, for the test outside to judge. */
export interface GuestReport {
  /** Frames between the nodes before and after, out of so many captured. */
  wire: { before: Frames; after: Frames };
  kills: number;
  /** Requests during the move, and during plain rolls of the service without a health check. */
  move: Tally;
  control: Tally;
  /** Tasks of the service without a health check that were replaced in each. */
  replaced: { move: number; control: number };
  network: { name: string; options: Record<string, string>; changedId: boolean };
  /** Overlays at the end. */
  networks: string[];
  /** What the same command says at the end, and whether it changed nothing. */
  again: { said: string; nothing: boolean };
  violations: string[];
  /** Seconds: boot to services under load, then the move. */
  took: { start: number; move: number };
}

export interface Frames {
  esp: number;
  vxlan: number;
}

const NETWORK = "backbone";
const REPLICAS = 2;
const KILLS = 3;
const CONTROL_ROLLS = 3;
const FRAMES = 100;
/** The server whose health nobody checks. */
const BARE = "billing_bare";
const TALK: Talk = {
  shop: { front: { asks: ["api", "bare"] } },
  billing: { api: { asks: [] }, bare: { asks: [], checked: false } },
};

function socket(node: number): string {
  return `/run/lab/n${node}.sock`;
}

function say(text: string): void {
  console.log(`[${(sinceBoot() / 1000).toFixed(0)} s] ${text}`);
}

function docker(node: number, ...words: string[]): Promise<string> {
  return textOf(["docker", "--host", `unix://${socket(node)}`, ...words]);
}

async function makeSwarm(): Promise<void> {
  await docker(1, "swarm", "init", "--advertise-addr", "10.99.0.1");
  const token = await docker(1, "swarm", "join-token", "-q", "worker");
  await docker(2, "swarm", "join", "--advertise-addr", "10.99.0.2", "--token", token, "10.99.0.1:2377");
  const tar = await imageTar();
  await Promise.all([1, 2].map((node) => importImage(socket(node), tar)));
}

/** What passes between the nodes while services talk: 20 s or so many frames. */
async function framesOnTheWire(): Promise<Frames> {
  const listen = [
    "timeout",
    "20",
    "tcpdump",
    "-n",
    "-i",
    "eth0",
    "-c",
    String(FRAMES),
    "udp port 4789 or esp",
  ];
  const { stdout } = await capture(["nsenter", "--net=/run/netns/n2", ...listen], { timeoutMs: 60_000 });
  const lines = stdout.split("\n");
  return {
    esp: lines.filter((line) => line.includes("ESP(")).length,
    vxlan: lines.filter((line) => line.includes("VXLAN")).length,
  };
}

/** Plain rolls of the server without a health check: what any update costs its clients. */
async function controlRolls(load: Load): Promise<Tally> {
  const since = sinceBoot();
  for (let roll = 0; roll < CONTROL_ROLLS; roll++) {
    await docker(1, "service", "update", "-q", "--force", BARE);
  }
  const tally = load.tally({ since });
  say(`${CONTROL_ROLLS} plain rolls of ${BARE}:\n${tallyText(tally)}`);
  return tally;
}

async function tasksOfBare(witness: Docker): Promise<Set<string>> {
  // deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
  const tasks: any[] = await witness.listTasks({ filters: { service: [BARE] } });
  return new Set(tasks.map((task) => task.ID));
}

async function main(reportFile: string, seed: number): Promise<void> {
  const witness = client({ socket: socket(1) });
  const host = `unix://${socket(1)}`;
  const dice = seeded(seed);
  await makeSwarm();
  await docker(1, "network", "create", "--driver", "overlay", NETWORK);
  const id = await docker(1, "network", "inspect", "-f", "{{.Id}}", NETWORK);
  const load = await startLoad(witness, {
    ...{ host, network: NETWORK, talk: TALK, endpoint: "vip", replicas: REPLICAS },
    ...{ period: 100, checkEvery: 2, monitor: 1, startLimit: 240_000 },
  });
  const start = sinceBoot() / 1000;
  say("the services talk");
  const before = await framesOnTheWire();
  say(`on the wire: ${JSON.stringify(before)}`);
  const control = await controlRolls(load);
  const watch = watchPeers(witness, load.peers);
  const person = operator(host);
  const since = sinceBoot();
  const known = await tasksOfBare(witness);
  const ran = await killOften(person, ["encrypt", "--yes", NETWORK], {
    ...{ witness, dice, kills: KILLS },
    killed: (at) => {
      say(at);
      return watch.look();
    },
    moment: async () => {
      const ms = 12_000 + dice(30_000);
      await new Promise((resolve) => setTimeout(resolve, ms));
      return `after ${ms} ms`;
    },
  });
  await until(() => settled(witness, load.services, REPLICAS), 60_000);
  const move = load.tally({ since });
  const took = (sinceBoot() - since) / 1000;
  say(`moved in ${took.toFixed(0)} s:\n${tallyText(move)}`);
  await watch.stop();
  const replaced = [...await tasksOfBare(witness)].filter((one) => !known.has(one)).length;
  const after = await framesOnTheWire();
  say(`on the wire: ${JSON.stringify(after)}`);
  const now = await witness.getNetwork(NETWORK).inspect();
  const state = await canonical(witness);
  const again = await person.run("encrypt", "--yes", NETWORK);
  const report: GuestReport = {
    wire: { before, after },
    kills: ran.kills,
    ...{ move, control },
    replaced: { move: replaced, control: CONTROL_ROLLS * REPLICAS },
    network: { name: now.Name, options: now.Options ?? {}, changedId: now.Id !== id },
    networks: (await docker(1, "network", "ls", "-f", "driver=overlay", "--format", "{{.Name}}")).split("\n")
      .sort(),
    again: { said: again.stderr, nothing: again.code === 0 && await canonical(witness) === state },
    violations: watch.violations,
    took: { start, move: took },
  };
  Deno.writeTextFileSync(reportFile, JSON.stringify(report));
  person.remove();
}

if (import.meta.main) {
  await main(Deno.args[0]!, Number(Deno.args[1]));
  // Nothing that still listens holds the guest up.
  Deno.exit(0);
}
