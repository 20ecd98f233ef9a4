import { UsageError } from "../base/errors.ts";
import type { ReplacedSetting } from "../checks/applied_settings.ts";
import type { IgnoreEntry } from "../checks/ignore.ts";
import type { Level, Policy } from "../checks/rule.ts";
import { joinPath } from "../base/files.ts";
import { distrustText } from "../docker/found_file.ts";
import type { Runtime } from "../engine/runtime.ts";
import type { FileSettings, PlacedSetting, Setting } from "./file.ts";
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
  rules: ReadonlyMap<string, PlacedSetting<Level | "off">>;
  ignore: readonly IgnoreEntry[];
  /** Settings of the user's file that the project's file replaces. */
  replaced: readonly ReplacedSetting[];
  /** Where the project's file names an image, which does not count. */
  projectImage: string | null;
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

const REPORT_WORDS = ["show", "fail-on", "profile"] as const;

/** Name of the file that is looked for in the current folder and those above it. */
const PROJECT_FILE = ".swarmnet.yaml";
/** The user's own file, beside docker's config.json. */
const USER_FILE = "swarmnet.yaml";
/** A settings file is a page of text. */
const LIMIT = 1024 * 1024;
/** Origin of a value that nothing sets. */
export const DEFAULT_ORIGIN = "the default";

type Parts = Pick<Runtime, "env" | "files" | "configFolder" | "io">;

/**
 * Our settings: environment, then the project's file (`.swarmnet.yaml` here or in a folder above), then the user's
 * (`swarmnet.yaml` beside config.json), then defaults. A list of the project's replaces the user's; levels of rules are
 * laid over each other; what is to be ignored adds up. Only the user's file names the image that runs on the nodes. A file
 * that others can change is not read, which is said. Throws one `UsageError` with everything that is wrong with them.
 */
export async function readSettings(ctx: Parts): Promise<Settings> {
  const problems: string[] = [];
  const project = await parsed(await projectFile(ctx), problems);
  const own = await parsed(await found(ctx, userFile(ctx)), problems);
  const files = [project, own].filter((file) => file !== undefined);
  const variables = environment(ctx, problems);
  if (problems.length > 0) {
    throw new UsageError("swarmnet's own settings are wrong", {
      why: problems,
      next: "See 'docker swarmnet help environment' and 'docker swarmnet config show --help'",
    });
  }
  const word = <K extends WordKey>(
    key: K,
    sources: ReadonlyMap<string, Setting<string>>[] = [variables, ...files.map(({ words }) => words)],
  ) => {
    const [first] = sources.flatMap((source) => source.get(key) ?? []);
    return {
      value: first?.value ?? DEFAULTS[key],
      origin: first?.origin ?? DEFAULT_ORIGIN,
    } as Settings[K];
  };
  const policies = POLICIES.map((key) => {
    const [first] = files.flatMap((file) => file.policies.get(key) ?? []);
    return [key, { value: first?.value ?? [], origin: first?.origin ?? DEFAULT_ORIGIN }];
  });
  return {
    "require-encryption": word("require-encryption"),
    show: word("show"),
    "fail-on": word("fail-on"),
    profile: word("profile"),
    "tool-image": word("tool-image", own === undefined ? [] : [own.words]),
    policies: Object.fromEntries(policies),
    rules: new Map([...files].reverse().flatMap((file) => [...file.rules])),
    ignore: files.flatMap((file) => file.ignore),
    replaced: replacedSettings(project, own),
    projectImage: project?.words.get("tool-image")?.origin ?? null,
  };
}

/** What decides how a report turns out, and has another value in the project's file. A rule that is off there is counted as such. */
function replacedSettings(project?: FileSettings, own?: FileSettings): ReplacedSetting[] {
  const placed = (file?: FileSettings) =>
    new Map<string, PlacedSetting<unknown>>([
      ...REPORT_WORDS.flatMap((key) => {
        const found = file?.words.get(key);
        return found === undefined ? [] : [[key, found] as const];
      }),
      ...[...file?.policies ?? []].map(([key, one]) => [`policies.${key}`, one] as const),
      ...[...file?.rules ?? []].map(([code, one]) => [`rules.${code}`, one] as const),
    ]);
  const mine = placed(own);
  return [...placed(project)].flatMap(([setting, { value, at }]) => {
    const of = mine.get(setting);
    const same = JSON.stringify(of?.value) === JSON.stringify(value);
    return of === undefined || same || value === "off" ? [] : [{ setting, by: at, of: of.at }];
  });
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

function environment({ env }: Pick<Runtime, "env">, problems: string[]): Map<string, Setting<string>> {
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

interface FoundFile {
  path: string;
  content: Uint8Array;
}

async function parsed(
  file: FoundFile | undefined,
  problems: string[],
): Promise<FileSettings | undefined> {
  if (file === undefined) return undefined;
  // Loaded late: most runs have no such file.
  const { readSettingsFile } = await import("./file.ts");
  const read = readSettingsFile(file.path, file.content);
  problems.push(...read.problems);
  return read.settings;
}

/** A file as it was found; undefined where it is not there, or others can change it. */
async function found({ files, io }: Parts, path: string): Promise<FoundFile | undefined> {
  const content = await files.readFound(path, LIMIT);
  if (content === undefined || content instanceof Uint8Array) {
    return content === undefined ? undefined : { path, content };
  }
  io.warn(distrustText(path, content));
  return undefined;
}

/** The nearest project file, from the current folder upwards. One that is not read does not hide those above it. */
async function projectFile(ctx: Parts): Promise<FoundFile | undefined> {
  let folder = ctx.files.cwd();
  while (true) {
    const file = await found(ctx, joinPath(folder, PROJECT_FILE));
    if (file !== undefined) return file;
    const cut = folder.replace(/[/\\][^/\\]*$/, "");
    // The root keeps its slash.
    const above = cut === "" ? "/" : cut;
    if (above === folder) return undefined;
    folder = above;
  }
}

function userFile({ configFolder }: Pick<Runtime, "configFolder">): string {
  return joinPath(configFolder, USER_FILE);
}
