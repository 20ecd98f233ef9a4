import { inline } from "../../terminal/boundary.ts";

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
  return inline(text).replace(/[\uFFFE\uFFFF]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)
    .replace(/[&<>"']/g, (char) => ENTITIES[char]!);
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
