import { COLLECTION_STYLE, type Event, EVENT_ID, parseEvents, SCALAR_STYLE, YAMLException } from "js-yaml";
import { buildTree } from "./build.ts";
import { LIMITS } from "./guard.ts";
import type { Mapping } from "./node.ts";
import { endsWithColon, relax } from "./lenient.ts";
import { bound, type Problem, refusal } from "./problem.ts";
import type { Position, Source } from "./source.ts";

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

/**
 * go-yaml refuses a tab where a block's indentation is expected, on blank lines and before comments too, and after the
 * dash of a list item; YAML 1.2 does not. Returns the offset of the first such tab, or -1.
 */
function offsetOfBadTab(text: string, events: readonly Event[]): number {
  if (!/^ *(?:[-?] *)?\t/m.test(text)) return -1;
  const spans = spansWithoutIndentation(text, events);
  let next = 0;
  for (const match of text.matchAll(/^( *)(?:[-?] *)?\t/gm)) {
    const tab = match.index + match[0].length - 1;
    while (next < spans.length && spans[next]!.end < tab) next++;
    const span = spans[next];
    if (span !== undefined && span.start <= match.index) {
      if (match[1]!.length >= span.indent) continue;
      return tab;
    }
    if (!continuesPlainText(text, match.index, match[1]!.length)) return tab;
  }
  return -1;
}

interface Span {
  start: number;
  end: number;
  /** Spaces that must stand before the tab even here. */
  indent: number;
}

/** Flow collections and scalars over several lines, in order and without overlap. */
function spansWithoutIndentation(text: string, events: readonly Event[]): Span[] {
  const spans: Span[] = [];
  const open: { flow: boolean; start: number }[] = [];
  let last = 0;
  let flows = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.SCALAR) {
      if (event.valueStart < 0) continue;
      last = event.valueEnd;
      if (flows > 0 || !/[\r\n]/.test(text.slice(event.valueStart, event.valueEnd))) continue;
      const quoted = event.style === SCALAR_STYLE.DOUBLE_QUOTED || event.style === SCALAR_STYLE.SINGLE_QUOTED;
      const indent = quoted
        ? 0
        : event.style === SCALAR_STYLE.PLAIN
        ? indentAt(text, event.valueStart) + 1
        : event.indent;
      spans.push({ start: event.valueStart, end: event.valueEnd, indent });
    } else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      const flow = /[[{]/.test(text[event.start] ?? "");
      if (flow) flows++;
      open.push({ flow, start: event.start });
      last = event.start;
    } else if (event.type === EVENT_ID.POP) {
      const closed = open.pop();
      if (closed?.flow && --flows === 0) {
        spans.push({ start: closed.start, end: closingBracket(text, last), indent: 0 });
      }
    }
  }
  return spans;
}

function closingBracket(text: string, from: number): number {
  const close = /[\]}](?=[^\]}]*(?:$|[\r\n]))/g;
  close.lastIndex = from;
  return close.exec(text)?.index ?? text.length;
}

function indentAt(text: string, offset: number): number {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return /^ */.exec(text.slice(lineStart, offset))![0].length;
}

/** A blank line after plain text, indented more than its line, still belongs to the text. */
function continuesPlainText(text: string, lineStart: number, indent: number): boolean {
  const line = /[^\r\n]*/y;
  line.lastIndex = lineStart;
  if (!/^[ \t]*$/.test(line.exec(text)![0])) return false;
  const before = text.slice(0, lineStart).trimEnd();
  const previous = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1);
  return /[^:\-?"'\]}]$/.test(previous) && /^ */.exec(previous)![0].length < indent;
}

/** What go-yaml refuses although YAML 1.2 allows it. */
export interface Stricter {
  offset: number;
  message: string;
}

/** What must stand in a text for any of this; most files hold none, and are spared the walk. */
const SIGNS = /[&?\\]|[\s,[{]:[^\s]|:[[{]/;

/**
 * The first place where go-yaml's scanner (scannerc.go, which follows YAML 1.1) stops at text that the parser used here
 * takes: anchors of other characters, `?` and a leading `:` in plain text within brackets, escapes in double quotes.
 */
function firstStricter(text: string, events: readonly Event[]): Stricter | undefined {
  if (!SIGNS.test(text)) return undefined;
  /** The brackets that close what is open; "" for what has none. */
  const open: string[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      open.pop();
      continue;
    }
    if (event.type === EVENT_ID.DOCUMENT) {
      open.push("");
      continue;
    }
    const found = anchorProblem(text, event.anchorStart, event.anchorEnd);
    if (found !== undefined) return found;
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      const flow = event.style === COLLECTION_STYLE.FLOW;
      open.push(!flow ? "" : event.type === EVENT_ID.MAPPING ? "}" : "]");
    } else if (event.type === EVENT_ID.SCALAR && event.valueStart >= 0) {
      const { style, valueStart: start, valueEnd: end } = event;
      const stricter = style === SCALAR_STYLE.DOUBLE_QUOTED
        ? escapeProblem(text, start, end)
        : style === SCALAR_STYLE.PLAIN && open.at(-1) !== ""
        ? flowTextProblem(text, start, end, open.at(-1) ?? "")
        : undefined;
      if (stricter !== undefined) return stricter;
    }
  }
  return undefined;
}

function anchorProblem(text: string, start: number, end: number): Stricter | undefined {
  if (start < 0 || /^[0-9A-Za-z_-]+$/.test(text.slice(start, end))) return undefined;
  return {
    offset: start - 1,
    message:
      "did not find expected alphabetic or numeric character: an anchor's name has letters, digits, - and _ only",
  };
}

const QUOTE = "within brackets ? and : are signs of their own, so put the text in quotes";

/** Within brackets `?` always begins a key, and a colon is an indicator unless plain text stands before it. */
function flowTextProblem(text: string, start: number, end: number, closing: string): Stricter | undefined {
  if (text[start] === ":") return { offset: start, message: `did not find expected node content: ${QUOTE}` };
  const question = text.slice(start, end).indexOf("?");
  if (question > 0) {
    return { offset: start + question, message: `did not find expected ',' or '${closing}': ${QUOTE}` };
  }
  if (text[end] !== ":" || !/[[{]/.test(text[end + 1] ?? "")) return undefined;
  return {
    offset: end + 1,
    message: `did not find expected ',' or '${closing}': a space is missing behind the colon`,
  };
}

function escapeProblem(text: string, start: number, end: number): Stricter | undefined {
  const written = text.slice(start, end);
  if (!written.includes("\\")) return undefined;
  const escapes = /\\(?:\/|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[^])/g;
  for (const match of written.matchAll(escapes)) {
    const offset = start + match.index;
    if (match[0] === "\\/") {
      return { offset, message: "found unknown escape character: / needs no backslash" };
    }
    const code = parseInt(match[1] ?? match[2] ?? "0", 16);
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
      return { offset, message: "found invalid Unicode character escape code" };
    }
  }
  return undefined;
}
