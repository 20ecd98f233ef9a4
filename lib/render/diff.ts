import type { FieldChange, ObjectChange, SwarmDiff } from "../swarm/diff.ts";
import { inline } from "../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../terminal/style.ts";
import { jsonReport } from "./json_report.ts";

/** Identifies the shape of `diff --format json`. */
const DIFF_SCHEMA = "swarmnet/diff/1";

const MARKS = { added: green("+"), removed: red("-"), changed: yellow("~") };
const HEADINGS = { cluster: "Cluster", node: "Nodes", network: "Networks", service: "Services" };

/** The difference for a person: objects under their kind, each with what differs, then the counts. */
export function diffText(diff: SwarmDiff): string {
  if (diff.changes.length === 0) return "No differences\n";
  let text = "";
  for (const [kind, heading] of Object.entries(HEADINGS)) {
    const changes = diff.changes.filter((change) => change.kind === kind);
    if (changes.length > 0) text += `${bold(heading)}\n${changes.map(objectText).join("")}\n`;
  }
  const count = (what: ObjectChange["change"]) => diff.changes.filter(({ change }) => change === what).length;
  return `${text}${count("added")} added, ${count("removed")} removed, ${count("changed")} changed\n`;
}

function objectText({ name, change, fields }: ObjectChange): string {
  const head = `  ${MARKS[change]} ${bold(inline(name))}`;
  if (change !== "changed") {
    const side = change === "added" ? "after" : "before";
    const facts = fields.filter(({ field }) => field !== "id").map((one) =>
      factText(one.field, one[side] ?? "")
    );
    return `${head}${dim(`  ${facts.join("; ")}`)}\n`;
  }
  return `${head}\n${fields.map((field) => `      ${fieldText(field)}\n`).join("")}`;
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
