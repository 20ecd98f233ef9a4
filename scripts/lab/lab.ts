/** A swarm of real engines on this machine: up and down. */
import Docker from "dockerode";
import { capture, which } from "../support/process.ts";
import { engineFiles } from "./engines.ts";
import { imageTar, importImage } from "./image.ts";
import { connect, disconnect } from "./network.ts";
import { startNode, stopNode, until } from "./node.ts";
import {
  createFolder,
  isAlive,
  labFolder,
  type LabState,
  type NodeState,
  readState,
  writeState,
} from "./state.ts";

/** Which lab is started. */
export interface LabOptions {
  name: string;
  /** How many engines. */
  nodes: number;
  /** How many of them are managers; the first ones. */
  managers: number;
  /** `installed` or the name of a Debian suite. */
  engine: string;
  /** The nodes' own network is the /24 of this address; node 1 is the first address in it. */
  network: string;
  /** Socket of an authorization plugin that the engines ask about every request. */
  authorization?: string | undefined;
}

/** The lab that is started unless told otherwise. */
export const DEFAULTS: LabOptions = {
  name: "dev",
  nodes: 3,
  managers: 1,
  engine: "installed",
  network: "10.99.0.0",
};

const NEEDED = ["docker", "ip", "iptables", "nsenter", "unshare", "setsid", "runc", "tar", "ldd"];

/** Why no lab can be started here, or undefined when everything is there. */
export async function whyNot(engine: string): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "a lab needs Linux";
  if (Deno.uid() !== 0) return "a lab needs root: engines and network namespaces";
  const missing = NEEDED.filter((name) => which(name) === undefined);
  if (missing.length > 0) return `a lab needs ${missing.join(", ")} on the PATH`;
  if (engine === "installed" && which("dockerd") === undefined) return "there is no dockerd on the PATH";
  const tried = await capture([
    "unshare",
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "ip",
    "link",
    "add",
    "type",
    "veth",
  ]);
  return tried.code === 0
    ? undefined
    : `no namespaces can be made here (${tried.stderr.trim() || "refused"})`;
}

/** Starts the engines, joins them to one swarm and gives each the lab's image. What was begun is undone when it fails. */
export async function up(options: LabOptions): Promise<LabState> {
  const reason = await whyNot(options.engine);
  if (reason !== undefined) throw new Error(`No lab can be started: ${reason}`);
  const engine = await engineFiles(options.engine);
  const tar = await imageTar();
  const folder = createFolder(options.name);
  const state = planned(options, engine.version);
  writeState(state);
  try {
    Deno.writeTextFileSync(`${folder}/resolv.conf`, "nameserver 127.0.0.1\n");
    await connect({
      bridge: state.namespaces[0]!,
      nodes: state.nodes,
      bits: 24,
      gateway: hostAddress(options.network, 254),
    });
    for (const node of state.nodes) {
      node.process = startNode({
        folder,
        node,
        engineFolder: engine.folder,
        authorization: options.authorization,
      });
      writeState(state);
    }
    await Promise.all(state.nodes.map((node) => ready(node, folder)));
    await join(state.nodes, options.managers);
    await Promise.all(state.nodes.map((node) => importImage(node.socket, tar)));
    return state;
  } catch (error) {
    await down(options.name);
    throw error;
  }
}

/** Ends the lab of this name and removes all it made. Whether there was one. */
export async function down(name: string): Promise<boolean> {
  const state = readState(name);
  if (state === undefined) return false;
  await Promise.all(state.nodes.map(stopNode));
  await disconnect(state.namespaces);
  Deno.removeSync(labFolder(name), { recursive: true });
  return true;
}

/** The lab of this name when all its engines run. */
export function running(name: string): LabState | undefined {
  const state = readState(name);
  return state?.nodes.every((node) => isAlive(node.process)) ? state : undefined;
}

function planned(options: LabOptions, version: string): LabState {
  const folder = labFolder(options.name);
  const nodes: NodeState[] = Array.from({ length: options.nodes }, (_, index) => ({
    name: `node${index + 1}`,
    address: hostAddress(options.network, index + 1),
    socket: `${folder}/n${index + 1}.sock`,
    namespace: `swarmnet-${options.name}-${index + 1}`,
    cgroup: `/swarmnet-lab-${options.name}-${index + 1}`,
  }));
  const namespaces = [`swarmnet-${options.name}-bridge`, ...nodes.map((node) => node.namespace)];
  return { name: options.name, engine: options.engine, version, nodes, namespaces };
}

function hostAddress(network: string, host: number): string {
  const parts = network.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) {
    throw new Error(`"${network}" is not an IPv4 address such as 10.99.0.0`);
  }
  return [...parts.slice(0, 3), host].join(".");
}

/** A client of one node, written by others than the one under test. */
export function client(node: Pick<NodeState, "socket">): Docker {
  return new Docker({ socketPath: node.socket });
}

async function ready(node: NodeState, folder: string): Promise<void> {
  const docker = client(node);
  const answers = () => docker.ping().then(() => true, () => false);
  const up = await until(async () => !isAlive(node.process) || await answers(), 60_000);
  if (up && isAlive(node.process)) return;
  const log = await Deno.readTextFile(`${folder}/${node.name}/dockerd.log`).catch(() => "");
  throw new Error(`The engine of ${node.name} did not start:\n${log.split("\n").slice(-12).join("\n")}`);
}

async function join(nodes: NodeState[], managers: number): Promise<void> {
  const [first, ...others] = nodes;
  const docker = client(first!);
  await docker.swarmInit({ AdvertiseAddr: first!.address, ListenAddr: "0.0.0.0:2377" });
  const { JoinTokens } = await docker.swarmInspect();
  for (const [index, node] of others.entries()) {
    await client(node).swarmJoin({
      AdvertiseAddr: node.address,
      ListenAddr: "0.0.0.0:2377",
      RemoteAddrs: [`${first!.address}:2377`],
      JoinToken: index + 1 < managers ? JoinTokens.Manager : JoinTokens.Worker,
    });
  }
  const all = async () =>
    (await docker.listNodes()).filter((node: NodeAnswer) => node.Status?.State === "ready").length;
  if (!await until(async () => await all() === nodes.length, 60_000)) {
    throw new Error("Not every node became ready within 60 s");
  }
}

interface NodeAnswer {
  Status?: { State?: string };
}
