import { EXIT, Failure, UsageError } from "../lib/base/errors.ts";
import { VERSION } from "../lib/base/version.ts";
import { NEWEST_API, OLDEST_API } from "../lib/engine/api_version.ts";
import { callTimeoutFlag, defineCommand } from "../lib/cli/command.ts";
import type { Context } from "../lib/cli/context.ts";

/** `docker swarmnet version`. */
export const version = defineCommand({
  name: "version",
  operands: "",
  args: { min: 0 },
  summary: "Show the version of the plugin",
  description:
    "With --format also what it was built on, the Engine API versions it speaks, and the engine, where one answers.",
  examples: [
    { text: "Show the version", command: "docker swarmnet version" },
    { text: "Everything for a bug report", command: "docker swarmnet version --format json" },
    { text: "Licences of what is in the binary", command: "docker swarmnet version --licenses" },
    { text: "One field", command: "docker swarmnet version --format '{{.Client.Deno}}'" },
  ],
  flags: {
    format: {
      kind: "string",
      short: "f",
      text: "Format output using a custom template: 'json' or 'TEMPLATE'",
    },
    licenses: { kind: "bool", text: "Show the licences of the program and of what it contains" },
    short: { kind: "bool", text: "Show only the version number" },
    timeout: callTimeoutFlag,
  },
  needs: "nothing",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],

  parse(values) {
    const given = ["short", "format", "licenses"].filter((flag) => values.changed.has(flag));
    if (given.length > 1) {
      const flags = given.map((flag) => `--${flag}`).join(" and ");
      throw new UsageError(`${flags} contradict each other`, { next: "Give one of them" });
    }
    return values;
  },

  async run(ctx, { short, format, licenses }) {
    if (licenses) return ctx.io.out(await licensesText());
    if (short) return ctx.io.out(`${VERSION}\n`);
    if (format === undefined) return ctx.io.out(`Docker Swarmnet version ${VERSION}\n`);
    const client = {
      Version: VERSION,
      Deno: Deno.version.deno,
      Os: Deno.build.os,
      Arch: Deno.build.arch,
      MinAPIVersion: OLDEST_API,
      MaxAPIVersion: NEWEST_API,
    };
    const { formatVersion } = await import("../lib/view/template/inspect_format.ts");
    ctx.io.out(formatVersion(format, { Client: client, Engine: await engineFacts(ctx) }));
  },
});

/** The licence of this program, then of each component. Loaded late: the texts are longer than the rest of this command. */
async function licensesText(): Promise<string> {
  const { NOTICES } = await import("../lib/cli/notices.gen.ts");
  const { deno, v8 }: Record<string, string> = Deno.version;
  const parts = NOTICES.map(({ name, version, license, text }) => {
    const shown = version || (name === "deno" ? deno : v8);
    return `${"=".repeat(72)}\n${name} ${shown} (${license})\n\n${text}\n`;
  });
  return [
    `docker-swarmnet ${VERSION} (Apache-2.0): https://www.apache.org/licenses/LICENSE-2.0\nIt contains:\n`,
    ...parts,
  ].join("\n");
}

/** The engine's version; null where none answers, which is no error here. */
async function engineFacts(ctx: Context): Promise<Record<string, string> | null> {
  try {
    const engine = await ctx.engine();
    const { Version } = await engine.version();
    return {
      Version: typeof Version === "string" ? Version : "",
      APIVersion: engine.apiVersion,
      Host: engine.host,
    };
  } catch (error) {
    if (!(error instanceof Failure) || ctx.signal.aborted) throw error;
    return null;
  }
}
