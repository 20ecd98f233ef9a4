import { capture } from "../support/process.ts";
import { downloadedBase, stripped } from "./base.ts";
import { FALLBACK_PATH, PERMISSIONS } from "./permissions.ts";

/** Release targets: name in the release → deno's triple. */
export const TARGETS: Readonly<Record<string, string>> = {
  "linux-x64": "x86_64-unknown-linux-gnu",
  "linux-arm64": "aarch64-unknown-linux-gnu",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
  "windows-x64": "x86_64-pc-windows-msvc",
};

/** `deno compile` could not get the runtime that a binary is made of. */
export class NoRuntimeBase extends Error {}

/** What is compiled, and where to. */
export interface Compile {
  /** The entry chunk. */
  entry: string;
  /** The folder of the chunks; nothing outside of it is embedded. */
  folder: string;
  /** Another folder, for what is needed on the way. */
  work: string;
  output: string;
  /** Deno's triple; this machine's own unless told. */
  triple?: string | undefined;
}

/** What the executable was made of. */
export interface Compiled {
  /** Why the base still has its symbols; undefined where it has none, or is for another system than Linux. */
  unstripped?: string | undefined;
}

/**
 * Turns the chunks into one executable; on Linux of a base without symbols, made in `work`. `DENORT_BIN` (the runtime base to
 * use instead of downloading it) is honoured for this machine's own target only: it holds the code of one platform.
 */
export async function compile(one: Compile): Promise<Compiled> {
  const triple = one.triple ?? Deno.build.target;
  const given = triple === Deno.build.target ? Deno.env.get("DENORT_BIN") : undefined;
  if (!triple.includes("linux")) {
    await denoCompile(one, given);
    return {};
  }
  // Deno downloads a base only by compiling.
  if (given === undefined) await denoCompile(one, undefined);
  const base = given ?? await downloadedBase(triple, one.work);
  const made = base === undefined
    ? { why: "the base that deno downloaded was not found" }
    : await stripped(base, triple, one.work);
  if ("path" in made) await denoCompile(one, made.path);
  else if (given !== undefined) await denoCompile(one, given);
  return "path" in made ? {} : { unstripped: made.why };
}

async function denoCompile(
  { entry, folder, output, triple }: Compile,
  base: string | undefined,
): Promise<void> {
  const { DENORT_BIN: _, ...environment } = Deno.env.toObject();
  // Variables of this file are set at every start, unless the process has them.
  Deno.writeTextFileSync(`${folder}/.env`, `PATH=${FALLBACK_PATH}\n`);
  const args = [
    "compile",
    "--quiet",
    "--no-check",
    // The code cache would lie in the temporary folder under a predictable name, read back without asking who wrote it.
    "--no-code-cache",
    // Only the chunks: no configuration, lock file or package is embedded, each megabyte costs a millisecond at every start.
    "--no-config",
    "--no-lock",
    "--no-npm",
    "--no-remote",
    // Megabytes a generation of young objects may grow to (16 otherwise): a list of 50 000 tasks then peaks at 190 MB, not 260.
    "--v8-flags=--max-semi-space-size=8",
    ...PERMISSIONS.map((one) => one.flag),
    "--env-file=.env",
    ...(triple === undefined ? [] : ["--target", triple]),
    "--output",
    output,
    entry,
  ];
  const ran = await capture([Deno.execPath(), ...args], {
    cwd: folder,
    clearEnv: true,
    env: { ...environment, NO_COLOR: "1", ...(base === undefined ? {} : { DENORT_BIN: base }) },
  });
  if (ran.code === 0) return;
  const said = ran.stderr.split("\n\nStack backtrace:")[0]!.trim();
  if (/Setting up base binary/.test(said)) {
    throw new NoRuntimeBase(said.split("\n").at(-1)!.replace(/^\s*\d+: /, ""));
  }
  throw new Error(`deno compile ended with ${ran.code}: ${said}`);
}
