/** A program of ours inside the User-Mode Linux guest, and what it reports. */
import assert from "node:assert/strict";
import { whyNot } from "../../scripts/lab/lab.ts";
import { needsWholeState, runGuest } from "../../scripts/lab/uml.ts";
import { which } from "../../scripts/support/process.ts";
import { ROOT } from "../../scripts/support/project.ts";

export interface GuestProgram {
  /** Module of the checkout that is run with the report's path as its first argument. */
  module: string;
  args?: string[];
  /** Debian suite whose engine runs; sid unless told. */
  engine?: string;
  nodes?: number;
  timeoutMs: number;
}

/** Why no guest with these tools can be booted here; undefined where one can. */
export async function whyNoGuest(tools: readonly string[], engine = "sid"): Promise<string | undefined> {
  const reason = await whyNot(engine);
  if (reason !== undefined) return reason;
  if (Deno.build.arch !== "x86_64") return "User-Mode Linux is for x86_64";
  const compiler = needsWholeState() ? ["cc"] : [];
  const missing = [...tools, ...compiler, "modprobe", "xtables-legacy-multi"].filter((name) =>
    which(name) === undefined
  );
  return missing.length === 0 ? undefined : `the guest needs ${missing.join(", ")} on the PATH`;
}

/** Boots the guest, runs the program in it and gives what it wrote to its report. */
export async function reportFromGuest<T>(
  { module, args = [], engine = "sid", nodes = 2, timeoutMs }: GuestProgram,
): Promise<T> {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-guest-" });
  try {
    const env = { TMPDIR: "/run/lab", SWARMNET_BINARY: Deno.env.get("SWARMNET_BINARY") ?? "" };
    const lines = Object.entries(env).map(([name, value]) => `export ${name}='${value}'`);
    const program = `run -A --no-check --config ${ROOT}/deno.json ${ROOT}/${module}`;
    lines.push(`exec '${Deno.execPath()}' ${program} ${folder}/report.json ${args.join(" ")}`);
    Deno.writeTextFileSync(`${folder}/script`, lines.join("\n") + "\n");
    const code = await runGuest({ script: `${folder}/script`, nodes, engine, memory: "6G", timeoutMs });
    assert.equal(code, 0, "the program in the guest failed");
    return JSON.parse(Deno.readTextFileSync(`${folder}/report.json`));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
