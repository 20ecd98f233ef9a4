/** One engine in namespaces of its own. */
import { isAlive, type NodeState, type ProcessId, startOf } from "./state.ts";

/** What a node is started with. */
export interface StartNode {
  /** The lab's folder. */
  folder: string;
  node: NodeState;
  /** Folder of the engine's programs; undefined for the installed one. */
  engineFolder: string | undefined;
  /** Socket of an authorization plugin, which the engine then knows as `witness`. */
  authorization?: string | undefined;
}

/** The name of a lab's authorization plugin. */
export const AUTHORIZATION_PLUGIN = "witness";

/**
 * Starts dockerd and gives the process that holds its namespaces. A process namespace is part of it, so that ending that one
 * process ends the engine, containerd and every container. `nsenter`, not `ip netns exec`: the latter remounts /sys, and
 * dockerd then misses its cgroups ("Devices cgroup isn't mounted").
 */
export function startNode({ folder, node, engineFolder, authorization }: StartNode): ProcessId {
  const home = `${folder}/${node.name}`;
  Deno.mkdirSync(home, { recursive: true });
  const log = `${home}/dockerd.log`;
  const child = new Deno.Command("setsid", {
    args: [
      ...["nsenter", `--net=/run/netns/${node.namespace}`],
      ...["unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"],
      ...["sh", "-c", START, "start-node", node.name, `${folder}/resolv.conf`, log, authorization ?? ""],
      "dockerd",
      ...["--host", `unix://${node.socket}`],
      ...["--data-root", `${home}/data`, "--pidfile", `${home}/dockerd.pid`],
      ...["--cgroup-parent", node.cgroup, "--exec-opt", "native.cgroupdriver=cgroupfs"],
      ...["--log-level", "warn"],
      ...(authorization === undefined ? [] : ["--authorization-plugin", AUTHORIZATION_PLUGIN]),
    ],
    env: engineFolder === undefined ? {} : { PATH: `${engineFolder}:${Deno.env.get("PATH") ?? ""}` },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  child.unref();
  return { pid: child.pid, started: startOf(child.pid) ?? "" };
}

/**
 * Runs inside the node's namespaces: a host name, no name server (a look-up then fails at once), an empty /run/docker. The shell stays,
 * as process 1 of its namespace: containers' helpers become its children, and dockerd would never collect them when they end.
 */
const START = `
set -e
echo "$1" >/proc/sys/kernel/hostname
mkdir -p /run/docker
mount -t tmpfs tmpfs /run/docker
mount --bind "$2" /etc/resolv.conf
log=$3
if [ -n "$4" ]; then
  mkdir /run/docker/plugins
  ln -s "$4" /run/docker/plugins/${AUTHORIZATION_PLUGIN}.sock
fi
shift 4
"$@" >"$log" 2>&1 &
wait $!
`;

/** Ends the node's process, and with it its engine and containers; then removes the containers' cgroups. */
export async function stopNode(node: NodeState): Promise<void> {
  if (isAlive(node.process)) {
    Deno.kill(node.process!.pid, "SIGKILL");
    await until(() => !isAlive(node.process), 10_000);
  }
  await removeCgroups(node.cgroup);
}

/** cgroups stay behind when their processes were killed; each hierarchy has its own copy. They must be empty to go. */
async function removeCgroups(cgroup: string): Promise<void> {
  const root = "/sys/fs/cgroup";
  const hierarchies = [
    root,
    ...[...Deno.readDirSync(root)].filter((one) => one.isDirectory).map((one) => `${root}/${one.name}`),
  ];
  for (const hierarchy of hierarchies) {
    const top = `${hierarchy}${cgroup}`;
    if (!isFolder(top)) continue;
    await until(() => removeEmpty(top), 5_000);
  }
}

function removeEmpty(folder: string): boolean {
  for (const entry of Deno.readDirSync(folder)) {
    if (entry.isDirectory) removeEmpty(`${folder}/${entry.name}`);
  }
  try {
    // rmdir, not a recursive removal: the files in a cgroup cannot be deleted, they go with it.
    Deno.removeSync(folder);
    return true;
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Waits until something holds, asking every 50 ms; false when it does not in time. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!await holds()) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}
