import { inline } from "../../terminal/boundary.ts";

/**
 * Text inside a double-quoted DOT string used as a label: quote and backslash escaped (a backslash would start an escape such
 * as \N or \G), and `&`, which Graphviz reads as the start of an HTML entity even there (graphviz.org, escString).
 */
export function escapeDot(text: string): string {
  return inline(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;");
}
