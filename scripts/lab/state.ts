/** What a lab has made on this machine, written down as it is made, so that `down` undoes exactly that. */

/** What is remembered of a lab between two calls. */
export interface LabState {
  name: string;
  engine: string;
  version: string;
  nodes: NodeState[];
  /** Network namespaces, the bridge's first. */
  namespaces: string[];
}

/** What is remembered of a node. */
export interface NodeState {
  /** Host name, node1 and up. */
  name: string;
  address: string;
  socket: string;
  namespace: string;
  /** cgroup that holds the node's containers, relative to each hierarchy. */
  cgroup: string;
  /** The process that holds the node's namespaces: when it ends, everything in them does. */
  process?: ProcessId;
}

/** A process, told from a later one of the same number by when it started (clock ticks since boot). */
export interface ProcessId {
  pid: number;
  started: string;
}

/** The folder of the lab of this name. */
export function labFolder(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,23}$/.test(name)) {
    throw new Error(`"${name}" is not a name for a lab: lower-case letters, digits and dashes, at most 24`);
  }
  return `/tmp/swarmnet-lab-${name}`;
}

/** Makes the lab's folder for its owner only. Fails when it is there already. */
export function createFolder(name: string): string {
  const folder = labFolder(name);
  try {
    Deno.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new Error(`A lab "${name}" is there already: deno task lab down --name ${name}`);
  }
  return folder;
}

/** Remembers a lab. */
export function writeState(state: LabState): void {
  const file = `${labFolder(state.name)}/lab.json`;
  Deno.writeTextFileSync(`${file}.new`, JSON.stringify(state, null, 2) + "\n");
  Deno.renameSync(`${file}.new`, file);
}

/** Undefined when there is no such lab. Refuses a folder that someone else made: its file would say what to kill. */
export function readState(name: string): LabState | undefined {
  const folder = labFolder(name);
  try {
    const { uid, isSymlink } = Deno.lstatSync(folder);
    if (isSymlink || uid !== Deno.uid()) throw new Error(`${folder} was not made by this user`);
    return JSON.parse(Deno.readTextFileSync(`${folder}/lab.json`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Names of all labs of this machine, sorted. */
export function labNames(): string[] {
  return [...Deno.readDirSync("/tmp")].map((entry) => /^swarmnet-lab-([a-z0-9-]+)$/.exec(entry.name)?.[1])
    .filter((name) => name !== undefined).sort();
}

/** When a process started, or undefined when there is none (field 22 of proc(5)'s stat; the name before may hold anything). */
export function startOf(pid: number): string | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Whether the process recorded is still that process. */
export function isAlive(process: ProcessId | undefined): boolean {
  return process !== undefined && startOf(process.pid) === process.started;
}
