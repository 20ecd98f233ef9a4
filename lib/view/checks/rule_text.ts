import { familyOf } from "../../checks/catalog.ts";
import type { RuleExample } from "../../checks/rule.ts";
import type { RuleText } from "../../checks/rule_text.ts";
import { bold, dim, red, yellow } from "../../terminal/style.ts";
import { wrap } from "../common/table.ts";
import { exampleBlocks } from "./example_blocks.ts";

/** Columns that running text takes at most: longer lines are hard to read. */
const WIDEST = 100;

const LEVEL = { error: red, warning: yellow, info: (text: string) => text } as const;
const SCOPE = {
  live: "live swarms and snapshots",
  stack: "stack files",
  nodes: "what helpers find on the nodes",
  change: "changes before they are made",
} as const;

/** `explain CODE` for a terminal. */
export function ruleText(rule: RuleText, width: number): string {
  const columns = Math.min(width, WIDEST);
  const prose = (text: string) => wrap(text, columns - 2).map((line) => `  ${line}`).join("\n");
  const facts = [
    `${LEVEL[rule.level](rule.level)}, ${rule.confidence} confidence`,
    `judges ${rule.scope.map((scope) => SCOPE[scope]).join(" and ")}`,
    `family ${familyOf(rule.code)}`,
    `since ${rule.since}`,
    ...(rule.cis === undefined ? [] : [`CIS ${rule.cis}`]),
  ];
  const parts = [
    `${bold(`${rule.code} ${rule.name}`)}\n${prose(sentence(rule.what))}\n${dim(prose(facts.join("; ")))}`,
    section("Why it matters", prose(rule.why)),
    section("What to do", prose(sentence(rule.fix))),
    ...(rule.falsePositives === undefined
      ? []
      : [section("When it may be wrong or wanted", prose(sentence(rule.falsePositives)))]),
    ...examples("Found", rule.bad),
    ...examples("Not found", rule.good),
    section("To suppress it", prose(suppressionText(rule))),
    section("Sources", rule.reference.map((line) => prose(line)).join("\n")),
  ];
  return parts.join("\n\n") + "\n";
}

/** With a final stop. */
export function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

function section(title: string, text: string): string {
  return `${bold(title)}\n${text}`;
}

function examples(title: string, list: readonly RuleExample[]): string[] {
  if (list.length === 0) return [];
  const shown = list.map((example) =>
    [
      `  ${example.title}:`,
      ...exampleBlocks(example).map(({ label, text }) =>
        `${dim(`    ${label}`)}\n${text.split("\n").map((line) => `      ${line}`).join("\n")}`
      ),
    ].join("\n")
  );
  return [section(title, shown.join("\n\n"))];
}

/** How a finding of this rule is silenced, by what the rule judges. */
export function suppressionText({ code, scope, refusedByEngine }: RuleText): string {
  if (refusedByEngine && scope.every((one) => one === "change")) {
    return "Nothing suppresses what the engine refuses, or accepts and never carries out.";
  }
  const ways = [
    ...(scope.includes("stack") ? [`in a stack file the comment "# swarmnet:ignore ${code} REASON"`] : []),
    ...(scope.some((one) => one !== "nodes")
      ? [`on a network or service the label swarmnet.ignore.${code}=REASON`]
      : []),
    "an entry of ignore in .swarmnet.yaml",
    `for one run --ignore ${code}`,
  ];
  const binding = refusedByEngine ? " In a change nothing suppresses what the engine refuses." : "";
  return `${ways.join("; ")}.${binding}`.replace(/^./, (first) => first.toUpperCase());
}
