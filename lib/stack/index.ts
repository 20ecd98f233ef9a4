import { checkService, checkValues } from "./load_checks.ts";
import type { FileConfig } from "./config.ts";
import { convert } from "./convert.ts";
import { readSource, type StackFile } from "./guard.ts";
import { interpolate, type Interpolated } from "./interpolate.ts";
import { loadNetworks, loadObjects } from "./load_network.ts";
import { loadService } from "./load_service.ts";
import { mergeConfigs } from "./merge.ts";
import { entriesOf, entryOf, type Mapping, positionOf, valueOf } from "./node.ts";
import { parseDocument } from "./parse.ts";
import { type Problem, refusal } from "./problem.ts";
import { comparePositions, type Position, type Source } from "./source.ts";
import type { Stack } from "./stack.ts";
import type { Lookup } from "./variables.ts";
import { NEWEST_MINOR, validate } from "./validate.ts";
import { printed } from "./read_value.ts";

export type { StackFile } from "./guard.ts";
export { LIMITS } from "./guard.ts";
export type { Problem, Stage } from "./problem.ts";
export type { Position, Source } from "./source.ts";
export type { Entry, Mapping, Node, Scalar, Sequence } from "./node.ts";
export { entriesOf, entryOf, itemsOf, placeOf, positionOf, valueOf } from "./node.ts";
export type { Stack, StackAttachment, StackNetwork, StackPort, StackService } from "./stack.ts";
export { whereIs } from "./stack.ts";
export type { PortConfig, RollingConfig } from "./config.ts";
export type { EscapeRecord, VariableRecord } from "./interpolate.ts";
export { NETWORK_KEYS, SERVICE_KEYS } from "./schema_tables.ts";

/** What loading depends on besides the files. */
export interface LoadOptions {
  /** The stack's name, which prefixes everything. */
  stack: string;
  /** Variables for interpolation, or a function that knows them. docker takes the environment and reads no `.env` file. */
  env: Readonly<Record<string, string | undefined>> | Lookup;
  /** Names that a `.env` file beside the files sets: docker compose would know them, deploy does not. */
  dotEnv?: readonly string[];
}

/** One file as parsed. */
export interface Document {
  source: Source;
  /** As written; undefined when the file has no readable document. */
  root: Mapping | undefined;
  /** Where text begins that docker ignores because the first document ended before it. */
  ignoredFrom: Position | undefined;
}

/** What came of loading. */
export interface LoadResult {
  /**
   * What deploy would make of the files. Also there when docker refuses them for a reason that leaves them readable, as
   * far as they can be read, so that everything else can be judged too; missing after a syntax error or a broken bound.
   */
  stack?: Stack;
  /** `docker stack config` accepts the files. */
  accepted: boolean;
  /** Every reason, in the order of files and lines. */
  problems: Problem[];
  /** The trees before interpolation, one for each file, for whoever needs the text behind a value. */
  documents: Document[];
  /** `LoadOptions.dotEnv`. */
  dotEnv: ReadonlySet<string>;
}

/**
 * Loads stack files with the semantics of `docker stack deploy` (CLI 28.2.2): several are merged as several `-c` are.
 * Pure; never throws for any text. What it cannot know: whether files named by `env_file`, secrets and configs exist.
 */
export function loadStack(files: readonly StackFile[], options: LoadOptions): LoadResult {
  const problems: Problem[] = [];
  const documents = files.map((file) => readDocument(file, problems));
  const dotEnv = new Set(options.dotEnv);
  const roots = documents.flatMap((document) => document.root ?? []);
  if (roots.length < documents.length || roots.length === 0) return finish({ problems, documents, dotEnv });
  const version = versionOf(roots, problems);
  const { env } = options;
  const lookup = typeof env === "function"
    ? env
    : (name: string) => Object.hasOwn(env, name) ? env[name] : undefined;
  const values = roots.map((root) => interpolate(root, lookup));
  for (const file of values) add(problems, file.problems);
  const configs = values.map((file) => loadFile(file, Number(version.slice(2)), problems));
  const { config, ...merge } = mergeConfigs(configs);
  const { problems: refused, ...converted } = convert(config, options.stack);
  const stack: Stack = {
    name: options.stack,
    version,
    ...converted,
    variables: values.flatMap((file) => file.variables),
    escapes: values.flatMap((file) => file.escapes),
    merge,
    documents: values.map((file) => file.root),
  };
  return finish({ stack, problems: [...problems, ...refused], documents, dotEnv });
}

