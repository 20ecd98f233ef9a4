import { type Event, EVENT_ID, SCALAR_STYLE } from "js-yaml";

/**
 * go-yaml refuses a tab where a block's indentation is expected, on blank lines and before comments too, and after the
 * dash of a list item; YAML 1.2 does not. Returns the offset of the first such tab, or -1.
 */
export function offsetOfBadTab(text: string, events: readonly Event[]): number {
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
