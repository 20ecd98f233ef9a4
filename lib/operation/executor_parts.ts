import { operationsFolder } from "../base/files.ts";
import type { Runtime } from "../engine/runtime.ts";
import { diskJournal } from "./disk_journal.ts";
import type { ExecutorObserver, ExecutorParts } from "./model.ts";

/** What the executor works with in a real call: the engine, this machine's journal beside docker's config.json, and the observer. */
export async function executorParts(ctx: Runtime, observer: ExecutorObserver = {}): Promise<ExecutorParts> {
  return {
    engine: await ctx.engine(),
    clock: ctx.clock,
    random: ctx.random,
    signal: ctx.signal,
    hold: ctx.hold,
    journal: diskJournal(operationsFolder(ctx.configFolder)),
    who: await operatorName(ctx),
    observer,
  };
}

/** More than any host name takes. */
const LIMIT = 1024;

/** The operator as user@host, for other operators to contact; "unknown" where the environment does not tell. */
export async function operatorName({ env, files }: Pick<Runtime, "env" | "files">): Promise<string> {
  const user = first([env.get("USER"), env.get("LOGNAME"), env.get("USERNAME")]);
  const host = first([env.get("HOSTNAME"), env.get("COMPUTERNAME"), await fileName(files)]);
  if (user === "" && host === "") return "unknown";
  return host === "" ? user : `${user || "unknown"}@${host}`;
}

/** Shells seldom export HOSTNAME; Linux has it in a file. */
async function fileName(files: Runtime["files"]): Promise<string> {
  try {
    const content = await files.readIfExists("/etc/hostname", LIMIT);
    return content === undefined ? "" : new TextDecoder().decode(content).trim();
  } catch {
    // Without a host name the operation goes ahead.
    return "";
  }
}

function first(texts: readonly (string | undefined)[]): string {
  return texts.find((text) => text !== undefined && text !== "") ?? "";
}
