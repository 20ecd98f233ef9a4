import { UsageError } from "../base/errors.ts";
import type { IgnoreEntry } from "../checks/ignore.ts";
import type { Level, Policy } from "../checks/rule.ts";
import { configDir, joinPath } from "../docker/config_dir.ts";
import type { Context } from "../cli/context.ts";
import type { FileSettings, Setting } from "./file.ts";
import { SETTINGS } from "./schema.ts";

export type { Setting } from "./file.ts";

/** Our own settings, each with its origin: a variable's name, file:line:column, or "the default". */
export interface Settings {
  "require-encryption": Setting<"off" | "warn" | "error">;
  show: Setting<Level>;
  "fail-on": Setting<Level>;
  profile: Setting<"cis" | "none">;
  "tool-image": Setting<string>;
  policies: { [K in PolicyKey]: Setting<string[]> };
  /** By code; only what a file sets. */
  rules: ReadonlyMap<string, Setting<Level | "off">>;
  ignore: readonly IgnoreEntry[];
}

type WordKey = "require-encryption" | "show" | "fail-on" | "profile" | "tool-image";
type PolicyKey = keyof (typeof SETTINGS)["policies"]["keys"];

const DEFAULTS: { [K in WordKey]: Settings[K]["value"] } = {
  "require-encryption": "warn",
  show: "info",
  "fail-on": "error",
  profile: "none",
  "tool-image": "nicolaka/netshoot:v0.13",
};
const POLICIES = Object.keys(SETTINGS.policies.keys) as PolicyKey[];

/** Variables that win over every file. */
const VARIABLES: Partial<Record<Exclude<WordKey, "tool-image">, string>> = {
  "require-encryption": "SWARMNET_REQUIRE_ENCRYPTION",
};

/** Name of the file that is looked for in the current folder and those above it. */
const PROJECT_FILE = ".swarmnet.yaml";
/** The user's own file, beside docker's config.json. */
const USER_FILE = "swarmnet.yaml";
/** A settings file is a page of text. */
const LIMIT = 1024 * 1024;
const DEFAULT_ORIGIN = "the default";

/**
 * Our settings: environment, then the project's file (`.swarmnet.yaml` here or in a folder above), then the user's
 * (`swarmnet.yaml` beside config.json), then defaults. A list of the project's replaces the user's; levels of rules are
 * laid over each other; what is to be ignored adds up. Throws one `UsageError` with everything that is wrong with them.
 */
export async function readSettings(ctx: Pick<Context, "env" | "files" | "globals">): Promise<Settings> {
  const files: FileSettings[] = [];
  const problems: string[] = [];
  for (const path of [await projectFile(ctx), userFile(ctx)]) {
    const content = path === undefined ? undefined : await ctx.files.readIfExists(path, LIMIT);
    if (content === undefined) continue;
    // Loaded late: most runs have no such file.
    const { readSettingsFile } = await import("./file.ts");
    const read = readSettingsFile(path!, content);
    problems.push(...read.problems);
    files.push(read.settings);
  }
  const variables = environment(ctx, problems);
  if (problems.length > 0) {
    throw new UsageError("swarmnet's own settings are wrong", {
      why: problems.join("\n"),
      next: "See 'docker swarmnet help environment' and 'docker swarmnet config show --help'",
    });
  }
  const word = <K extends WordKey>(key: K): Settings[K] => {
    const found =
      [variables, ...files.map((file) => file.words)].flatMap((source) => source.get(key) ?? [])[0];
    return (found ?? { value: DEFAULTS[key], origin: DEFAULT_ORIGIN }) as Settings[K];
  };
  const policies = POLICIES.map((key) => [
    key,
    files.flatMap((file) => file.policies.get(key) ?? [])[0] ?? { value: [], origin: DEFAULT_ORIGIN },
  ]);
  return {
    "require-encryption": word("require-encryption"),
    show: word("show"),
    "fail-on": word("fail-on"),
    profile: word("profile"),
    "tool-image": word("tool-image"),
    policies: Object.fromEntries(policies),
    rules: new Map([...files].reverse().flatMap((file) => [...file.rules])),
    ignore: files.flatMap((file) => file.ignore),
  };
}

/** The policies as rules take them. */
export function policyOf({ policies, "require-encryption": requireEncryption }: Settings): Policy {
  return {
    mustEncrypt: policies["must-encrypt"].value,
    allowedSubnets: policies["allowed-subnets"].value,
    forbiddenPorts: policies["forbidden-ports"].value,
    requireEncryption,
  };
}

function environment({ env }: Pick<Context, "env">, problems: string[]): Map<string, Setting<string>> {
  const found = new Map<string, Setting<string>>();
  for (const [key, name] of Object.entries(VARIABLES)) {
    const value = env.get(name);
    if (value === undefined || value === "") continue;
    const { values } = SETTINGS[key as keyof typeof VARIABLES];
    if (!(values as readonly string[]).includes(value)) {
      problems.push(`${name}: ${key} is ${JSON.stringify(value)}; it takes ${values.join(", ")}`);
    }
    found.set(key, { value, origin: name });
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
