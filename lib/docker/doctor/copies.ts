import { joinPath } from "../../base/files.ts";
import type { Env } from "../../base/files.ts";
import { type Finding, ok, problem } from "./finding.ts";

/** What the file system says about a path, links followed. */
export interface Stat {
  kind: "file" | "folder" | "broken link" | "other";
  /** Permission bits, null where the system has none. */
  mode: number | null;
  uid: number | null;
  gid: number | null;
}
/** Looks at a file; undefined where there is none. */
export type StatOf = (path: string) => Promise<Stat | undefined>;

/** What doctor looks at. */
export interface Machine {
  config: Record<string, unknown>;
  configDir: string;
  env: Env;
  windows: boolean;
  /** The user's number, null where there are none. */
  uid: number | null;
  stat: StatOf;
}

const UNIX_FOLDERS = [
  "/usr/local/lib/docker/cli-plugins",
  "/usr/local/libexec/docker/cli-plugins",
  "/usr/lib/docker/cli-plugins",
  "/usr/libexec/docker/cli-plugins",
];

/**
 * The folders docker looks for plugins in, in its real order: cliPluginsExtraDirs come first, whatever the comments in its
 * source say (docker/cli cli-plugins/manager/manager.go, reproduced on 28.2.2). Extra ones are taken literally.
 */
export function pluginFolders({ config, configDir, env, windows }: Machine): string[] {
  const extra = Array.isArray(config.cliPluginsExtraDirs) ? config.cliPluginsExtraDirs : [];
  const system = windows
    ? ["ProgramData", "ProgramFiles"].flatMap((name) => {
      const folder = env.get(name);
      return folder ? [`${folder}\\Docker\\cli-plugins`] : [];
    })
    : UNIX_FOLDERS;
  const all = [
    ...extra.filter((dir) => typeof dir === "string"),
    joinPath(configDir, "cli-plugins"),
    ...system,
  ];
  return [...new Set(all)];
}

/** Looks at every copy of the plugin and every plugin folder: which copy counts, and who could change it. */
export async function checkCopies(machine: Machine): Promise<Finding[]> {
  const findings: Finding[] = [];
  const copies: { path: string; stat: Stat }[] = [];
  for (const folder of pluginFolders(machine)) {
    const stat = await machine.stat(folder);
    if (stat?.kind !== "folder") continue;
    findings.push(...writableByOthers(machine, folder, stat, "folder"));
    const path = joinPath(folder, machine.windows ? "docker-swarmnet.exe" : "docker-swarmnet");
    const copy = await machine.stat(path);
    if (copy !== undefined && copy.kind !== "folder") copies.push({ path, stat: copy });
  }
  for (const { path, stat } of copies) findings.push(...checkCopy(machine, path, stat));
  const [used, ...hidden] = copies;
  for (const { path } of hidden) {
    findings.push(
      problem(
        "copies",
        `${path} is never run, because ${used!.path} comes first`,
        `Remove one of them: rm ${path}`,
      ),
    );
  }
  if (findings.length === 0 && used !== undefined) {
    findings.push(ok("copies", `One copy, which only its owner can change: ${used.path}`));
  }
  return findings;
}

function checkCopy(machine: Machine, path: string, stat: Stat): Finding[] {
  if (stat.kind === "broken link") {
    return [
      problem(
        "copies",
        `${path} is a link to a file that is not there`,
        `Install again, or remove it: rm ${path}`,
      ),
    ];
  }
  if (stat.kind === "other") {
    return [problem("copies", `${path} is neither a file nor a link`, `Remove it: rm ${path}`)];
  }
  const findings = writableByOthers(machine, path, stat, "file");
  if (stat.mode !== null && (stat.mode & 0o111) === 0) {
    findings.push(problem("copies", `${path} cannot be executed`, `chmod +x ${path}`));
  }
  return findings;
}

/** Whoever can write there runs programs as this user. A group of the same number as its owner, or root's, is nobody else. */
function writableByOthers({ uid }: Machine, path: string, stat: Stat, what: string): Finding[] {
  if (stat.mode === null) return [];
  if ((stat.mode & 0o002) !== 0) {
    return [
      problem(
        "copies",
        `Every user can change the ${what} ${path}, which docker runs programs from`,
        `chmod o-w ${path}`,
      ),
    ];
  }
  if ((stat.mode & 0o020) !== 0 && stat.gid !== 0 && stat.gid !== stat.uid) {
    return [
      problem(
        "copies",
        `A group of users can change the ${what} ${path}, which docker runs programs from`,
        `chmod g-w ${path}`,
      ),
    ];
  }
  if (stat.uid !== null && uid !== null && stat.uid !== 0 && stat.uid !== uid) {
    return [
      problem(
        "copies",
        `The ${what} ${path} belongs to another user (${stat.uid}), who can change it`,
        `sudo chown ${uid} ${path}`,
      ),
    ];
  }
  return [];
}
