import { escapeText, inline } from "../../terminal/boundary.ts";

/** The characters that XML 1.0 has no way to write but that pass the terminal's escaping. */
const NOT_XML = /[\uFFFE\uFFFF]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/**
 * Text for element content and quoted attribute values of HTML and SVG. Controls and bidi characters become visible escapes
 * first (most may not stand in XML at all), as do the two code points that XML forbids besides (XML 1.0 section 2.2).
 */
export function escapeXml(text: string): string {
  return entities(inline(text));
}

/**
 * JSON for a `<script type="application/json">` block: nothing in it can end the block or start a comment in it, because `<`
 * cannot occur (HTML living standard, "restrictions for contents of script elements"). Controls and bidi characters in its
 * texts become visible escapes, as in `escapeXml`, so that both agree about a name.
 */
export function scriptJson(value: unknown): string {
  const json = JSON.stringify(value, (_, one) => typeof one === "string" ? inline(one) : one);
  return json.replace(/[<>&]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Colour marks would be acted on where the text is written. */
const MARKS = /[\uFDD0-\uFDEF]/g;
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
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return content === ""
    ? `<${name}${written.join("")}/>`
    : `<${name}${written.join("")}>${content}</${name}>`;
}
