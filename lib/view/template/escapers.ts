const HTML: Readonly<Record<string, string>> = {
  "\u0000": "\uFFFD",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

/** Go's template.HTMLEscapeString (text/template/funcs.go). */
export function htmlEscape(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000"'&<>]/g, (char) => HTML[char]!);
}

/** Go's template.JSEscapeString: quotes, what HTML takes for its own, controls and what cannot be printed. */
export function jsEscape(text: string): string {
  return [...text].map((char) => {
    if (/[\\'"]/.test(char)) return `\\${char}`;
    // Beyond ASCII, where Go's unicode.IsPrint says no.
    if (!/[<>&=]|[^\x20-\x7E]/.test(char) || (char > "\x7F" && !/[\p{C}\p{Z}]/u.test(char))) return char;
    return `\\u${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  }).join("");
}

/** Go's url.QueryEscape: a blank is a plus, unreserved characters stay. */
export function queryEscape(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}
