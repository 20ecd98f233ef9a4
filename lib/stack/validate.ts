import { parseDuration } from "./go_text.ts";
import { LIMITS } from "./guard.ts";
import { type Mapping, type Node, positionOf, type Scalar, type Sequence } from "./node.ts";
import { type Problem, refusal } from "./problem.ts";
import type { Key, MapRule, Spec } from "./schema_spec.ts";
import { DOCUMENT } from "./schema_tables.ts";
import type { Position } from "./source.ts";

/** The newest minor version of format 3 that docker knows. */
export const NEWEST_MINOR = 13;

/** Checks a document against format 3.`minor` and returns every violation, in docker's words (it prints only one). */
export function validate(root: Mapping, minor: number): Problem[] {
  const run: Run = { minor, path: [], problems: [] };
  check(root, DOCUMENT, positionOf(root), run);
  return run.problems;
}

interface Run {
  minor: number;
  path: string[];
  problems: Problem[];
}

function complain(run: Run, at: Position, description: string): void {
  if (run.problems.length >= LIMITS.problems) return;
  const path = run.path.join(".");
  run.problems.push(refusal("schema", at, path, `${path === "" ? "(root)" : path} ${description}`));
}

function check(node: Node, spec: Spec, at: Position | undefined, run: Run): void {
  if (node.kind === "mapping") {
    if (spec.map !== undefined && spec.map.since <= run.minor) return checkMapping(node, spec.map, run);
  } else if (node.kind === "sequence") {
    if (spec.list !== undefined) return checkList(node, spec, run);
  } else if (acceptsScalar(node, spec)) {
    return checkScalar(node, spec, run);
  }
  complain(run, at ?? positionOf(node), `must be a ${spec.expects}`);
}

function acceptsScalar(node: Scalar, spec: Spec): boolean {
  if (node.type === "null") return spec.none === true;
  if (node.type === "bool") return spec.bool === true;
  if (node.type === "str" || node.type === "time") return spec.text !== undefined;
  return spec.number !== undefined && (spec.number.whole !== true || isWhole(node));
}

function isWhole(node: Scalar): boolean {
  return typeof node.value === "bigint" || Number.isInteger(node.value);
}

function checkScalar(node: Scalar, spec: Spec, run: Run): void {
  const { value } = node;
  if (node.type === "str" && spec.text?.duration && parseDuration(String(value)) === null) {
    complain(run, positionOf(node), "Does not match format 'duration'");
  }
  if (node.type === "str" && spec.text?.oneOf && !spec.text.oneOf.includes(String(value))) {
    const allowed = spec.text.oneOf.map((word) => JSON.stringify(word)).join(", ");
    complain(run, positionOf(node), `must be one of the following: ${allowed}`);
  }
  const minimum = spec.number?.minimum;
  if (minimum !== undefined && (node.type === "int" || node.type === "float") && Number(value) < minimum) {
    complain(run, positionOf(node), `Must be greater than or equal to ${minimum}`);
  }
}

function checkList(node: Sequence, spec: Spec, run: Run): void {
  const rule = spec.list!;
  if (rule.unique && node.items.length > 1) checkUnique(node, run);
  node.items.forEach((item, index) => {
    run.path.push(String(index));
    check(item, rule.items, undefined, run);
    run.path.pop();
  });
}

function checkUnique(node: Sequence, run: Run): void {
  const seen = new Map<string, number>();
  node.items.forEach((item, index) => {
    const key = fingerprint(item);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else complain(run, positionOf(item), `array items[${first},${index}] must be unique`);
  });
}

/** The same text for values that JSON cannot tell apart. */
function fingerprint(node: Node): string {
  if (node.kind === "scalar") {
    if (node.type === "str" || node.type === "time") return JSON.stringify(node.value);
    return String(node.value);
  }
  if (node.kind === "sequence") return `[${node.items.map(fingerprint).join(",")}]`;
  const parts = node.entries.map((entry) => `${JSON.stringify(entry.key)}:${fingerprint(entry.value)}`);
  return `{${parts.sort().join(",")}}`;
}

function checkMapping(node: Mapping, rule: MapRule, run: Run): void {
  for (const name of rule.required) {
    if (!node.entries.some((entry) => entry.key === name)) {
      complain(run, positionOf(node), `${name} is required`);
    }
  }
  for (const entry of node.entries) {
    const spec = specFor(entry.key, rule, run.minor);
    if (spec === "any") continue;
    if (spec === "none") {
      complain(run, positionOf(entry.keyNode), `Additional property ${entry.key} is not allowed`);
      continue;
    }
    run.path.push(entry.key);
    const empty = entry.value.kind === "scalar" && entry.value.start === entry.value.end;
    check(entry.value, spec, empty ? positionOf(entry.keyNode) : undefined, run);
    run.path.pop();
  }
}

function specFor(name: string, rule: MapRule, minor: number): Spec | "any" | "none" {
  if (rule.named !== undefined) {
    if (rule.named.pattern.test(name)) return rule.named.spec;
    return rule.named.strict ? "none" : "any";
  }
  const key: Key | undefined = rule.keys.get(name);
  if (key !== undefined && key.since <= minor) return key.spec;
  if (minor >= rule.open) return "any";
  return minor >= rule.extensions && name.startsWith("x-") ? "any" : "none";
}
