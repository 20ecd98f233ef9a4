import { configDir, joinPath } from "../plugin/config_dir.ts";
import type { Context } from "../plugin/context.ts";
import { accountHome } from "../plugin/home.ts";
import { OPERATIONS_FOLDER } from "../plugin/operation_names.ts";
import { diskJournal } from "./apply/disk_journal.ts";
import type { ExecutorObserver, ExecutorParts } from "./apply/model.ts";
import { whoAmI } from "./who.ts";

/** What the executor works with in a real call: the engine, this machine's journal beside docker's config.json, and the observer. */
export async function executorParts(ctx: Context, observer: ExecutorObserver = {}): Promise<ExecutorParts> {
  const place = { env: ctx.env, windows: Deno.build.os === "windows", home: accountHome };
  return {
    engine: await ctx.engine(),
    clock: ctx.clock,
    random: ctx.random,
    signal: ctx.signal,
    hold: ctx.hold,
    journal: diskJournal(joinPath(configDir(ctx.globals, place), ...OPERATIONS_FOLDER)),
    who: await whoAmI(ctx),
    observer,
  };
}
