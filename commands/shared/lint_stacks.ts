import { UsageError } from "../../lib/base/errors.ts";
import { isUnreadable } from "../../lib/checks/stack_problems.ts";
import { dotEnvNames, parseEnvFile } from "../../lib/stack/variables.ts";
import { type LoadResult, loadStack, type StackFile } from "../../lib/stack/index.ts";
import { LIMITS } from "../../lib/stack/guard.ts";
import { stackNameOf } from "../../lib/stack/stack_name.ts";
import { inline } from "../../lib/terminal/boundary.ts";
import type { Context } from "../../lib/cli/context.ts";
import { readStackFile } from "./stack_files.ts";

/** A file of variables is a page of text. */
const ENV_LIMIT = 1024 * 1024;

/** Files that make one stack, merged in this order. */
export interface StackJob {
  name: string;
  paths: string[];
}

/** Each path as a stack of its own, or all as one; named `name`, or after the first file. */
export function stackJobs(
  paths: readonly string[],
  options: { merged: boolean; name: string | undefined; cwd: string },
): StackJob[] {
  const sets = options.merged ? [[...paths]] : paths.map((path) => [path]);
  return sets.map((set) => ({ name: options.name ?? stackNameOf(set[0]!, options.cwd), paths: set }));
}

/** Looks variables up: the environment first, as docker compose does it, then the files, the last one first. */
export async function readVariables(
  ctx: Pick<Context, "env" | "files">,
  paths: readonly string[],
): Promise<(name: string) => string | undefined> {
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const path of paths) {
    const content = await ctx.files.readIfExists(path, ENV_LIMIT);
    if (content === undefined) {
      problems.push(`${inline(path)}: no such file`);
      continue;
    }
    const read = parseEnvFile(new TextDecoder().decode(content));
    for (const { line, why } of read.problems) problems.push(`${inline(path)}:${line}: ${inline(why)}`);
    for (const { name, value } of read.lines) if (value !== undefined) values.set(name, value);
  }
  if (problems.length > 0) throw new UsageError("--env-file cannot be read", { why: problems });
  return (name) => ctx.env.get(name) ?? values.get(name);
}

/** Reads and loads stacks, one at a time. */
export class StackReader {
  #ctx: Pick<Context, "files" | "io">;
  #variables: (name: string) => string | undefined;
  /** Names in the `.env` of each folder. */
  #dotEnv = new Map<string, string[]>();

  constructor(ctx: Pick<Context, "files" | "io">, variables: (name: string) => string | undefined) {
    this.#ctx = ctx;
    this.#variables = variables;
  }

  /** The files' bytes, or why some cannot be had, one line each. */
  async read(job: StackJob): Promise<{ files: StackFile[] } | { unreadable: string[] }> {
    const files: StackFile[] = [];
    const unreadable: string[] = [];
    for (const path of job.paths) {
      if (path === "-") {
        files.push({ name: "stdin", text: await this.#ctx.io.readStdin(LIMITS.bytes + 1) });
        continue;
      }
      const read = await readStackFile(path, this.#ctx.files);
      if ("why" in read) unreadable.push(`${inline(path)}:1:1: ${inline(read.why)}`);
      else files.push(read);
    }
    return unreadable.length > 0 ? { unreadable } : { files };
  }

  /** What deploy would make of the files, or why nothing can be made of them, with file:line:column. */
  async load(job: StackJob, files: readonly StackFile[]): Promise<LoadResult | { unreadable: string[] }> {
    const loaded = loadStack(files, {
      stack: job.name,
      env: this.#variables,
      dotEnv: await this.#dotEnvOf(job.paths[0]!),
    });
    const fatal = loaded.problems.filter(isUnreadable);
    if (fatal.length === 0) return loaded;
    return {
      unreadable: fatal.map(({ at, message }) =>
        `${inline(at.file)}:${at.line}:${at.column}: ${inline(message)}`
      ),
    };
  }

  /** docker compose reads `.env` beside the first file; deploy reads none, which a rule reports. */
  async #dotEnvOf(path: string): Promise<string[]> {
    const folder = path === "-"
      ? ""
      : path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
    const known = this.#dotEnv.get(folder);
    if (known !== undefined) return known;
    const content = await this.#ctx.files.readIfExists(`${folder}.env`, ENV_LIMIT).catch(() => undefined);
    const names = content === undefined ? [] : dotEnvNames(new TextDecoder().decode(content));
    this.#dotEnv.set(folder, names);
    return names;
  }
}
