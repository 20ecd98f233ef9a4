import { inline } from "../../terminal/boundary.ts";

/** Characters that Markdown or HTML gives a meaning anywhere in a line. */
const META = /[\\`*_{}[\]()#+!|<>&~$^="'@:]/g;

/**
 * Text that stands in Markdown (tables included) as itself: one line, every metacharacter a character reference, so it can be no
 * markup, no HTML and no link. GitHub looks for @names and #numbers in what comes out, so these two stand in code, where it
 * does not look. The caller puts a word of its own before the text: what begins a line may be markup.
 */
export function markdown(text: string): string {
  return inline(text)
    .replace(
      META,
      (char) => char === "@" || char === "#" ? `<code>&#${char.charCodeAt(0)};</code>` : reference(char),
    )
    .replace(/\b(www)\./gi, "$1&#46;");
}

/** The same, set as code. */
export function markdownCode(text: string): string {
  return `<code>${inline(text).replace(META, reference).replace(/\b(www)\./gi, "$1&#46;")}</code>`;
}

/** Lines as a code block; the fence is longer than any run of its own character within. */
export function markdownBlock(lines: readonly string[]): string {
  const text = lines.map(inline);
  const longest = Math.max(2, ...text.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}sh`, ...text, fence].join("\n");
}

function reference(char: string): string {
  return `&#${char.charCodeAt(0)};`;
}
