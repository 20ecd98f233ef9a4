import { editText, type StackEdit, type Tree } from "../../stack/edit.ts";
import { entryOf, type LoadResult, type Node, valueOf } from "../../stack/index.ts";
import type { StackNetwork } from "../../stack/index.ts";
import type { FileEdits, NetworkDrift } from "./model.ts";
import type { Resolution } from "./resolve.ts";

/** What a network's declaration lacks: a tree of keys as in the file. */
interface Missing {
  written: StackNetwork;
  keys: Record<string, Tree>;
}

/**
 * Writes into the files' text what only the swarm has, and touches nothing else, so that the files say what is there. Where
 * the text does not allow it (anchors, lists, a network that deploy makes up), the lines to write are given instead.
 */
export function fileEdits(
  loaded: Pick<LoadResult, "documents">,
  found: Resolution,
  drift: readonly NetworkDrift[],
): FileEdits {
  const missing = missingKeys(found, drift);
  const changed: FileEdits["changed"] = [];
  const byHand: FileEdits["byHand"] = [];
  for (const { source, root } of loaded.documents) {
    let text = source.text;
    for (const one of missing) {
      if (fileOf(one, loaded) !== source.name) continue;
      const edited = withKeys(text, one, root);
      if ("text" in edited) text = edited.text;
      else {
        const lines = linesOf(one);
        byHand.push({ network: one.written.name, file: source.name, why: edited.refused, lines });
      }
    }
    if (text !== source.text) changed.push({ file: source.name, before: source.text, after: text });
  }
  return { changed, byHand };
}

/** The file that declares the network (the last one wins), or the first one for a network that none declares. */
function fileOf({ written }: Missing, { documents }: Pick<LoadResult, "documents">): string {
  return written.implicit ? documents[0]?.source.name ?? "" : written.at.file;
}

function missingKeys(found: Resolution, drift: readonly NetworkDrift[]): Missing[] {
  const byId = new Map(drift.map((one) => [one.id, one]));
  return found.networks.flatMap(({ written, live, renamedTo }) => {
    if (written.external) return [];
    const keys: Record<string, Tree> = {};
    if (renamedTo !== undefined) keys.name = renamedTo.name;
    const groups = { option: new Map<string, string>(), label: new Map<string, string>() };
    for (const one of byId.get((live ?? renamedTo)?.id ?? "")?.settings ?? []) {
      if (one.fate !== "kept") continue;
      if (one.kind === "option" || one.kind === "label") groups[one.kind].set(one.key, one.live ?? "");
      else if (one.kind === "internal" || one.kind === "attachable") keys[one.kind] = one.live === "true";
    }
    if (groups.option.size > 0) keys.driver_opts = Object.fromEntries(groups.option);
    if (groups.label.size > 0) keys.labels = Object.fromEntries(groups.label);
    return Object.keys(keys).length > 0 ? [{ written, keys }] : [];
  });
}

function withKeys(
  text: string,
  missing: Missing,
  root: Node | undefined,
): { text: string } | { refused: string } {
  let now = text;
  for (const edit of editsFor(missing, root)) {
    const edited = editText(now, edit);
    if ("refused" in edited) return edited;
    now = edited.text;
  }
  return { text: now };
}

function editsFor({ written, keys }: Missing, root: Node | undefined): StackEdit[] {
  const networks = valueOf(root, "networks");
  const own = entryOf(networks, written.key);
  if (own === undefined) {
    if (networks?.kind !== "mapping") return [add([], "networks", { [written.key]: keys })];
    return [add(["networks"], written.key, keys)];
  }
  const path = ["networks", written.key];
  if (own.value.kind === "scalar") return [{ path, action: { kind: "set", value: keys } }];
  return Object.entries(keys).flatMap(([key, value]): StackEdit[] => {
    const there = entryOf(own.value, key);
    if (there === undefined) return [add(path, key, value)];
    if (typeof value !== "object" || there.value.kind === "scalar") {
      return [{ path: [...path, key], action: { kind: "set", value } }];
    }
    return Object.entries(value).map(([inner, text]) => add([...path, key], inner, text));
  });
}

function add(path: StackEdit["path"], key: string, value: Tree): StackEdit {
  return { path, action: { kind: "add", key, value } };
}

/** The keys as lines of YAML, from the top of the file. */
function linesOf({ written, keys }: Missing): string[] {
  const lines = ["networks:", `  ${JSON.stringify(written.key)}:`];
  for (const [key, value] of Object.entries(keys)) {
    if (typeof value !== "object") lines.push(`    ${key}: ${JSON.stringify(value)}`);
    else {
      lines.push(`    ${key}:`);
      for (const [name, text] of Object.entries(value)) {
        lines.push(`      ${JSON.stringify(name)}: ${JSON.stringify(text)}`);
      }
    }
  }
  return lines;
}
