/** Source text with comments blanked, and the same with the content of strings blanked too. Both keep every offset. */
export interface Scrubbed {
  /** Without comments. */
  code: string;
  /** Without comments and without the content of strings, templates and regular expressions. */
  bare: string;
}

/** After one of these a slash starts a regular expression, not a division. */
const BEFORE_REGEX =
  /(?:^|[=(,:;!&|?{}[\]+\-*%<>~^]|\b(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield))\s*$/;

/** Separates code from comments and literals, well enough for formatted TypeScript without JSX. */
export function scrub(text: string): Scrubbed {
  const code = [...text.split("")];
  const bare = [...code];
  const templates: number[] = [];
  let braces = 0;
  let at = 0;
  const blank = (list: string[], from: number, to: number) => {
    for (let i = from; i < to; i++) if (list[i] !== "\n") list[i] = " ";
  };
  while (at < text.length) {
    const char = text[at]!;
    const from = at;
    if (char === "/" && text[at + 1] === "/") {
      at = endOf(text, at, "\n");
      blank(code, from, at), blank(bare, from, at);
    } else if (char === "/" && text[at + 1] === "*") {
      at = endOf(text, at + 2, "*/") + 2;
      blank(code, from, at), blank(bare, from, at);
    } else if (char === '"' || char === "'") {
      at = endOfString(text, at);
      blank(bare, from + 1, at - 1);
    } else if (char === "/" && BEFORE_REGEX.test(bare.slice(Math.max(0, at - 40), at).join(""))) {
      at = endOfRegex(text, at);
      blank(bare, from + 1, at - 1);
    } else if (char === "`" || (char === "}" && templates.at(-1) === braces)) {
      if (char === "}") templates.pop();
      const end = endOfTemplatePart(text, at + 1);
      blank(bare, from + 1, end.at);
      if (end.hole) templates.push(braces);
      at = end.at + (end.hole ? 2 : 1);
    } else {
      if (char === "{") braces++;
      if (char === "}") braces--;
      at++;
    }
  }
  return { code: code.join(""), bare: bare.join("") };
}

function endOf(text: string, from: number, mark: string): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found;
}

function endOfString(text: string, from: number): number {
  const quote = text[from];
  let at = from + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function endOfRegex(text: string, from: number): number {
  let inClass = false;
  let at = from + 1;
  while (at < text.length && (inClass || text[at] !== "/")) {
    if (text[at] === "[") inClass = true;
    if (text[at] === "]") inClass = false;
    at += text[at] === "\\" ? 2 : 1;
  }
  return at + 1;
}

/** Where a template's text ends: at its back-tick, or at the `${` of a hole. */
function endOfTemplatePart(text: string, from: number): { at: number; hole: boolean } {
  let at = from;
  while (at < text.length && text[at] !== "`") {
    if (text[at] === "$" && text[at + 1] === "{") return { at, hole: true };
    at += text[at] === "\\" ? 2 : 1;
  }
  return { at, hole: false };
}
