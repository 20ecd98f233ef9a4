import { EXIT } from "../lib/base/errors.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { examine } from "../lib/docker/doctor/examine.ts";
import { doctorJson, doctorText } from "../lib/view/reports/doctor.ts";

/** `docker swarmnet doctor`: is the plugin itself well installed. */
export const doctor = defineCommand({
  name: "doctor",
  operands: "",
  args: { min: 0 },
  summary: "Check the installation of the plugin itself",
  description:
    "Looks at the docker CLI and whether it accepts the plugin, at every copy of the plugin, at docker's configuration, and at who can change them or a folder above them, " +
    "at contexts that do not verify their engine, at hints, and at the engine. Exit code 3 when something needs repair.",
  examples: [
    { text: "Is everything in order?", command: "docker swarmnet doctor" },
    { text: "The same for a script", command: "docker swarmnet doctor --format json" },
  ],
  flags: {
    format: {
      kind: "string",
      text: "Format of the report",
      default: "text",
      choices: ["text", "json"],
      strict: true,
    },
  },
  needs: "nothing",
  changes: "nothing",
  exits: [EXIT.done, EXIT.no, EXIT.usage, EXIT.interrupted],
  parse: ({ format }) => ({ json: format === "json" }),
  async run(ctx, { json }) {
    const findings = (await examine(ctx)).map((one) =>
      one.next === undefined ? one : { ...one, next: ctx.io.advise(one.next) }
    );
    // Paths are looked for in it by scripts too: only a terminal gets them broken.
    const width = ctx.io.stdout.terminal ? ctx.io.width : Infinity;
    ctx.io.out(json ? doctorJson(findings) : doctorText(findings, width));
    return findings.some((finding) => finding.level === "problem") ? EXIT.no : EXIT.done;
  },
});
