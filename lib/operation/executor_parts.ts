import type { Runtime } from "../engine/runtime.ts";
import { operationsFolder } from "../base/files.ts";
import { diskJournal } from "./disk_journal.ts";
import type { ExecutorObserver, ExecutorParts } from "./model.ts";
import { whoAmI } from "./operator_name.ts";

/** What the executor works with in a real call: the engine, this machine's journal beside docker's config.json, and the observer. */
export async function executorParts(ctx: Runtime, observer: ExecutorObserver = {}): Promise<ExecutorParts> {
  return {
    engine: await ctx.engine(),
    clock: ctx.clock,
    random: ctx.random,
    signal: ctx.signal,
    hold: ctx.hold,
    journal: diskJournal(operationsFolder(ctx.configFolder)),
    who: await whoAmI(ctx),
    observer,
  };
}
