import { shellLine } from "../../base/shell.ts";
import { type Env, type Files, joinPath } from "../../base/files.ts";
import { type Owners, type PathInfo, type Weakness, weaknessesOf } from "../trust.ts";
import { type Finding, ok, problem } from "./finding.ts";
import { type CheckedPath, checkPaths } from "./path_check.ts";

/** What doctor looks at. */
export interface Machine {
  config: Record<string, unknown>;
  configDir: string;
  env: Env;
  windows: boolean;
  owners: Owners;
  files: Pick<Files, "cwd" | "list" | "readIfExists">;
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

/**
 * Looks at every copy of the plugin and every plugin folder: which copy counts, and who could change it. Every folder above them
 * counts, and where the copy is a launcher, the checkout and the runtime that it starts.
 */
export async function checkCopies(machine: Machine): Promise<Finding[]> {
  const { owners, files, windows } = machine;
  const findings: Finding[] = [];
  const paths: CheckedPath[] = [];
  const copies: string[] = [];
  for (const folder of pluginFolders(machine)) {
    if ((await owners.look(folder, { follow: true }))?.kind !== "folder") continue;
    paths.push({ check: "copies", name: "the plugin folder", path: folder });
    const path = joinPath(folder, windows ? "docker-swarmnet.exe" : "docker-swarmnet");
    const info = await owners.look(path, { follow: true });
    if (info?.kind === "folder" || (info ?? await owners.look(path, { follow: false })) === undefined) {
      continue;
    }
    copies.push(path);
    paths.push({ check: "copies", name: "the plugin", path });
    findings.push(...checkCopy(path, info));
  }
  const [used, ...hidden] = copies;
  const launcher = used === undefined ? undefined : await readLauncher(used, files);
  if (launcher !== undefined) {
    paths.push({ check: "copies", name: "the launcher's checkout", path: launcher.root });
    paths.push({ check: "copies", name: "the launcher's runtime", path: launcher.deno });
    findings.push(...await checkCheckout(launcher.root, files, owners));
  }
  if (!windows) findings.push(...await checkPaths(paths, { owners, cwd: files.cwd() }));
  for (const path of hidden) {
    findings.push(
      problem(
        "copies",
        `${path} is never run, because ${used!} comes first`,
        `Remove one of them: rm ${path}`,
      ),
    );
  }
  if (findings.length === 0 && used !== undefined) {
    findings.push(ok(
      "copies",
      windows
        ? `One copy: ${used} (on Windows it is not checked who can change it)`
        : `One copy, which only its owner can change: ${used}`,
    ));
  }
  return findings;
}

/** The file itself, links followed; undefined for a link that leads nowhere. */
function checkCopy(path: string, info: PathInfo | undefined): Finding[] {
  if (info === undefined) {
    return [
      problem(
        "copies",
        `${path} is a link to a file that is not there`,
        `Install again, or remove it: rm ${path}`,
      ),
    ];
  }
  if (info.kind !== "file") {
    return [problem("copies", `${path} is neither a file nor a link`, `Remove it: rm ${path}`)];
  }
  return info.mode !== null && (info.mode & 0o111) === 0
    ? [problem("copies", `${path} cannot be executed`, `chmod +x ${path}`)]
    : [];
}

/** What a launcher runs. */
interface Launcher {
  /** The checkout. */
  root: string;
  /** The runtime. */
  deno: string;
}

const MOST_BYTES = 64 * 1024;
/** A word as the installer quotes it for the shell. */
const QUOTED = /'(?:[^']|'\\'')*'/g;
/** What of a checkout is loaded, and how many levels of it are looked at: packages lie two levels deep. */
const LOADED: readonly [name: string, depth: number][] = [
  ["main.ts", 0],
  ["deno.json", 0],
  ["deno.lock", 0],
  ["commands", Infinity],
  ["lib", Infinity],
  ["node_modules", 2],
];

/** Reads a plugin that is a shell script of `./dev install`; undefined for a binary and for scripts of others. */
export async function readLauncher(
  path: string,
  files: Pick<Files, "readIfExists">,
): Promise<Launcher | undefined> {
  const content = await files.readIfExists(path, MOST_BYTES).catch(() => undefined);
  const text = content === undefined ? "" : new TextDecoder().decode(content);
  if (!text.startsWith("#!/bin/sh\n# docker-swarmnet: ")) return undefined;
  const deno = /^deno=(.*)$/m.exec(text)?.[1];
  const main = /^if .*; then exec "\$deno" run (.*)$/m.exec(text)?.[1]?.match(QUOTED)?.at(-1);
  if (deno === undefined || main === undefined) return undefined;
  return { root: unquoted(main).replace(/\/main\.ts$/, ""), deno: unquoted(deno) };
}

function unquoted(word: string): string {
  return word.slice(1, -1).replaceAll("'\\''", "'");
}

/** Problems of the code inside the checkout, one for each kind: there may be hundreds of files. */
async function checkCheckout(
  root: string,
  files: Pick<Files, "list">,
  owners: Owners,
): Promise<Finding[]> {
  const found: Weakness[] = [];
  const visit = async (path: string, depth: number): Promise<void> => {
    const info = await owners.look(path, { follow: false });
    if (info === undefined || info.kind === "link") return;
    found.push(...await weaknessesOf(path, info, owners));
    if (info.kind !== "folder" || depth === 0) return;
    for (const { name } of await files.list(path) ?? []) await visit(joinPath(path, name), depth - 1);
  };
  for (const [name, depth] of LOADED) await visit(joinPath(root, name), depth);
  const [user] = owners.users;
  return [...Map.groupBy(found, ({ actor, by }) => `${actor} ${by}`).values()].map((group) => {
    const [{ actor, by, path }] = group as [Weakness];
    const rest = group.length === 1 ? path : `${path} and ${group.length - 1} more`;
    const command = by === "owner" ? ["chown", "-R", String(user), root] : ["chmod", "-R", "go-w", root];
    const sudo = user !== 0 && group.some(({ uid }) => uid !== user) ? ["sudo"] : [];
    return problem(
      "copies",
      by === "owner"
        ? `Code of the launcher belongs to ${actor}: ${rest}`
        : `${actor[0]!.toUpperCase()}${actor.slice(1)} can write to code of the launcher: ${rest}`,
      shellLine([...sudo, ...command]),
    );
  });
}
