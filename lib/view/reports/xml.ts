import { escapeText, inline } from "../../terminal/boundary.ts";

/** The characters that XML 1.0 has no way to write but that pass the terminal's escaping. */
const NOT_XML = /[\uFFFE\uFFFF]/g;
/** Colour marks would be acted on where the text is written. */
const MARKS = /[\uFDD0-\uFDEF]/g;
const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** An attribute's value: one line. */
function xmlAttribute(text: string): string {
  return entities(inline(text));
}

/** Character data, newlines kept. */
export function xmlText(text: string): string {
  return entities(escapeText(text.replace(MARKS, "")));
}

function entities(text: string): string {
  return text.replace(NOT_XML, (char) => `\\u${char.charCodeAt(0).toString(16)}`)
    .replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

/** An element; attributes in the order given, `content` is XML already. */
export function element(name: string, attributes: Record<string, string | number>, content = ""): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    ` ${key}="${xmlAttribute(String(value))}"`
  );
  return content === ""
    ? `<${name}${written.join("")}/>`
    : `<${name}${written.join("")}>${content}</${name}>`;
}
