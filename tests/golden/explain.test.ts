import { explain } from "../../commands/explain.ts";
import { ruleJson } from "../../lib/view/checks/rule_json.ts";
import { ruleMarkdown } from "../../lib/view/checks/rule_markdown.ts";
import { ruleText } from "../../lib/view/checks/rule_text.ts";
import type { RuleText } from "../../lib/checks/rule_text.ts";
import { unstyled } from "../../lib/terminal/style.ts";
import { assertGolden } from "../support/golden.ts";
import { runOnSwarm } from "../support/run_command.ts";

/** A rule that has everything a rule can have. */
const RULE: RuleText = {
  code: "SN0199",
  name: "made-up-rule",
  level: "error",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live", "stack"],
  reads: ["networks", "gossip"],
  what: "A network <b> is | not what it seems",
  why:
    "Because frames of `overlay` networks & others cross the wire, and somebody who reads this at three in the morning needs whole sentences.",
  fix: "Change it",
  reference: ["https://example.org/<page>", "moby daemon/network.go: the <driver> decides"],
  falsePositives: "The wire is yours alone",
  cis: "7.3",
  bad: [
    {
      title: "Two files",
      stack: ["services: {a: {image: x}}\n", "networks: {n: {}}\n# ```\n"],
      env: { NAME: "" },
      policy: { mustEncrypt: ["shop_*"], forbiddenPorts: ["22"] },
    },
    {
      title: "On a swarm",
      stack: "services: {}\n",
      swarm: {
        networks: [{ name: "n", options: { encrypted: "false" } }],
        services: [{ name: "a", on: ["n"] }],
      },
    },
  ],
  good: [{ title: "A swarm", swarm: { cluster: { autoLockManagers: true } } }],
};

Deno.test("a rule explained as text, Markdown and JSON", () => {
  assertGolden(import.meta.url, "text-80", unstyled(ruleText(RULE, 80)));
  assertGolden(import.meta.url, "text-120", unstyled(ruleText(RULE, 120)));
  assertGolden(import.meta.url, "markdown", ruleMarkdown(RULE));
  assertGolden(import.meta.url, "json", ruleJson(RULE));
});

Deno.test("what explain says of words that are no rule", async () => {
  const texts = [];
  for (const word of ["overlay-unencrypte", "SN0899", "nothing-like-it", "a\u001bb"]) {
    const { exit, failure } = await runOnSwarm(explain, [word]);
    texts.push([`${exit} ${failure!.message}`, failure!.why ?? "", ...failure!.next].join("\n"));
  }
  assertGolden(import.meta.url, "unknown", texts.join("\n\n") + "\n");
});
