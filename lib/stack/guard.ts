import { bound, type Problem, refusal } from "./problem.ts";
import { Source } from "./source.ts";

/**
 * The bounds that a stack file must keep before anything else looks at it. A file from a pull request is hostile text:
 * with these, the worst one is a message within two seconds and 256 MB. The largest honest file measured (2 MB, 5 114
 * services) stays below each of them.
 */
export const LIMITS = {
  /** Bytes of one file. */
  bytes: 10 * 1024 * 1024,
  /** Lines, commas, brackets and dollars of one file: they bound how many values and variables it can hold. */
  marks: 150_000,
  /** Nesting, aliases followed. docker stops at 10 000. */
  depth: 200,
  /** Nodes that aliases repeat, and keys that merge keys copy, over one file. */
  expanded: 400_000,
  /** Published ports that ranges stand for, over one file. */
  ports: 100_000,
  /** Problems of one kind that are told; nobody reads more. */
  problems: 1_000,
  /** Variables and escapes that are recorded. */
  records: 20_000,
} as const;

/** A file's bytes or text, as handed to the loader. */
export interface StackFile {
  name: string;
  text: Uint8Array | string;
}

/**
 * Decodes a file as go-yaml's reader does: UTF-8, or UTF-16 where a byte order mark says so; control characters other
 * than tab and line ends are refused anywhere, comments included (go-yaml readerc.go, seen on docker 28.2.2).
 */
export function readSource(file: StackFile): { source: Source; problems: Problem[] } {
  const size = typeof file.text === "string" ? file.text.length : file.text.byteLength;
  if (size > LIMITS.bytes) return overSize(file.name, size);
  const decoded = typeof file.text === "string" ? { text: file.text } : decode(file.text);
  const source = new Source(
    file.name,
    decoded.text.startsWith("\uFEFF") ? decoded.text.slice(1) : decoded.text,
  );
  if (decoded.error !== undefined) {
    const broken = Math.max(0, source.text.indexOf("\uFFFD"));
    return { source, problems: [refusal("read", source.position(broken), "", decoded.error)] };
  }
  const control = source.text.search(/[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
  if (control >= 0) {
    const problem = refusal("read", source.position(control), "", "control characters are not allowed");
    return { source, problems: [problem] };
  }
  const crowd = offsetOfMark(source.text, LIMITS.marks);
  if (crowd === -1) return { source, problems: [] };
  const message = `more than ${LIMITS.marks} lines, commas, brackets and dollars in one file`;
  return { source, problems: [bound(source.position(crowd), message)] };
}

function overSize(name: string, size: number): { source: Source; problems: Problem[] } {
  const source = new Source(name, "");
  const message = `the file has ${size} bytes, more than ${LIMITS.bytes}`;
  return { source, problems: [bound(source.position(0), message)] };
}

function decode(bytes: Uint8Array): { text: string; error?: string } {
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe
    ? "utf-16le"
    : first === 0xfe && second === 0xff
    ? "utf-16be"
    : "utf-8";
  try {
    return { text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
    return { text, error: `invalid ${encoding === "utf-8" ? "UTF-8" : "UTF-16"} text` };
  }
}

/** Offset of the mark after the first `limit`, or -1 when there are not that many. */
function offsetOfMark(text: string, limit: number): number {
  if (text.length <= limit) return -1;
  let seen = 0;
  for (const mark of text.matchAll(/\r\n?|[\n,[{$]|[-?] /g)) {
    seen++;
    if (seen > limit) return mark.index;
  }
  return -1;
}
