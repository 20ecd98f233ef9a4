import { type Json, type JsonObject, jsonString, parseJsonText, writeJsonText } from "./json_text.ts";

/** The fields of config.json in the order docker writes them (docker/cli cli/config/configfile/file.go). */
const DOCKERS_ORDER = [
  "auths",
  "HttpHeaders",
  "psFormat",
  "imagesFormat",
  "networksFormat",
  "pluginsFormat",
  "volumesFormat",
  "statsFormat",
  "detachKeys",
  "credsStore",
  "credHelpers",
  "serviceInspectFormat",
  "servicesFormat",
  "tasksFormat",
  "secretFormat",
  "configFormat",
  "nodesFormat",
  "pruneFilters",
  "proxies",
  "currentContext",
  "cliPluginsExtraDirs",
  "plugins",
  "aliases",
  "features",
];

/** One setting of config.json: where it stands and its text; undefined removes it, and maps that are then empty with it. */
export interface Setting {
  path: ["plugins", string, string] | ["features", string];
  value: string | undefined;
}

/** The text of a config.json that docker would start with. */
const EMPTY = '{"auths": {}}';

/**
 * The text of config.json with these settings, written as docker writes it: tabs, its own order for its own fields, maps
 * sorted. Everything else keeps its place, known to docker or not. An undefined or blank `text` is a file that is not
 * there. Gives the very same text when nothing changes. Throws `SyntaxError` when the text is not a JSON object.
 */
export function editConfig(text: string | undefined, settings: readonly Setting[]): string {
  const blank = text === undefined || text.trim() === "";
  const root = parseJsonText(blank ? EMPTY : text);
  if (root.kind !== "object") throw new SyntaxError("it is not a JSON object");
  let changed = false;
  for (const setting of settings) changed = apply(root, setting) || changed;
  if (!changed) return text ?? "";
  return writeJsonText(root) + (blank ? "" : /\n?$/.exec(text)![0]);
}

function apply(root: JsonObject, { path, value }: Setting): boolean {
  const names = path.slice(0, -1);
  const last = path.at(-1)!;
  const parents: JsonObject[] = [root];
  for (const name of names) {
    const parent = parents.at(-1)!;
    const entry = entryOf(parent, name, parent === root);
    if (entry !== undefined && entry.value.kind !== "object" && !isNull(entry.value)) {
      throw new SyntaxError(`"${name}" is not an object`);
    }
    let child = entry?.value.kind === "object" ? entry.value : undefined;
    if (child === undefined) {
      if (value === undefined) return false;
      child = { kind: "object", entries: [] };
      if (entry === undefined) insert(parent, name, child, parent === root);
      else entry.value = child;
    }
    parents.push(child);
  }
  const map = parents.at(-1)!;
  const entry = entryOf(map, last, false);
  if (value === undefined) {
    if (entry === undefined) return false;
    remove(parents, names, last);
    return true;
  }
  const token = jsonString(value);
  if (entry === undefined) insert(map, last, token, false);
  else if (
    entry.value.kind === "token" && entry.value.raw.startsWith('"') && JSON.parse(entry.value.raw) === value
  ) return false;
  else entry.value = token;
  return true;
}

function isNull(value: Json): boolean {
  return value.kind === "token" && value.raw === "null";
}

/** Go matches the names of docker's own fields in any case; keys of maps only as they are. The last of several counts. */
function entryOf(object: JsonObject, key: string, anyCase: boolean) {
  return object.entries.findLast((entry) => entry.key === key) ??
    (anyCase ? object.entries.findLast((entry) => entry.key.toLowerCase() === key.toLowerCase()) : undefined);
}

function insert(object: JsonObject, key: string, value: Json, isRoot: boolean): void {
  const followers = DOCKERS_ORDER.slice(DOCKERS_ORDER.indexOf(key) + 1);
  const before = isRoot
    ? object.entries.findIndex((entry) => followers.includes(entry.key))
    : object.entries.findIndex((entry) => entry.key > key);
  object.entries.splice(before < 0 ? object.entries.length : before, 0, {
    key,
    raw: jsonString(key).raw,
    value,
  });
}

function remove(parents: JsonObject[], names: readonly string[], last: string): void {
  let key = last;
  for (let depth = parents.length - 1; depth >= 0; depth--) {
    const object = parents[depth]!;
    const entry = entryOf(object, key, depth === 0);
    object.entries = object.entries.filter((candidate) => candidate !== entry);
    if (object.entries.length > 0 || depth === 0) return;
    key = names[depth - 1]!;
  }
}
