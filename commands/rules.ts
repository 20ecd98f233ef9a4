import { EXIT } from "../lib/base/errors.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { formatList } from "../lib/view/template/docker_format.ts";
import { filterChoices, filtered, readFilters } from "../lib/view/lists/filters.ts";
import { RULE_FILTERS, RULE_LISTING } from "../lib/view/lists/rule_list.ts";
import { CATALOG } from "../lib/checks/all_texts.ts";

/** `docker swarmnet rules`: everything that audit, lint and commands that change the swarm can find. */
export const rules = defineCommand({
  name: "rules",
  operands: "",
  args: { min: 0 },
  summary: "List the rules of audit, lint and changes",
  description:
    "Levels are those the rules come with; 'config show' shows what the configuration makes of them. Filters are code and name (globs), level, " +
    "confidence, scope (live, stack, nodes, change), family (encryption, SN01), tag (cis, deep, policy, against) and cis (an item, such as 7.3). " +
    "Needs neither an engine nor a network.",
  examples: [
    { text: "All rules", command: "docker swarmnet rules" },
    { text: "What lint refuses", command: "docker swarmnet rules -f scope=stack -f level=error" },
    { text: "What is checked before a change", command: "docker swarmnet rules -f scope=change" },
    {
      text: "Codes and sentences, for a script",
      command: "docker swarmnet rules --format '{{.Code}} {{.What}}'",
    },
  ],
  flags: {
    filter: {
      kind: "filter",
      short: "f",
      text: 'Provide filter values (e.g. "family=encryption")',
      choices: filterChoices(RULE_FILTERS),
    },
    format: {
      kind: "string",
      text: "Format output using a custom template: 'table', 'table TEMPLATE', 'json' or 'TEMPLATE'",
    },
    quiet: { kind: "bool", short: "q", text: "Only display codes" },
  },
  needs: "nothing",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage],

  parse: (values) => ({ ...values, filters: readFilters(values.filter, RULE_FILTERS) }),

  run(ctx, { format, quiet, filters }) {
    const shown = filtered(CATALOG, filters, RULE_FILTERS);
    ctx.io.out(formatList(RULE_LISTING, shown, { format, quiet }));
    return Promise.resolve();
  },
});
