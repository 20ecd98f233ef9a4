import type { Network, Service } from "../swarm/model.ts";
import { codesFor } from "./catalog.ts";
import type { Ignore } from "./ignore.ts";
import type { ObjectRef, View } from "./rule.ts";
import { network, service } from "./subjects.ts";
import type { Source } from "../stack/index.ts";

/** The word, rules separated by commas, the reason. */
const COMMENT = /(?:^|[ \t])#[ \t]*swarmnet:ignore(?:[ \t]+([^\s,]+(?:,[ \t]*[^\s,]+)*)[ \t]*(.*))?$/;
/** A page of comments for each line of a file helps nobody. */
const MOST = 10_000;

/**
 * Suppressions by comments in a stack file: `# swarmnet:ignore SN0101 reason`, behind a line or on a line of its own above
 * one. It covers findings on that line and on the lines nested under it (those that are indented deeper).
 */
export function inlineIgnores(source: Source): Ignore[] {
  if (!source.text.includes("swarmnet:ignore")) return [];
  const lines = source.text.split(/\r\n?|\n/);
  const found: Ignore[] = [];
  for (const [index, text] of lines.entries()) {
    const match = COMMENT.exec(text);
    if (match === null) continue;
    const column = text.indexOf("#", match.index) + 1;
    const first = isCode(text) ? index : nextCode(lines, index);
    const last = first < 0 ? -1 : lastNested(lines, first);
    const rules = (match[1] ?? "").split(",").map((word) => word.trim());
    for (const rule of rules) {
      if (found.length >= MOST) return found;
      const codes = new Set(codesFor(rule));
      found.push({
        by: "inline",
        rule,
        codes,
        reason: (match[2] ?? "").trim(),
        until: null,
        text: codes.size === 0 ? "The comment" : `The comment on ${rule}`,
        object: { kind: "file", name: source.name },
        at: { file: source.name, line: index + 1, column },
        covers: ({ at }) =>
          at !== null && at.file === source.name && at.line - 1 >= first && at.line - 1 <= last && first >= 0,
      });
    }
  }
  return found;
}

function isCode(line: string): boolean {
  return /^\s*[^\s#]/.test(line);
}

function nextCode(lines: readonly string[], from: number): number {
  for (let at = from + 1; at < lines.length; at++) {
    if (isCode(lines[at]!)) return at;
  }
  return -1;
}

/** Index of the last line that belongs to what line `first` begins. */
function lastNested(lines: readonly string[], first: number): number {
  const depth = indentOf(lines[first]!);
  let last = first;
  for (let at = first + 1; at < lines.length; at++) {
    const line = lines[at]!;
    if (!isCode(line)) continue;
    if (indentOf(line) <= depth) break;
    last = at;
  }
  return last;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Followed by a rule's code or name; the value is the reason. */
const IGNORE_LABEL = "swarmnet.ignore.";

/** Suppressions by labels of networks and services that the view judges. A label speaks for its own object only. */
export function labelIgnores(view: View): Ignore[] {
  return [
    ...view.networks.flatMap((one) => labelsOf(view, one, network(one))),
    ...view.services.flatMap((one) => labelsOf(view, one, service(one))),
  ];
}

function labelsOf(view: View, thing: Network | Service, object: ObjectRef): Ignore[] {
  const found: Ignore[] = [];
  for (const [key, reason] of Object.entries(thing.labels)) {
    if (!key.startsWith(IGNORE_LABEL) || !view.judged(thing)) continue;
    const rule = key.slice(IGNORE_LABEL.length);
    found.push({
      by: "label",
      rule,
      codes: new Set(codesFor(rule)),
      reason: reason.trim(),
      until: null,
      text: `The label ${key} of ${object.kind} ${object.name}`,
      object,
      at: view.at(thing) ?? null,
      covers: ({ object: other }) =>
        other.kind === object.kind && other.name === object.name &&
        (other.id === undefined || other.id === object.id),
    });
  }
  return found;
}
