import { COLLECTION_STYLE, type Event, EVENT_ID, SCALAR_STYLE } from "js-yaml";

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
export function firstStricter(text: string, events: readonly Event[]): Stricter | undefined {
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
