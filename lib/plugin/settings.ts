import { messageOf, UsageError } from "../base/errors.ts";
import { nearest } from "../base/suggest.ts";
import { configDir, joinPath } from "./config_dir.ts";
import type { Context } from "./context.ts";

/** Our own settings: every key that a file may have, the variable that overrides it, and what it takes. */
const TABLE = {
  "require-encryption": {
    env: "SWARMNET_REQUIRE_ENCRYPTION",
    values: ["off", "warn", "error"],
    default: "warn",
  },
} as const satisfies Record<string, { env: string; values: readonly string[]; default: string }>;

type Key = keyof typeof TABLE;

/** A value and where it came from: a variable's name, a file's path, or "the default". */
export interface Setting<T extends string> {
  value: T;
  origin: string;
}

export type Settings = { [K in Key]: Setting<(typeof TABLE)[K]["values"][number]> };

/** Name of the file that is looked for in the current folder and those above it. */
const PROJECT_FILE = ".swarmnet.yaml";
/** The user's own file, beside docker's config.json. */
const USER_FILE = "swarmnet.yaml";
/** A settings file is a page of text. */
const LIMIT = 1024 * 1024;

/**
 * Our settings: environment, then the project's file (`.swarmnet.yaml` here or in a folder above), then the user's
 * (`swarmnet.yaml` beside config.json), then defaults. Throws one `UsageError` with everything that is wrong with them.
 */
export async function readSettings(ctx: Pick<Context, "env" | "files" | "globals">): Promise<Settings> {
  const problems: string[] = [];
  const sources = [environment(ctx)];
  for (const path of [await projectFile(ctx), userFile(ctx)]) {
    const text = path === undefined ? undefined : await ctx.files.readIfExists(path, LIMIT);
    if (text !== undefined) sources.push(await fromFile(path!, text, problems));
  }
  const settings: Record<string, Setting<string>> = {};
  for (const [key, rule] of Object.entries(TABLE)) {
    const found = sources.flatMap((source) => source.get(key) ?? [])[0];
    settings[key] = found ?? { value: rule.default, origin: "the default" };
    for (const { value, origin } of sources.flatMap((source) => source.get(key) ?? [])) {
      if (!(rule.values as readonly string[]).includes(value)) {
        problems.push(`${origin}: ${key} is ${JSON.stringify(value)}; it takes ${rule.values.join(", ")}`);
      }
    }
  }
  if (problems.length > 0) {
    throw new UsageError("swarmnet's own settings are wrong", {
      why: problems.join("\n"),
      next: "See 'docker swarmnet help environment'",
    });
  }
  return settings as Settings;
}

type Source = Map<string, Setting<string>>;

function environment({ env }: Pick<Context, "env">): Source {
  const found: Source = new Map();
  for (const [key, rule] of Object.entries(TABLE)) {
    const value = env.get(rule.env);
    if (value !== undefined && value !== "") found.set(key, { value, origin: rule.env });
  }
  return found;
}

/** The nearest project file, from the current folder upwards. */
async function projectFile({ files }: Pick<Context, "files">): Promise<string | undefined> {
  let folder = files.cwd();
  while (true) {
    const path = joinPath(folder, PROJECT_FILE);
    if (await files.readIfExists(path, LIMIT) !== undefined) return path;
    const cut = folder.replace(/[/\\][^/\\]*$/, "");
    // The root keeps its slash.
    const above = cut === "" ? "/" : cut;
    if (above === folder) return undefined;
    folder = above;
  }
}

function userFile({ env, globals }: Pick<Context, "env" | "globals">): string {
  const place = { env, windows: Deno.build.os === "windows", home: () => undefined };
  return joinPath(configDir(globals, place), USER_FILE);
}

/** What a file sets. Adds what is wrong with it to `problems`. */
async function fromFile(path: string, content: Uint8Array, problems: string[]): Promise<Source> {
  const found: Source = new Map();
  // Loaded late: most runs have no such file.
  const { parseDocument } = await import("yaml");
  let root: unknown;
  try {
    const document = parseDocument(new TextDecoder().decode(content));
    if (document.errors.length > 0) throw document.errors[0]!;
    root = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    problems.push(`${path}: ${messageOf(error).split("\n")[0]}`);
    return found;
  }
  if (root === null) return found;
  if (typeof root !== "object" || Array.isArray(root)) {
    problems.push(`${path}: it must be a mapping of settings, such as "require-encryption: warn"`);
    return found;
  }
  for (const [key, value] of Object.entries(root)) {
    if (!Object.hasOwn(TABLE, key)) {
      const near = nearest(key, Object.keys(TABLE));
      problems.push(
        `${path}: unknown setting ${JSON.stringify(key)}${
          near === undefined ? "" : ` (did you mean ${near}?)`
        }`,
      );
    } else {
      found.set(key, { value: typeof value === "string" ? value : JSON.stringify(value), origin: path });
    }
  }
  return found;
}
