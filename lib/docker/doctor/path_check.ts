import { joinPath } from "../../base/files.ts";
import {
  MOST_LINKS,
  type Owners,
  type PathInfo,
  type Weakness,
  weaknessesOf,
  weaknessFix,
  weaknessText,
} from "../trust.ts";
import { type Finding, problem } from "./finding.ts";

/** A path, and what is said to be reached by it. */
export interface CheckedPath {
  check: Finding["check"];
  /** Such as "the plugin". */
  name: string;
  path: string;
}

/**
 * Problems of every folder, link and file on the way to each path, links resolved: who may write to one of them can put
 * something else there. Each entry is reported once.
 */
export async function checkPaths(
  paths: readonly CheckedPath[],
  { owners, cwd }: { owners: Owners; cwd: string },
): Promise<Finding[]> {
  const known = new Set<string>();
  const findings: Finding[] = [];
  for (const { check, name, path } of paths) {
    for (const weakness of await weaknessesOnTheWay(absolute(path, cwd), owners)) {
      const key = `${weakness.path} ${weakness.by}`;
      if (known.has(key)) continue;
      known.add(key);
      const text = weaknessText(weakness);
      const where = weakness.path === path ? `: it is ${name}` : `: it is on the path of ${name} ${path}`;
      findings.push(problem(
        check,
        `${text[0]!.toUpperCase()}${text.slice(1)}${where}`,
        weaknessFix([weakness], owners.users[0]!) ?? "Choose a folder that only you can write to",
      ));
    }
  }
  return findings;
}

/** What docker and swarmnet read in the configuration folder, each with all that is above it. */
const CONFIGURATION = [
  "",
  "config.json",
  "contexts",
  "contexts/meta",
  "contexts/tls",
  "swarmnet.yaml",
  "swarmnet",
  "swarmnet/operations",
];

/** Problems of docker's configuration folder: it decides about engines, plugins and credential helpers. */
export async function checkConfigFolder(
  folder: string,
  system: { owners: Owners; cwd: string },
): Promise<Finding[]> {
  const paths = CONFIGURATION.map((name) => name === "" ? folder : joinPath(folder, name));
  return await checkPaths(
    paths.map((path) => ({ check: "config", name: "docker's configuration", path })),
    system,
  );
}

async function weaknessesOnTheWay(path: string, owners: Owners): Promise<Weakness[]> {
  const found: Weakness[] = [];
  const entries = await entriesTo(path, owners);
  // In a folder such as /tmp others can replace only what is theirs.
  let sticky = false;
  for (const [index, { path, info }] of entries.entries()) {
    const weak = await weaknessesOf(path, info, owners);
    const isLast = index === entries.length - 1;
    // What a link contains is decided by those who can write to its folder.
    found.push(
      ...weak.filter((one) => info.kind === "link" ? sticky : isLast || !one.sticky || one.by === "owner"),
    );
    sticky = weak.some((one) => one.sticky && one.by !== "owner");
  }
  return found;
}

/** What the system looks at, from the root on (path_resolution(7)); it ends where something is missing. */
async function entriesTo(path: string, owners: Owners): Promise<{ path: string; info: PathInfo }[]> {
  const found: { path: string; info: PathInfo }[] = [];
  const add = async (path: string) => {
    const info = await owners.look(path, { follow: false });
    if (info !== undefined && !found.some((one) => one.path === path)) found.push({ path, info });
    return info;
  };
  await add("/");
  let at = "/";
  let rest = partsOf(path);
  for (let links = 0; rest.length > 0 && links <= MOST_LINKS;) {
    const [part, ...after] = rest;
    rest = after;
    if (part === "..") {
      at = at.replace(/\/[^/]*$/, "") || "/";
      continue;
    }
    const next = joinPath(at, part!);
    const info = await add(next);
    if (info === undefined) break;
    if (info.kind === "link") {
      links++;
      if (info.target!.startsWith("/")) at = "/";
      rest = [...partsOf(info.target!), ...rest];
    } else at = next;
  }
  return found;
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

function absolute(path: string, cwd: string): string {
  return path.startsWith("/") ? path : joinPath(cwd, path);
}
