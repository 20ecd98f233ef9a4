import { nearest } from "../base/suggest.ts";
import { codesFor, ruleNamed, unknownRule } from "../checks/catalog.ts";
import {
  entriesOf,
  itemsOf,
  type Mapping,
  type Node,
  positionOf,
  type Scalar,
  valueOf,
} from "../stack/node.ts";
import { type MappingShape, type RulesShape, SETTINGS, type Shape, type TextShape } from "./schema.ts";
import type { IgnoreEntry } from "../checks/ignore.ts";
import type { At, Level } from "../checks/rule.ts";
import { readSource } from "../stack/guard.ts";
import { parseDocument } from "../stack/parse.ts";

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

/** "file:line:column", as editors and terminals open it. */
export function placeText(at: { file: string; line: number; column: number }): string {
  return `${at.file}:${at.line}:${at.column}`;
}

/** Everything in which a value differs from its shape, each with its place. `path` is "" for the whole file. */
function shapeProblems(node: Node, shape: Shape, path: string): string[] {
  switch (shape.kind) {
    case "word":
      return scalarProblems(
        node,
        path,
        (text) =>
          shape.values.includes(text)
            ? undefined
            : `${path} is ${JSON.stringify(text)}; it takes ${shape.values.join(", ")}`,
      );
    case "text":
      return scalarProblems(node, path, (text) => textProblem(text, shape, path));
    case "list":
      if (node.kind !== "sequence") return [wrong(node, `${path} must be a list`)];
      return itemsOf(node).flatMap((item, at) => shapeProblems(item, shape.of, `${path}[${at}]`));
    case "mapping":
      return mappingProblems(node, shape, path);
    case "rules":
      return ruleProblems(node, shape, path);
  }
}

function wrong(node: Node, text: string): string {
  return `${placeText(positionOf(node))}: ${text}`;
}

function scalarProblems(node: Node, path: string, judge: (text: string) => string | undefined): string[] {
  if (node.kind !== "scalar") return [wrong(node, `${path} must be one value, not a ${nameOf(node)}`)];
  const problem = judge(textOf(node));
  return problem === undefined ? [] : [wrong(node, problem)];
}

function nameOf(node: Node): string {
  return node.kind === "sequence" ? "list" : node.kind;
}

/** A scalar's text: quoted ones without their quotes, others as they were written (012 stays 012). */
export function textOf(node: Scalar): string {
  return node.type === "null" ? "" : node.text;
}

function textProblem(text: string, shape: TextShape, path: string): string | undefined {
  if (text === "") return `${path} is empty`;
  if (shape.rule === true && codesFor(text).length === 0) return `${path}: ${unknownRule(text)}`;
  const problem = shape.problem?.(text);
  return problem === undefined ? undefined : `${path} is ${JSON.stringify(text)}: ${problem}`;
}

function mappingProblems(node: Node, shape: MappingShape, path: string): string[] {
  if (node.kind !== "mapping") {
    return [
      wrong(node, `${path === "" ? "it" : path} must be a mapping of ${Object.keys(shape.keys).join(", ")}`),
    ];
  }
  const problems = entriesOf(node).flatMap((entry) => {
    const full = path === "" ? entry.key : `${path}.${entry.key}`;
    if (!Object.hasOwn(shape.keys, entry.key)) {
      const near = nearest(entry.key, Object.keys(shape.keys));
      const hint = near === undefined ? "" : ` (did you mean ${near}?)`;
      return [wrong(entry.keyNode, `unknown setting ${JSON.stringify(full)}${hint}`)];
    }
    return shapeProblems(entry.value, shape.keys[entry.key]!, full);
  });
  const given = new Set(entriesOf(node).map((entry) => entry.key));
  const missing = (shape.required ?? []).filter((key) => !given.has(key));
  return [...problems, ...missing.map((key) => wrong(node, `${path} has no ${key}`))];
}

function ruleProblems(node: Node, shape: RulesShape, path: string): string[] {
  if (node.kind !== "mapping") return [wrong(node, `${path} must be a mapping of rules to levels`)];
  const seen = new Map<string, string>();
  return entriesOf(node).flatMap((entry) => {
    const rule = ruleNamed(entry.key);
    if (rule === undefined) return [wrong(entry.keyNode, `${path}: ${unknownRule(entry.key)}`)];
    const twin = seen.get(rule.code);
    seen.set(rule.code, entry.key);
    const level = { kind: "word", text: "", values: shape.values } as const;
    return [
      ...(twin === undefined ? [] : [wrong(entry.keyNode, `${path}: ${twin} and ${entry.key} are one rule`)]),
      ...shapeProblems(entry.value, level, `${path}.${entry.key}`),
    ];
  });
}
