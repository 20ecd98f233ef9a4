import { EXIT, UsageError } from "../lib/base/errors.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { ruleJson } from "../lib/view/checks/rule_json.ts";
import { ruleMarkdown } from "../lib/view/checks/rule_markdown.ts";
import { ruleText } from "../lib/view/checks/rule_text.ts";
import { textsOf } from "../lib/checks/all_texts.ts";
import { nearestRule, RESERVED } from "../lib/checks/catalog.ts";
import type { RuleText } from "../lib/checks/rule_text.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** `docker swarmnet explain`: what a rule looks for, why, and what to do. */
export const explain = defineCommand({
  name: "explain",
  operands: "RULE",
  args: { min: 1 },
  summary: "Explain a rule: what it finds, why it matters, what to do",
  description:
    "RULE is a code such as SN0101 or a name such as overlay-unencrypted, as reports show them. Needs neither an engine nor a network.",
  examples: [
    { text: "Why does an unencrypted overlay matter?", command: "docker swarmnet explain SN0101" },
    {
      text: "The same for a wiki page",
      command: "docker swarmnet explain --format markdown overlay-unencrypted",
    },
  ],
  flags: {
    format: {
      kind: "string",
      text: "Format of the explanation",
      default: "text",
      choices: ["text", "markdown", "json"],
      strict: true,
    },
  },
  needs: "nothing",
  changes: "nothing",
  exits: [EXIT.done, EXIT.usage],
  operandCompletes: ["rule"],

  parse: ({ format }, [word = ""]) => ({ format, rule: wanted(word) }),

  run(ctx, { format, rule }) {
    if (format === "json") ctx.io.out(ruleJson(rule));
    else ctx.io.out(format === "markdown" ? ruleMarkdown(rule) : ruleText(rule, ctx.io.width));
    return Promise.resolve();
  },
});

function wanted(word: string): RuleText {
  const rule = textsOf(word);
  if (rule !== undefined) return rule;
  const reserved = RESERVED.find(({ code, name }) => code === word.toUpperCase() || name === word);
  if (reserved !== undefined) {
    throw new UsageError(`${reserved.code} ${reserved.name} is no rule yet`, {
      why: "The code is kept for a check that needs a look from the nodes themselves",
      next: "docker swarmnet rules",
    });
  }
  const near = nearestRule(word);
  throw new UsageError(`No rule is called ${inline(JSON.stringify(word))}`, {
    next: near === undefined
      ? "docker swarmnet rules lists them all"
      : `Did you mean: docker swarmnet explain ${near}`,
  });
}