function readDocument(file: StackFile, problems: Problem[]): Document {
  const { source, problems: unreadable } = readSource(file);
  add(problems, unreadable);
  if (unreadable.length > 0) return { source, root: undefined, ignoredFrom: undefined };
  const parsed = parseDocument(source);
  add(problems, parsed.problems);
  return { source, root: parsed.root, ignoredFrom: parsed.ignoredFrom };
}

/** Unlike a spread into push, this takes lists of any length. */
function add(problems: Problem[], more: readonly Problem[]): void {
  for (const problem of more) problems.push(problem);
}

function finish(result: Omit<LoadResult, "accepted">): LoadResult {
  const files = result.documents.map((document) => document.source.name);
  result.problems.sort((a, b) =>
    files.indexOf(a.at.file) - files.indexOf(b.at.file) || comparePositions(a.at, b.at)
  );
  return { ...result, accepted: result.problems.every((problem) => problem.stage === "deploy") };
}

/**
 * The format to read the files by. Where docker knows none such, or they differ, that is a problem, and they are read by
 * the newest one, which is the remedy: so everything else that stands in the way is told at once.
 */
function versionOf(roots: readonly Mapping[], problems: Problem[]): string {
  const versions = roots.map((root) => {
    const entry = entryOf(root, "version");
    const value = entry?.value;
    const written = value?.kind === "scalar"
      ? (value.type === "null" ? "<nil>" : printed(value))
      : value?.kind ?? "";
    const at = positionOf(entry?.keyNode ?? root);
    return { version: ["", "3"].includes(written) ? `3.${NEWEST_MINOR}` : written, at };
  });
  const before = problems.length;
  const [first] = versions;
  for (const { version, at } of versions) {
    if (version === first!.version) continue;
    const message = `version mismatched between two composefiles : ${first!.version} and ${version}`;
    problems.push(refusal("version", at, "version", message));
  }
  if (!/^3\.(?:\d|1[0-3])$/.test(first!.version)) {
    const message = `unsupported Compose file version: ${first!.version}`;
    problems.push(refusal("version", first!.at, "version", message));
  }
  return problems.length === before ? first!.version : `3.${NEWEST_MINOR}`;
}

/** Service keys that docker refuses by name, with its advice (docker/cli cli/compose/types ForbiddenProperties). */
const FORBIDDEN = new Map([
  ["extends", "Support for `extends` is not implemented yet."],
  [
    "volume_driver",
    "Instead of setting the volume driver on the service, define a volume using the top-level option.",
  ],
  ["volumes_from", "To share a volume between services, define it using the top-level `volumes` option."],
  ["cpu_quota", "Set resource limits using deploy.resources"],
  ["cpu_shares", "Set resource limits using deploy.resources"],
  ["cpuset", "Set resource limits using deploy.resources"],
  ["mem_limit", "Set resource limits using deploy.resources"],
  ["memswap_limit", "Set resource limits using deploy.resources"],
]);

function loadFile(file: Interpolated, minor: number, problems: Problem[]): FileConfig {
  const { root } = file;
  const forbidden = forbiddenKeys(root);
  const spoken = problems.some(({ stage }) => stage === "version");
  const violations = validate(root, minor).filter((violation) =>
    !forbidden.some((key) => key.at.line === violation.at.line && key.at.column === violation.at.column) &&
    !(spoken && violation.path === "version")
  );
  add(problems, [...forbidden, ...violations]);
  checkValues(root, problems);
  const services = entriesOf(valueOf(root, "services"));
  for (const entry of services) checkService(entry, problems);
  const run = { problems, ports: 0 };
  return {
    services: new Map(services.map((entry) => [entry.key, loadService(entry, run)])),
    networks: loadNetworks(valueOf(root, "networks"), problems),
    objects: {
      volumes: loadObjects(root, "volumes", problems),
      secrets: loadObjects(root, "secrets", problems),
      configs: loadObjects(root, "configs", problems),
    },
  };
}

function forbiddenKeys(root: Mapping): Problem[] {
  return entriesOf(valueOf(root, "services")).flatMap((service) =>
    entriesOf(service.value).flatMap((entry) => {
      const advice = FORBIDDEN.get(entry.key);
      if (advice === undefined) return [];
      const path = `services.${service.key}.${entry.key}`;
      const message = `Compose file contains unsupported options: ${entry.key}: ${advice}`;
      return [refusal("schema", positionOf(entry.keyNode), path, message)];
    })
  );
}
