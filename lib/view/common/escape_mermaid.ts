import { inline } from "../../terminal/boundary.ts";

/**
 * Text for a quoted Mermaid label. All but letters, digits and a few marks becomes a numeric entity (`#34;`), which Mermaid
 * shows as the character and never reads as syntax, Markdown or HTML (mermaid.js.org, "Entity codes to escape characters").
 */
export function escapeMermaid(text: string): string {
  return inline(text).replace(/[^\p{L}\p{N}\p{M} .,:/()_+=·→…-]/gu, (char) => `#${char.codePointAt(0)};`);
}
