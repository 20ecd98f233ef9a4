import { parseFloatText, parseInteger } from "./go_text.ts";
import { LIMITS } from "./guard.ts";
import type { Entry, Mapping, Node, Scalar } from "./node.ts";
import { positionOf } from "./node.ts";
import { type Problem, refusal } from "./problem.ts";
import type { Position } from "./source.ts";
import { type Lookup, substitute, type VariableUse } from "./variables.ts";

/** A variable in the file, and where. */
export interface VariableRecord extends Omit<VariableUse, "index"> {
  at: Position;
  /** Keys from the root to the value, dotted. */
  path: string;
}

/** A `$$` in the file. */
export interface EscapeRecord {
  at: Position;
  path: string;
}

/** What interpolation made of one file. */
export interface Interpolated {
  root: Mapping;
  variables: VariableRecord[];
  escapes: EscapeRecord[];
  problems: Problem[];
}

type Cast = (text: string) => Pick<Scalar, "type" | "value"> | { error: string };

/**
 * Values that become something else than text once a variable was replaced in them (interpolateTypeCastMapping in
 * docker's cli/compose/loader). `*` is any key, `[]` a list item.
 */
const CASTS: readonly (readonly [string, Cast])[] = [
  ["services.*.configs.[].mode", toInteger],
  ["services.*.secrets.[].mode", toInteger],
  ["services.*.healthcheck.retries", toInteger],
  ["services.*.healthcheck.disable", toBoolean],
  ["services.*.deploy.replicas", toInteger],
  ["services.*.deploy.update_config.parallelism", toInteger],
  ["services.*.deploy.update_config.max_failure_ratio", toFloat],
  ["services.*.deploy.rollback_config.parallelism", toInteger],
  ["services.*.deploy.rollback_config.max_failure_ratio", toFloat],
  ["services.*.deploy.restart_policy.max_attempts", toInteger],
  ["services.*.deploy.placement.max_replicas_per_node", toInteger],
  ["services.*.ports.[].target", toInteger],
  ["services.*.ports.[].published", toInteger],
  ["services.*.ulimits.*", toInteger],
  ["services.*.ulimits.*.hard", toInteger],
  ["services.*.ulimits.*.soft", toInteger],
  ["services.*.privileged", toBoolean],
  ["services.*.read_only", toBoolean],
  ["services.*.stdin_open", toBoolean],
  ["services.*.tty", toBoolean],
  ["services.*.volumes.[].read_only", toBoolean],
  ["services.*.volumes.[].volume.nocopy", toBoolean],
  ["networks.*.external", toBoolean],
  ["networks.*.internal", toBoolean],
  ["networks.*.attachable", toBoolean],
  ["volumes.*.external", toBoolean],
  ["secrets.*.external", toBoolean],
  ["configs.*.external", toBoolean],
];
const PATTERNS = CASTS.map(([pattern, cast]) => ({ parts: pattern.split("."), cast }));

/**
 * Replaces variables in every value of a file, whatever the section (keys are left alone), and casts where docker
 * casts. Untouched parts of the tree are the very same nodes.
 */
export function interpolate(root: Mapping, lookup: Lookup): Interpolated {
  const result: Interpolated = { root, variables: [], escapes: [], problems: [] };
  result.root = walk(root, [], { lookup, result }) as Mapping;
  return result;
}

interface Run {
  lookup: Lookup;
  result: Interpolated;
}

function walk(node: Node, path: string[], run: Run): Node {
  if (!node.dollar) return node;
  if (node.kind === "scalar") return interpolateScalar(node, path, run);
  if (node.kind === "sequence") {
    path.push("[]");
    const items = node.items.map((item) => walk(item, path, run));
    path.pop();
    return { ...node, items };
  }
  const entries = node.entries.map((entry): Entry => {
    path.push(entry.key);
    const value = walk(entry.value, path, run);
    path.pop();
    return value === entry.value ? entry : { ...entry, value };
  });
  return { ...node, entries };
}

function interpolateScalar(node: Scalar, steps: string[], run: Run): Scalar {
  const { result } = run;
  const path = steps.join(".");
  const given = String(node.value);
  const { text, uses, escapes, invalid } = substitute(given, run.lookup);
  const place = placesInside(node, given);
  for (const { index, ...use } of uses.slice(0, LIMITS.records - result.variables.length)) {
    result.variables.push({ ...use, at: place(index), path });
  }
  for (const index of escapes.slice(0, LIMITS.records - result.escapes.length)) {
    result.escapes.push({ at: place(index), path });
  }
  if (invalid !== undefined) {
    const message = `invalid interpolation format for ${path}: ${JSON.stringify(invalid)}; ` +
      "you may need to escape any $ with another $";
    result.problems.push(refusal("interpolate", positionOf(node), path, message));
    return node;
  }
  if (text === given) return node;
  const cast = castFor(path);
  if (cast === undefined) return { ...node, value: text, interpolated: true };
  const value = cast(text);
  if ("error" in value) {
    const message = `error while interpolating ${path}: failed to cast to expected type: ${value.error}`;
    result.problems.push(refusal("interpolate", positionOf(node), path, message));
    return node;
  }
  return { ...node, ...value, interpolated: true };
}

/** Places of the value's characters: exact where the file holds the value as it is, else where the value starts. */
function placesInside(node: Scalar, value: string): (index: number) => Position {
  const shift = node.source.text.slice(node.start, node.end).indexOf(value);
  return (index) => node.source.position(shift < 0 ? node.start : node.start + shift + index);
}

/** docker splits the joined path at dots, so a key with a dot in it matches no pattern that it seems to fit. */
function castFor(path: string): Cast | undefined {
  const parts = path.split(".");
  const match = PATTERNS.find((pattern) =>
    pattern.parts.length === parts.length &&
    pattern.parts.every((part, index) => part === "*" || part === parts[index])
  );
  return match?.cast;
}

function toInteger(text: string): ReturnType<Cast> {
  const value = parseInteger(text);
  if (value !== null) return { type: "int", value };
  const reason = /^[+-]?\d+$/.test(text) ? "value out of range" : "invalid syntax";
  return { error: `strconv.Atoi: parsing ${JSON.stringify(text)}: ${reason}` };
}

function toFloat(text: string): ReturnType<Cast> {
  const value = parseFloatText(text);
  if (value !== null) return { type: "float", value };
  return { error: `strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax` };
}

function toBoolean(text: string): ReturnType<Cast> {
  const word = text.toLowerCase();
  if (["y", "yes", "true", "on"].includes(word)) return { type: "bool", value: true };
  if (["n", "no", "false", "off"].includes(word)) return { type: "bool", value: false };
  return { error: `invalid boolean: ${text}` };
}
