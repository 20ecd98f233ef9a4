import { configDir, joinPath } from "../docker/config_dir.ts";
import type { Context } from "../cli/context.ts";
import { accountHome } from "../cli/home.ts";
import { OPERATIONS_FOLDER } from "../cli/operation_names.ts";
import { diskJournal } from "./disk_journal.ts";
import type { ExecutorObserver, ExecutorParts } from "./model.ts";
import { whoAmI } from "./operator_name.ts";

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
