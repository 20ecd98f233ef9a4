import { ruleNamed } from "../checks/catalog.ts";
import type { IgnoreEntry } from "../checks/ignore.ts";
import type { At, Level } from "../checks/rule.ts";
import { readSource } from "../stack/guard.ts";
import { entriesOf, itemsOf, type Mapping, type Node, positionOf, valueOf } from "../stack/node.ts";
import { parseDocument } from "../stack/parse.ts";
import { placeText, shapeProblems, textOf } from "./validate.ts";
import { SETTINGS } from "./schema.ts";

/** A value and where it came from: a variable's name, file:line:column, or "the default". */
export interface Setting<T> {
  value: T;
  origin: string;
}

/** A value of a file, with its place. */
export interface PlacedSetting<T> extends Setting<T> {
  at: At;
}

/** What one file sets. */
export interface FileSettings {
  /** Keys that hold one word. */
  words: Map<string, PlacedSetting<string>>;
  /** Lists of `policies`, by key. */
  policies: Map<string, PlacedSetting<string[]>>;
  /** By code. */
  rules: Map<string, PlacedSetting<Level | "off">>;
  ignore: IgnoreEntry[];
}

/** Reads a settings file. What is wrong with it comes as sentences that begin with file:line:column. */
export function readSettingsFile(
  name: string,
  content: Uint8Array,
): { settings: FileSettings; problems: string[] } {
  const settings: FileSettings = { words: new Map(), policies: new Map(), rules: new Map(), ignore: [] };
  const { source, problems: unreadable } = readSource({ name, text: content });
  // A file of comments sets nothing.
  if (unreadable.length === 0 && /^(?:[ \t]*(?:#.*)?(?:\r\n?|\n|$))*$/.test(source.text)) {
    return { settings, problems: [] };
  }
  const { root, problems } = unreadable.length > 0 ? { problems: unreadable } : parseDocument(source);
  if (problems.length === 0 && root !== undefined) {
    const wrong = shapeProblems(root, { kind: "mapping", text: "", keys: SETTINGS }, "");
    if (wrong.length === 0) fill(settings, root);
    return { settings, problems: wrong };
  }
  return { settings, problems: problems.map(({ at, message }) => `${placeText(at)}: ${message}`) };
}

function fill(settings: FileSettings, root: Mapping): void {
  for (const { key, keyNode, value } of entriesOf(root)) {
    if (value.kind === "scalar") {
      const at = positionOf(keyNode);
      settings.words.set(key, { value: textOf(value), origin: placeText(at), at });
    }
  }
  for (const { key, keyNode, value } of entriesOf(valueOf(root, "policies"))) {
    const at = positionOf(keyNode);
    settings.policies.set(key, { value: itemsOf(value).map(scalar), origin: placeText(at), at });
  }
  for (const { key, keyNode, value } of entriesOf(valueOf(root, "rules"))) {
    settings.rules.set(ruleNamed(key)!.code, {
      value: scalar(value) as Level | "off",
      origin: placeText(positionOf(keyNode)),
      at: positionOf(keyNode),
    });
  }
  for (const item of itemsOf(valueOf(root, "ignore"))) {
    const text = (key: string) => scalar(valueOf(item, key));
    settings.ignore.push({
      rule: text("rule"),
      object: text("object") || "*",
      reason: text("reason"),
      until: text("until") || null,
      at: positionOf(item),
    });
  }
}

function scalar(node: Node | undefined): string {
  return node?.kind === "scalar" ? textOf(node) : "";
}
