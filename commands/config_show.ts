import { EXIT } from "../lib/base/errors.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { readSettings, type Settings } from "../lib/config/settings.ts";
import { chooseToolImage } from "../lib/config/tool_image.ts";
import { configJson, configText, type ShownConfig } from "../lib/view/reports/config_text.ts";
import { ruleNamed } from "../lib/checks/catalog.ts";

/** `docker swarmnet config show`: what the configuration comes to. */
export const configShow = defineCommand({
  name: "config show",
  operands: "",
  args: { min: 0 },
  summary: "Show the configuration and where each value comes from",
  description:
    "Values come from the environment, then from .swarmnet.yaml in the current folder or one above it, then from swarmnet.yaml beside docker's config.json, then " +
    "from the defaults. A wrong key, rule or value is reported with file:line:column, and the exit code is 125. docs/schema/swarmnet.config.schema.json lets editors check " +
    "and complete the file.",
  examples: [
    { text: "Which settings apply here?", command: "docker swarmnet config show" },
    { text: "And where does each come from?", command: "docker swarmnet config show --origin" },
  ],
  flags: {
    format: {
      kind: "string",
      text: "Format of the report",
      default: "text",
      choices: ["text", "json"],
      strict: true,
    },
    origin: { kind: "bool", text: "Show for each value which file and line or variable it comes from" },
  },
  needs: "nothing",
  changes: "nothing",
  exits: [EXIT.done, EXIT.usage],

  parse: (values) => values,

  async run(ctx, { format, origin }) {
    const settings = await readSettings(ctx);
    chooseToolImage(ctx, settings, undefined);
    const config = shownConfig(settings);
    ctx.io.out(format === "json" ? configJson(config) : configText(config, { origin }));
  },
});

function shownConfig(
  { policies, rules, ignore, replaced: _replaced, projectImage: _image, ...values }: Settings,
): ShownConfig {
  const levels = [...rules].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    values,
    policies,
    rules: Object.fromEntries(
      levels.map((
        [code, { value, origin }],
      ) => [code, { value, origin, name: ruleNamed(code)?.name ?? "" }]),
    ),
    ignore: ignore.map(({ at, ...entry }) => ({ ...entry, origin: `${at.file}:${at.line}:${at.column}` })),
  };
}
