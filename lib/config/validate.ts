import { nearest } from "../base/suggest.ts";
import { codesFor, ruleNamed, unknownRule } from "../checks/catalog.ts";
import { entriesOf, itemsOf, type Node, positionOf, type Scalar } from "../stack/node.ts";
import type { MappingShape, RulesShape, Shape, TextShape } from "./schema.ts";

/** "file:line:column", as editors and terminals open it. */
export function placeText(at: { file: string; line: number; column: number }): string {
  return `${at.file}:${at.line}:${at.column}`;
}

/** Everything in which a value differs from its shape, each with its place. `path` is "" for the whole file. */
export function shapeProblems(node: Node, shape: Shape, path: string): string[] {
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
