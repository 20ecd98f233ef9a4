import { entriesOf, type Entry, entryOf, itemsOf, type Mapping, type Node, type Scalar } from "./node.ts";
import { parseDocument } from "./parse.ts";
import { Source } from "./source.ts";

/** A change of one value: the keys and indexes that lead to it, and what to do there. */
export interface StackEdit {
  path: readonly (string | number)[];
  action: { kind: "set"; value: Value } | { kind: "delete" } | { kind: "add"; key: string; value: Value };
}
type Value = string | number | boolean;

/** The text with the change made, or why it was not: the text is left alone then. */
export type Edited = { text: string } | { refused: string };

/**
 * Makes one change in the text of a stack file and touches nothing else: comments, layout, quotes and line ends stay. The
 * result is parsed again and must be the old document with exactly this change, or the edit is refused; so whatever the
 * file holds (anchors, merge keys, odd indentation), a wrong guess never reaches it.
 */
export function editText(text: string, edit: StackEdit): Edited {
  const before = parseDocument(new Source("", text)).root;
  if (before === undefined) return { refused: "the file cannot be parsed" };
  const splice = spliceFor(text, before, edit);
  if (typeof splice === "string") return { refused: splice };
  const changed = text.slice(0, splice.from) + splice.text + text.slice(splice.to);
  const after = parseDocument(new Source("", changed)).root;
  const wanted = change(plain(before), edit.path, edit.action);
  if (after === undefined || wanted === undefined || canonical(plain(after)) !== canonical(wanted)) {
    return { refused: "the change cannot be made here without touching something else" };
  }
  return { text: changed };
}

interface Splice {
  from: number;
  to: number;
  text: string;
}

function spliceFor(text: string, root: Mapping, { path, action }: StackEdit): Splice | string {
  const place = find(root, path);
  if (place === undefined) return "there is no such value in the file";
  if (action.kind === "add") return addTo(text, place.node, action.key, action.value);
  if (action.kind === "delete") {
    if (place.entry === undefined) return "only keys of mappings can be deleted";
    return place.parent!.source.text[place.parent!.start] === "{"
      ? deleteInFlow(text, place.entry)
      : deleteLines(text, place.entry);
  }
  if (place.node.kind !== "scalar") return "only a single value can be replaced";
  return setScalar(text, place.node, place.entry, action.value);
}

function find(
  root: Mapping,
  path: readonly (string | number)[],
): { node: Node; entry: Entry | undefined; parent: Mapping | undefined } | undefined {
  let node: Node = root;
  let entry: Entry | undefined;
  let parent: Mapping | undefined;
  for (const step of path) {
    parent = node.kind === "mapping" ? node : undefined;
    entry = typeof step === "string" ? entryOf(node, step) : undefined;
    const next: Node | undefined = typeof step === "string" ? entry?.value : itemsOf(node)[step];
    if (next === undefined) return undefined;
    node = next;
  }
  return { node, entry, parent };
}

function setScalar(text: string, node: Scalar, entry: Entry | undefined, value: Value): Splice {
  if (node.end > node.start) return { from: node.start, to: node.end, text: written(value) };
  // Nothing stands there: the value goes behind the colon of its key.
  const end = entry?.keyNode.end ?? node.start;
  const colon = /^[ \t]*:/.exec(text.slice(end));
  const at = end + (colon?.[0].length ?? 0);
  return { from: at, to: at, text: `${colon === null ? ":" : ""} ${written(value)}` };
}

/** Text always in double quotes: it is read alike by every YAML. */
function written(value: Value): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function deleteLines(text: string, entry: Entry): Splice | string {
  const from = lineStart(text, entry.keyNode.start);
  if (!/^ *$/.test(text.slice(from, entry.keyNode.start))) return "the key does not begin its line";
  const end = Math.max(entry.keyNode.end, entry.value.end);
  const rest = /^[ \t]*:?[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n|$)/.exec(text.slice(end));
  if (rest === null) return "something else stands on the same line";
  return { from, to: end + rest[0].length, text: "" };
}

function deleteInFlow(text: string, entry: Entry): Splice {
  const end = Math.max(entry.keyNode.end, entry.value.end);
  const behind = /^\s*:?\s*,[ \t]*/.exec(text.slice(end));
  if (behind !== null) return { from: entry.keyNode.start, to: end + behind[0].length, text: "" };
  const ahead = /,\s*$/.exec(text.slice(0, entry.keyNode.start));
  const colon = /^[ \t]*:/.exec(text.slice(end))?.[0].length ?? 0;
  return { from: entry.keyNode.start - (ahead?.[0].length ?? 0), to: end + colon, text: "" };
}

function addTo(text: string, node: Node, key: string, value: Value): Splice | string {
  if (node.kind !== "mapping") return "there is no mapping to add the key to";
  const pair = `${/^[A-Za-z_][\w.-]*$/.test(key) ? key : JSON.stringify(key)}: ${written(value)}`;
  if (text[node.start] === "{") {
    const at = node.start + 1;
    return { from: at, to: at, text: node.entries.length === 0 ? pair : `${pair}, ` };
  }
  const first = node.entries.find((entry) => !entry.merged);
  if (first === undefined) return "there is no key to add the new one beside";
  const from = lineStart(text, first.keyNode.start);
  const indent = text.slice(from, first.keyNode.start);
  if (!/^ *$/.test(indent)) return "the first key does not begin its line";
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  return { from, to: from, text: `${indent}${pair}${newline}` };
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
}

/** A document as nested lists: mappings keep their order, scalars their type. */
type Plain = { map: [string, Plain][] } | { list: Plain[] } | { scalar: string };

function plain(node: Node): Plain {
  if (node.kind === "scalar") return { scalar: `${node.type} ${String(node.value)}` };
  if (node.kind === "sequence") return { list: node.items.map(plain) };
  return { map: entriesOf(node).map(({ key, value }) => [key, plain(value)]) };
}

/** The document that the change is to give; undefined where the path does not fit. */
function change(
  tree: Plain,
  path: readonly (string | number)[],
  action: StackEdit["action"],
): Plain | undefined {
  const [step, ...rest] = path;
  if (step === undefined) {
    if (action.kind === "set") return scalarOf(action.value);
    if (action.kind !== "add" || !("map" in tree) || tree.map.some(([key]) => key === action.key)) {
      return undefined;
    }
    return { map: [...tree.map, [action.key, scalarOf(action.value)]] };
  }
  if (typeof step === "number") {
    const item = "list" in tree ? tree.list[step] : undefined;
    const next = item && change(item, rest, action);
    return next && { list: (tree as { list: Plain[] }).list.with(step, next) };
  }
  if (!("map" in tree)) return undefined;
  const at = tree.map.findIndex(([key]) => key === step);
  if (at < 0) return undefined;
  if (action.kind === "delete" && rest.length === 0) return { map: tree.map.toSpliced(at, 1) };
  const next = change(tree.map[at]![1], rest, action);
  return next && { map: tree.map.with(at, [step, next]) };
}

function scalarOf(value: Value): Plain {
  const type = typeof value === "string" ? "str" : typeof value === "boolean" ? "bool" : "int";
  return { scalar: `${type} ${value}` };
}

/** Keys sorted: where a key was added is no difference. */
function canonical(tree: Plain): string {
  if ("scalar" in tree) return JSON.stringify(tree.scalar);
  if ("list" in tree) return `[${tree.list.map(canonical).join(",")}]`;
  return `{${tree.map.map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).sort().join(",")}}`;
}
