import { EXIT, Failure, UsageError } from "../lib/base/errors.ts";
import { VERSION } from "../lib/base/version.ts";
import { NEWEST_API, OLDEST_API } from "../lib/engine/api_version.ts";
import { defineCommand } from "../lib/cli/command.ts";
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
    { text: "One field", command: "docker swarmnet version --format '{{.Client.Deno}}'" },
  ],
  flags: {
    format: {
      kind: "string",
      short: "f",
      text: "Format output using a custom template: 'json' or 'TEMPLATE'",
    },
    short: { kind: "bool", text: "Show only the version number" },
  },
  needs: "nothing",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],

  parse(values) {
    if (values.short && values.format !== undefined) {
      throw new UsageError("--short and --format contradict each other", { next: "Give one of them" });
    }
    return values;
  },

  async run(ctx, { short, format }) {
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
