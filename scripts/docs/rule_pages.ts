/** docs/rules as Markdown, made from the rules themselves. */
import { ruleIndexMarkdown, ruleMarkdown } from "../../lib/view/checks/rule_markdown.ts";
import { CATALOG } from "../../lib/checks/all_texts.ts";

const HEAD = "<!-- Made by scripts/gen_rules.ts from the rule itself; change it there. -->\n\n";

/** All pages: file name → content, the index included. */
export function rulePages(): Map<string, string> {
  const pages = CATALOG.map((rule) => [`${rule.code.toLowerCase()}.md`, HEAD + ruleMarkdown(rule)] as const);
  return new Map([...pages, ["README.md", HEAD + ruleIndexMarkdown()]]);
}
