import { inline } from "../../terminal/boundary.ts";

/** Characters that Markdown or HTML gives a meaning within a line; an underscore has none between letters or digits. */
const META = /[\\`*{}[\]|<>&~$@#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

/**
 * Text that stands in Markdown (tables included) as itself: one line, every metacharacter a character reference, so it can be no
 * markup, no HTML and no link. GitHub looks for @names and #numbers in what comes out, so these two stand in code, where it
 * does not look. The caller puts a word of its own before the text: what begins a line may be markup. What the text has
 * between backticks is set as code.
 */
export function markdown(text: string): string {
  const parts = inline(text).split("`");
  // An odd backtick out belongs to the text.
  const open = parts.length % 2 === 0 ? parts.length - 2 : parts.length;
  return parts.map((part, at) => {
    if (at % 2 === 1 && at < open && part !== "") return markdownCode(part);
    return (at > open ? reference("`") : at % 2 === 1 && at < open ? reference("`").repeat(2) : "") +
      plain(part);
  }).join("");
}

/** The text as code. */
export function markdownCode(text: string): string {
  return `<code>${noLinks(inline(text).replace(META, reference))}</code>`;
}

/** Lines as a code block; the fence is longer than any run of its own character within. */
export function markdownBlock(lines: readonly string[]): string {
  const text = lines.map(inline);
  const longest = Math.max(2, ...text.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}sh`, ...text, fence].join("\n");
}

function plain(text: string): string {
  return noLinks(
    text.replace(
      META,
      (char) => char === "@" || char === "#" ? `<code>${reference(char)}</code>` : reference(char),
    ),
  );
}

/** Addresses that GitHub would make links of. */
function noLinks(text: string): string {
  return text.replace(/:(?=\/\/)/g, "&#58;").replace(/\b(www)\./gi, "$1&#46;");
}

function reference(char: string): string {
  return `&#${char.charCodeAt(0)};`;
}
