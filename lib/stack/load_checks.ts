import { commandLineError, formatFloat, parseSize } from "./go_text.ts";
import {
  entriesOf,
  type Entry,
  isNull,
  itemsOf,
  type Mapping,
  type Node,
  positionOf,
  type Scalar,
  valueOf,
} from "./node.ts";
import { type Problem, refusal } from "./problem.ts";
import { textAt } from "./read_value.ts";

/*
 * What docker refuses after the schema: when values become Go types (docker/cli cli/compose/loader, mapstructure).
 * The schema's "string" lets times through, its "integer" lets -1 through, and JSON cannot carry a NaN.
 */

/** Refusals of a service that no part of the loaded values needs. */
export function checkService(entry: Entry, problems: Problem[]): void {
  const node = entry.value;
  const path = `services.${entry.key}`;
  const refuse: Refuse = (culprit, below, message) =>
    problems.push(refusal("load", positionOf(culprit), `${path}.${below}`, message));
  for (const key of ["command", "entrypoint"]) checkCommand(valueOf(node, key), key, refuse);
  checkMemory(valueOf(valueOf(node, "deploy"), "resources"), refuse);
  const shared = valueOf(node, "shm_size");
  if (shared?.kind === "scalar" && (shared.type === "int" || shared.type === "float")) {
    refuse(shared, "shm_size", "'shm_size' expected type 'string', got a number");
  }
  for (const ulimit of entriesOf(valueOf(node, "ulimits"))) checkUlimit(ulimit, refuse);
  itemsOf(valueOf(node, "volumes")).forEach((mount) => checkMount(mount, refuse));
  for (const [path, name] of UNSIGNED) checkUnsigned(node, { path, name, refuse }, 0);
}

type Refuse = (culprit: Node, below: string, message: string) => void;

function checkMemory(resources: Node | undefined, refuse: Refuse): void {
  if (resources === undefined) return;
  for (const key of ["limits", "reservations"]) {
    const memory = valueOf(valueOf(resources, key), "memory");
    if (memory?.kind === "scalar" && memory.type === "str" && parseSize(String(memory.value)) === null) {
      refuse(memory, `deploy.resources.${key}.memory`, `invalid size: '${memory.value}'`);
    }
  }
}

function checkCommand(node: Node | undefined, key: string, refuse: Refuse): void {
  if (node?.kind !== "scalar" || node.type !== "str") return;
  const error = commandLineError(String(node.value));
  if (error !== null) refuse(node, key, `error decoding '${key}': ${error}`);
}

/** Limits must be written as whole numbers: 1.0 even crashes docker 28.2.2 when it stands under soft or hard. */
function checkUlimit(ulimit: Entry, refuse: Refuse): void {
  const values = ulimit.value.kind === "mapping"
    ? ["soft", "hard"].flatMap((key) => valueOf(ulimit.value, key) ?? [])
    : [ulimit.value];
  for (const value of values) {
    if (value.kind === "scalar" && value.type === "int" && typeof value.value !== "bigint") continue;
    if (isNull(value)) continue;
    const type = value.kind === "scalar" ? GO_TYPES[value.type] : value.kind;
    refuse(
      value,
      `ulimits.${ulimit.key}`,
      `error decoding 'Ulimits[${ulimit.key}]': invalid type ${type} for ulimits`,
    );
  }
}

const GO_TYPES: Record<Scalar["type"], string> = {
  null: "<nil>",
  bool: "bool",
  int: "uint64",
  float: "float64",
  str: "string",
  time: "time.Time",
};

function checkMount(mount: Node, refuse: Refuse): void {
  if (mount.kind === "mapping") {
    if (textAt(mount, "type") !== "bind" || textAt(mount, "source") !== "") return;
    refuse(mount, "volumes", 'invalid mount config for type "bind": field Source must not be empty');
  } else if (mount.kind === "scalar" && mount.type === "str") {
    const error = mountError(String(mount.value));
    if (error !== null) refuse(mount, "volumes", error);
  }
}

