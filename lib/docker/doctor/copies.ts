import { type Env, type Files, joinPath } from "../../base/files.ts";
import type { Owners, PathInfo } from "../trust.ts";
import { type Finding, ok, problem } from "./finding.ts";
import { checkCheckout, readLauncher } from "./launcher_check.ts";
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
