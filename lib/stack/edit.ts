import { entriesOf, type Entry, entryOf, itemsOf, type Mapping, type Node, type Scalar } from "./node.ts";
import { parseDocument } from "./parse.ts";
import { Source } from "./source.ts";

/** A change of one value: the keys and indexes that lead to it, and what to do there. */
export interface StackEdit {
  path: readonly (string | number)[];
  action: { kind: "set"; value: Tree } | { kind: "delete" } | { kind: "add"; key: string; value: Tree };
}
type Value = string | number | boolean;
/** A value, or a mapping of them. */
export type Tree = Value | { readonly [key: string]: Tree };

/** The text with the change made, or why it was not: the text is left alone then. */
export type Edited = { text: string } | { refused: string };

/**
 * Makes one change in the text of a stack file and touches nothing else: comments, layout, quotes and line ends stay. The
 * result is parsed again and must be the old document with exactly this change, or the edit is refused; so whatever the
 * file holds (anchors, merge keys, odd indentation), a wrong guess never reaches it. `also` are changes that this one is to
 * make as well, because an anchor shares the value (see `sharing`).
 */
export function editText(text: string, edit: StackEdit, also: readonly StackEdit[] = []): Edited {
  const before = parseDocument(new Source("", text)).root;
  if (before === undefined) return { refused: "the file cannot be parsed" };
  const splice = spliceFor(text, before, edit);
  if (typeof splice === "string") return { refused: splice };
  const changed = text.slice(0, splice.from) + splice.text + text.slice(splice.to);
  const after = parseDocument(new Source("", changed)).root;
  const wanted = [edit, ...also].reduce<Plain | undefined>(
    (tree, { path, action }) => tree && change(tree, path, action),
    plain(before),
  );
  if (after === undefined || wanted === undefined || documentText(plain(after)) !== documentText(wanted)) {
    return { refused: "the change cannot be made here without touching something else" };
  }
  return { text: changed };
}

/** Those of `others` that `edit` makes too, because they lead to the very same place in the text. */
export function sharing<T extends StackEdit>(text: string, edit: StackEdit, others: readonly T[]): T[] {
  const root = parseDocument(new Source("", text)).root;
  const splice = root && spliceFor(text, root, edit);
  if (splice === undefined || typeof splice === "string") return [];
  return others.filter((other) => {
    const one = spliceFor(text, root!, other);
    return typeof one === "object" && one.from === splice.from && one.to === splice.to &&
      one.text === splice.text;
  });
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
  const { node, entry, parent } = place;
  const { value } = action;
  if (typeof value === "object" && node.end === node.start && entry !== undefined && parent !== undefined) {
    if (text[parent.start] !== "{") return fillBlock(text, entry, value);
  }
  return setScalar(text, node, entry, value);
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

function setScalar(text: string, node: Scalar, entry: Entry | undefined, value: Tree): Splice {
  if (node.end > node.start) return { from: node.start, to: node.end, text: written(value) };
  // Nothing stands there: the value goes behind the colon of its key.
  const end = entry?.keyNode.end ?? node.start;
  const colon = /^[ \t]*:/.exec(text.slice(end));
  const at = end + (colon?.[0].length ?? 0);
  return { from: at, to: at, text: `${colon === null ? ":" : ""} ${written(value)}` };
}

/** Text always in double quotes: it is read alike by every YAML. Mappings stand between braces. */
function written(value: Tree): string {
  if (typeof value === "object") {
    return `{${Object.entries(value).map(([key, one]) => `${keyText(key)}: ${written(one)}`).join(", ")}}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** Lines of a mapping below a key, two blanks a level. */
function block(value: { readonly [key: string]: Tree }, indent: string, newline: string): string {
  return Object.entries(value).map(([key, one]) =>
    typeof one === "object" && Object.keys(one).length > 0
      ? `${indent}${keyText(key)}:${newline}${block(one, `${indent}  `, newline)}`
      : `${indent}${keyText(key)}: ${written(one)}${newline}`
  ).join("");
}

function keyText(key: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(key) && !WORDS.test(key) ? key : JSON.stringify(key);
}

/** Bare keys that some YAML takes for something else than text. */
const WORDS = /^(?:y|yes|n|no|on|off|true|false|null)$/i;

/** A mapping below a key that has no value yet, in lines of its own. */
function fillBlock(text: string, entry: Entry, value: { readonly [key: string]: Tree }): Splice | string {
  const from = lineStart(text, entry.keyNode.start);
  const indent = text.slice(from, entry.keyNode.start);
  if (!/^ *$/.test(indent)) return "the key does not begin its line";
  const rest = /^[ \t]*:[ \t]*(?:#[^\r\n]*)?(\r\n?|\n|$)/.exec(text.slice(entry.keyNode.end));
  if (rest === null) return "something else stands on the same line";
  const newline = lineEndOf(text);
  const at = entry.keyNode.end + rest[0].length;
  const missing = rest[1] === "" ? newline : "";
  return { from: at, to: at, text: missing + block(value, `${indent}  `, newline) };
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

function addTo(text: string, node: Node, key: string, value: Tree): Splice | string {
  if (node.kind !== "mapping") return "there is no mapping to add the key to";
  const pair = `${keyText(key)}: ${written(value)}`;
  if (text[node.start] === "{") {
    const at = node.start + 1;
    return { from: at, to: at, text: node.entries.length === 0 ? pair : `${pair}, ` };
  }
  const first = node.entries.find((entry) => !entry.merged);
  if (first === undefined) return "there is no key to add the new one beside";
  const from = lineStart(text, first.keyNode.start);
  const indent = text.slice(from, first.keyNode.start);
  if (!/^ *$/.test(indent)) return "the first key does not begin its line";
  const newline = lineEndOf(text);
  if (typeof value !== "object") return { from, to: from, text: `${indent}${pair}${newline}` };
  // A mapping goes below the last key: above the first one it would stand between the reader and what matters.
  const end = Math.max(...node.entries.map((entry) => Math.max(entry.keyNode.end, entry.value.end)));
  const ended = end > 0 && /[\r\n]/.test(text[end - 1]!);
  const rest = ended ? "" : /^[^\r\n]*(?:\r\n?|\n|$)/.exec(text.slice(end))![0];
  const at = end + rest.length;
  const missing = at === text.length && !/[\r\n]$/.test(text) ? newline : "";
  return { from: at, to: at, text: missing + block({ [key]: value }, indent, newline) };
}

function lineEndOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
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
    if (action.kind === "set") return plainOf(action.value);
    if (action.kind !== "add" || !("map" in tree) || tree.map.some(([key]) => key === action.key)) {
      return undefined;
    }
    return { map: [...tree.map, [action.key, plainOf(action.value)]] };
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

function plainOf(value: Tree): Plain {
  if (typeof value === "object") {
    return { map: Object.entries(value).map(([key, one]) => [key, plainOf(one)]) };
  }
  const type = typeof value === "string" ? "str" : typeof value === "boolean" ? "bool" : "int";
  return { scalar: `${type} ${value}` };
}

/** A document for comparison. Its `x-` keys say nothing to docker: what they hold counts where an alias repeats it. */
function documentText(root: Plain): string {
  return canonical("map" in root ? { map: root.map.filter(([key]) => !key.startsWith("x-")) } : root);
}

/** Keys sorted: where a key was added is no difference. */
function canonical(tree: Plain): string {
  if ("scalar" in tree) return JSON.stringify(tree.scalar);
  if ("list" in tree) return `[${tree.list.map(canonical).join(",")}]`;
  return `{${tree.map.map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).sort().join(",")}}`;
}