function mountError(spec: string): string | null {
  if (spec === "") return "invalid empty volume spec";
  if ([...spec].length <= 2) return null;
  const parts = mountParts(spec);
  if (parts.includes("")) return `invalid spec: ${spec}: empty section between colons`;
  return parts.length > 3 ? `invalid spec: ${spec}: too many colons` : null;
}

/** Source, target and options of a mount in the short form (ParseVolume): a colon after one letter belongs to a Windows drive. */
export function mountParts(spec: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (const char of spec) {
    if (char === ":" && !/^\p{L}$/u.test(part)) {
      parts.push(part);
      part = "";
    } else {
      part += char;
    }
  }
  return [...parts, part];
}

const UNSIGNED: readonly (readonly [readonly string[], string])[] = [
  [["deploy", "replicas"], "Deploy.Replicas"],
  [["deploy", "update_config", "parallelism"], "Deploy.UpdateConfig.Parallelism"],
  [["deploy", "rollback_config", "parallelism"], "Deploy.RollbackConfig.Parallelism"],
  [["deploy", "restart_policy", "max_attempts"], "Deploy.RestartPolicy.MaxAttempts"],
  [["deploy", "placement", "max_replicas_per_node"], "Deploy.Placement.MaxReplicas"],
  [["healthcheck", "retries"], "HealthCheck.Retries"],
  [["ports", "[]", "target"], "Ports.Target"],
  [["ports", "[]", "published"], "Ports.Published"],
  [["configs", "[]", "mode"], "Configs.Mode"],
  [["secrets", "[]", "mode"], "Secrets.Mode"],
];

interface Unsigned {
  path: readonly string[];
  name: string;
  refuse: Refuse;
}

function checkUnsigned(node: Node | undefined, wanted: Unsigned, depth: number): void {
  if (node === undefined) return;
  const step = wanted.path[depth];
  if (step === "[]") {
    for (const item of itemsOf(node)) checkUnsigned(item, wanted, depth + 1);
  } else if (step !== undefined) {
    checkUnsigned(valueOf(node, step), wanted, depth + 1);
  } else if (
    node.kind === "scalar" && (node.type === "int" || node.type === "float") && Number(node.value) < 0
  ) {
    wanted.refuse(node, wanted.name, `cannot parse '${wanted.name}', ${node.value} overflows uint`);
  }
}

/** Mappings whose values docker prints, so that a time may stand there; `expose` is the only such list. */
const PRINTED = /^(?:labels|environment|sysctls|args|driver_opts|options|extra_hosts|segments)$/;

/** Values that no Go type behind the schema takes: times outside maps of text, and numbers that are none. */
export function checkValues(root: Mapping, problems: Problem[]): void {
  for (const { key, value } of root.entries) {
    const extension = key.startsWith("x-");
    walk(value, { path: key, prints: extension, extension }, problems);
  }
}

interface Place {
  path: string;
  /** The value is printed, whatever it is. */
  prints: boolean;
  /** Inside of an `x-` key, which docker reads into nothing. */
  extension: boolean;
}

function walk(node: Node, { path, prints, extension }: Place, problems: Problem[]): void {
  const key = path.slice(path.lastIndexOf(".") + 1);
  if (node.kind === "scalar") {
    const { value } = node;
    if (node.type === "float" && !Number.isFinite(value)) {
      const message = `json: unsupported value: ${formatFloat(Number(value))}`;
      problems.push(refusal("schema", positionOf(node), path, message));
    } else if (node.type === "time" && !prints) {
      const message =
        `'${path}' expected type 'string', got unconvertible type 'time.Time', value: '${value}'`;
      problems.push(refusal("load", positionOf(node), path, message));
    }
  } else if (node.kind === "sequence") {
    const below = { path: `${path}.[]`, prints: extension || key === "expose", extension };
    for (const item of node.items) walk(item, below, problems);
  } else {
    for (const entry of node.entries) {
      const below = extension || entry.key.startsWith("x-");
      const place = { path: `${path}.${entry.key}`, prints: below || PRINTED.test(key), extension: below };
      walk(entry.value, place, problems);
    }
  }
}
