import { type Event, parseEvents, YAMLException } from "js-yaml";
import { buildTree } from "./build.ts";
import { LIMITS } from "./guard.ts";
import type { Mapping } from "./node.ts";
import { endsWithColon, relax } from "./lenient.ts";
import { bound, type Problem, refusal } from "./problem.ts";
import { offsetOfBadTab } from "./tabs.ts";
import type { Position, Source } from "./source.ts";
import { firstStricter } from "./strict.ts";

/** The first document of a file. */
export interface Parsed {
  /** Missing when there are problems that leave no tree. */
  root?: Mapping;
  problems: Problem[];
  /** Where the text begins that docker never looks at, if there is any. */
  ignoredFrom?: Position;
}

/**
 * Parses the first document of a file, which is the only one that docker reads: text after a second `---` or a `...`,
 * or less indented than the first key, is never looked at, not even for its syntax (seen on docker 28.2.2).
 */
export function parseDocument(source: Source): Parsed {
  const text = firstDocument(source.text);
  const directive = directiveProblem(source, text);
  if (directive) return { problems: [directive] };
  const parsed = parseLeniently(text);
  if ("error" in parsed) return { problems: [syntaxProblem(source, parsed.error)] };
  const rest = source.text.slice(parsed.text.length);
  const ignored = /^(?:---|\.\.\.)?\s*\S/.test(rest)
    ? { ignoredFrom: source.position(parsed.text.length) }
    : {};
  const tab = offsetOfBadTab(parsed.text, parsed.events);
  if (tab >= 0) {
    const message = "found a tab where indentation or a value is expected";
    return { problems: [refusal("parse", source.position(tab), "", message)] };
  }
  const stricter = firstStricter(parsed.text, parsed.events);
  if (stricter !== undefined) {
    return { problems: [refusal("parse", source.position(stricter.offset), "", stricter.message)] };
  }
  const { root, problems } = buildTree(source, parsed.text, parsed.events);
  if (problems.length > 0) return { problems, ...ignored };
  if (root?.kind !== "mapping") {
    const at = root === undefined ? source.position(0) : source.position(root.start);
    return { problems: [refusal("parse", at, "", "top-level object must be a mapping")], ...ignored };
  }
  return { root, problems: [], ...ignored };
}

/** What the parser says where YAML 1.2 is stricter than go-yaml. */
const STRICTER_REASONS: ReadonlySet<string> = new Set([
  "deficient indentation",
  "missed comma between flow collection entries",
  "bad indentation of a mapping entry",
  "unknown escape sequence",
]);

/** Parses, and where YAML 1.2 is stricter than go-yaml, parses once more what go-yaml would see. */
function parseLeniently(text: string): { events: Event[]; text: string } | { error: unknown } {
  // Next line, line and paragraph separators end a line in YAML 1.1, which go-yaml follows, and not in 1.2.
  let current = text.replace(/[\x85\u2028\u2029]/g, "\n");
  let relaxed = false;
  for (;;) {
    try {
      const events = parseEvents(current, { maxDepth: LIMITS.depth });
      if (relaxed || !endsWithColon(current, events)) return { events, text: current };
      current = relax(current);
      relaxed = true;
    } catch (error) {
      const reason = error instanceof YAMLException ? error.reason : "";
      const end = error instanceof YAMLException ? error.mark?.position ?? 0 : 0;
      if (STRICTER_REASONS.has(reason) && !relaxed) {
        current = relax(current);
        relaxed = true;
      } else if (reason === "end of the stream or a document separator is expected" && isCut(current, end)) {
        current = current.slice(0, end);
      } else {
        return { error };
      }
    }
  }
}

/** Whether the line at `offset` stands to the left of the document's first key: there go-yaml ends the document. */
function isCut(text: string, offset: number): boolean {
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  const rootIndent = /^ */.exec(text.slice(headerLines(text).end))![0].length;
  return lineStart > 0 && offset - lineStart < rootIndent && /^ *$/.test(text.slice(lineStart, offset));
}

/** The text up to the marker that ends the first document. */
function firstDocument(text: string): string {
  const markers = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  const first = markers.exec(text);
  if (first === null) return text;
  const opens = first[0] === "---" && headerLines(text).end === first.index;
  const end = opens ? markers.exec(text) : first;
  return end === null ? text : text.slice(0, end.index);
}

/** The directives before the first document, and the offset where blank lines, comments and directives end. */
function headerLines(text: string): { end: number; directives: { text: string; offset: number }[] } {
  const directives: { text: string; offset: number }[] = [];
  const line = /(%[^\r\n]*|[ \t]*#[^\r\n]*|[ \t]*)(?:\r\n?|\n)/y;
  let end = 0;
  for (let match = line.exec(text); match !== null; match = line.exec(text)) {
    if (match[0].startsWith("%")) directives.push({ text: match[1]!, offset: match.index });
    end = line.lastIndex;
  }
  return { end, directives };
}

/** go-yaml accepts `%YAML 1.1` and `%TAG` only (parserc.go). */
function directiveProblem(source: Source, text: string): Problem | undefined {
  if (!text.startsWith("%") && !text.includes("\n%") && !text.includes("\r%")) return undefined;
  for (const { text: line, offset } of headerLines(text).directives) {
    if (/^%YAML[ \t]+1\.1\s*(?:#.*)?$/.test(line) || /^%TAG\s/.test(line)) continue;
    const known = /^%YAML\s/.test(line);
    const message = known ? "found incompatible YAML document" : "found unknown directive name";
    return refusal("parse", source.position(offset), "", message);
  }
  return undefined;
}

function syntaxProblem(source: Source, error: unknown): Problem {
  if (error instanceof YAMLException) {
    const at = source.position(error.mark?.position ?? 0);
    if (error.reason.startsWith("nesting exceeded")) return tooDeep(at);
    return refusal("parse", at, "", error.reason);
  }
  if (error instanceof RangeError) return tooDeep(source.position(0));
  throw error;
}

function tooDeep(at: Position): Problem {
  return bound(at, `nested more than ${LIMITS.depth} levels deep`);
}
