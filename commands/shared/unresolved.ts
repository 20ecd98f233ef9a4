import { EXIT, Quiet } from "../../lib/base/errors.ts";
import type { Context } from "../../lib/cli/context.ts";
import type { Unresolved } from "../../lib/plan/targets.ts";
import { bold } from "../../lib/terminal/style.ts";

/** Prints what the words of the command line do not stand for. Throws `Quiet` (exit 125) when there is anything. */
export function refuseUnresolved(
  io: Pick<Context["io"], "err" | "advise">,
  problems: readonly Unresolved[],
): void {
  for (const { what, why, fix } of problems) {
    io.err(`${what}\n  ${bold("Why:")} ${why}\n  ${bold("Fix:")} ${io.advise(fix)}\n`);
  }
  if (problems.length > 0) throw new Quiet(EXIT.usage);
}
