import { CATALOG } from "../../checks/all_texts.ts";
import { FAMILIES, familyOf, RESERVED } from "../../checks/catalog.ts";
import type { RuleExample } from "../../checks/rule.ts";
import type { RuleText } from "../../checks/rule_text.ts";
import { exampleBlocks } from "./example_blocks.ts";
import { sentence, suppressionText } from "./rule_text.ts";

const SCOPE = {
  live: "live swarms and snapshots (`audit`)",
  stack: "stack files (`lint`)",
  nodes: "what helpers find on the nodes (`probe`)",
  change: "what a command is about to change (`create`, `attach`, `encrypt`, …)",
} as const;

/** The page of one rule. */
export function ruleMarkdown(rule: RuleText): string {
  const parts = [
    `# ${rule.code} ${rule.name}`,
    prose(sentence(rule.what)),
    [
      "| level | confidence | judges | family | since | CIS Docker Benchmark |",
      "|---|---|---|---|---|---|",
      `| ${rule.level} | ${rule.confidence} | ${rule.scope.map((scope) => SCOPE[scope]).join(", ")} | ` +
      `${familyOf(rule.code)} | ${rule.since} | ${rule.cis ?? ""} |`,
    ].join("\n"),
    `## Why it matters\n\n${prose(rule.why)}`,
    `## What to do\n\n${prose(sentence(rule.fix))}`,
    ...(rule.falsePositives === undefined
      ? []
      : [`## When it may be wrong or wanted\n\n${prose(sentence(rule.falsePositives))}`]),
    ...examples("Found", rule.bad),
    ...examples("Not found", rule.good),
    `## To suppress it\n\n${prose(suppressionText(rule))}`,
    `## Sources\n\n${
      rule.reference.map((line) => `- ${/^https?:/.test(line) ? line : prose(line)}`).join("\n")
    }`,
  ];
  return parts.join("\n\n") + "\n";
}

function examples(title: string, list: readonly RuleExample[]): string[] {
  if (list.length === 0) return [];
  const shown = list.map((example) =>
    [
      `${prose(example.title)}:`,
      ...exampleBlocks(example).map(({ label, language, text }) =>
        `${prose(label)}\n\n${fence(text)}${language}\n${text}\n${fence(text)}`
      ),
    ].join("\n\n")
  );
  return [`## ${title}\n\n${shown.join("\n\n")}`];
}

/** Longer than any run of backticks inside. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(longest + 1);
}

/** Text whose angle brackets and pipes are no markup. */
function prose(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "\\|");
}

/** The table of all rules, by family. */
export function ruleIndexMarkdown(): string {
  const tables = Object.entries(FAMILIES).map(([prefix, family]) => {
    const rules = CATALOG.filter(({ code }) => code.startsWith(prefix));
    const rows = rules.map((rule) =>
      `| [${rule.code}](${rule.code.toLowerCase()}.md) | ${rule.name} | ${rule.level} | ` +
      `${rule.scope.join(", ")} | ${rule.cis ?? ""} | ${prose(rule.what)} |`
    );
    const reserved = RESERVED.filter(({ code }) => code.startsWith(prefix));
    const kept = reserved.length === 0
      ? []
      : [`Reserved for checks from the nodes themselves: ${
        reserved.map(({ code, name }) => `${code} ${name}`).join(", ")
      }.`];
    const table = rows.length === 0 ? [] : [
      ["| code | name | level | judges | CIS | what it finds |", "|---|---|---|---|---|---|", ...rows].join(
        "\n",
      ),
    ];
    return [`## ${prefix} ${family}`, ...table, ...kept].join("\n\n");
  });
  return [
    "# Rules",
    `${CATALOG.length} rules judge a swarm (\`docker swarmnet audit\`) and stack files (\`docker swarmnet lint\`). ` +
    "Codes and names never change and are never reused. `docker swarmnet explain CODE` shows a page without a network.",
    ...tables,
  ].join("\n\n") + "\n";
}
