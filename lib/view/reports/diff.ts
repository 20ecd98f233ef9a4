import type { FieldChange, ObjectChange, SwarmDiff } from "../../swarm/diff.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../../terminal/style.ts";
import { displayWidth } from "../../terminal/width.ts";
import { jsonReport } from "../common/json_report.ts";
import { wrap } from "../common/table.ts";

/** Identifies the shape of `diff --format json`. */
const DIFF_SCHEMA = "swarmnet/diff/1";

const MARKS = { added: green("+"), removed: red("-"), changed: yellow("~") };
const HEADINGS = { cluster: "Cluster", node: "Nodes", network: "Networks", service: "Services" };

/** The difference for a person: objects under their kind, each with what differs, then the counts. `width` in columns. */
export function diffText(diff: SwarmDiff, width: number): string {
  if (diff.changes.length === 0) return "No differences\n";
  let text = "";
  for (const [kind, heading] of Object.entries(HEADINGS)) {
    const changes = diff.changes.filter((change) => change.kind === kind);
    if (changes.length === 0) continue;
    text += `${bold(heading)}\n${changes.map((change) => objectText(change, width)).join("")}\n`;
  }
  const count = (what: ObjectChange["change"]) => diff.changes.filter(({ change }) => change === what).length;
  return `${text}${count("added")} added, ${count("removed")} removed, ${count("changed")} changed\n`;
}

function objectText({ name, change, fields }: ObjectChange, width: number): string {
  const head = `  ${MARKS[change]} ${bold(inline(name))}`;
  if (change === "changed") {
    return `${head}\n${fields.map((field) => below(fieldText(field), width)).join("")}`;
  }
  const side = change === "added" ? "after" : "before";
  const facts = fields.filter(({ field }) => field !== "id").map((one) =>
    factText(one.field, one[side] ?? "")
  );
  const line = `${head}${dim(`  ${facts.join("; ")}`)}`;
  if (displayWidth(line) <= width) return `${line}\n`;
  return `${head}\n${filled(facts, width - 6).map((one) => below(one, width)).join("")}`;
}

/** Facts in lines of at most `width` columns, broken between facts. */
function filled(facts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const longer = lines.length === 0 ? undefined : `${lines.at(-1)} ${fact};`;
    if (longer !== undefined && displayWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(`${fact};`);
  }
  return lines.map((line, at) => at === lines.length - 1 ? line.slice(0, -1) : line);
}

/** Lines under an object's name, what goes on further in. */
function below(text: string, width: number): string {
  return (displayWidth(text) <= width - 6 ? [text] : wrap(text, width - 8)).map((line, at) =>
    `${" ".repeat(at === 0 ? 6 : 8)}${line}\n`
  ).join("");
}

function factText(field: string, value: string): string {
  return value === "" ? inline(field) : `${inline(field)}: ${inline(value)}`;
}

function fieldText({ field, before, after }: FieldChange): string {
  if (before === null) return `${green("+")} ${factText(field, after!)}`;
  if (after === null) return `${red("-")} ${factText(field, before)}`;
  return `${inline(field)}: ${shown(before)} -> ${shown(after)}`;
}

function shown(value: string): string {
  return value === "" ? '""' : inline(value);
}

/** The difference as one JSON document. */
export function diffJson(diff: SwarmDiff): string {
  const report = { schema: DIFF_SCHEMA, ...diff };
  return jsonReport(report);
}
