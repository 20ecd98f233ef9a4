import { parseEvents, YAMLException } from "js-yaml";
import { buildTree } from "./build.ts";
import { LIMITS } from "./guard.ts";
import type { Mapping } from "./node.ts";
import { bound, type Problem, refusal } from "./problem.ts";
import type { Source } from "./source.ts";

/**
 * Parses the first document of a file, which is the only one that docker reads: text after a second `---` or a `...`
 * is never looked at, not even for its syntax (seen on docker 28.2.2). `root` is missing when there are problems that
 * leave no tree.
 */
export function parseDocument(source: Source): { root?: Mapping; problems: Problem[] } {
  const text = firstDocument(source.text);
  const directive = directiveProblem(source, text);
  if (directive) return { problems: [directive] };
  let events;
  try {
    // Next line, line and paragraph separators end a line in YAML 1.1, which go-yaml follows, and not in 1.2.
    events = parseEvents(text.replace(/[\x85\u2028\u2029]/g, "\n"), { maxDepth: LIMITS.depth });
  } catch (error) {
    return { problems: [syntaxProblem(source, error)] };
  }
  const { root, problems } = buildTree(source, text, events);
  if (problems.length > 0) return { problems };
  if (root?.kind !== "mapping") {
    const at = root === undefined ? source.position(0) : source.position(root.start);
    return { problems: [refusal("parse", at, "", "top-level object must be a mapping")] };
  }
  return { root, problems: [] };
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

function tooDeep(at: ReturnType<Source["position"]>): Problem {
  return bound(at, `nested more than ${LIMITS.depth} levels deep`);
}
