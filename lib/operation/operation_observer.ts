import type { Runtime } from "../engine/runtime.ts";
import { inline } from "../terminal/boundary.ts";
import type { ExecutorObserver, OperationHeader } from "./model.ts";
import type { Plan } from "../plan/model.ts";
import { noteScreen, screenOf } from "./operation_screen.ts";
import { PlanProgress } from "./plan_progress.ts";

/** What the user wants to see and to be asked while an operation runs. */
export interface ObserverOptions {
  /** Nothing but questions and notes. */
  quiet: boolean;
  /** Answers the question after a canary beforehand. */
  yes: boolean;
  parallel: number;
}

/** What an executor reports to, and how far it is. */
export interface OperationObserver extends Required<ExecutorObserver> {
  /** The operation, once it has begun. */
  readonly header: OperationHeader | undefined;
  readonly progress: PlanProgress | undefined;
  /** Leaves what is on the screen there. */
  end(): void;
}

/** Shows an operation being carried out: rewritten in place on a terminal, appended line by line elsewhere. */
export function operationObserver(
  ctx: Pick<Runtime, "io" | "clock" | "env" | "signal">,
  options: ObserverOptions,
): OperationObserver {
  let header: OperationHeader | undefined;
  let progress: PlanProgress | undefined;
  let screen = noteScreen(ctx);
  const now = () => ctx.clock.ticks();
  return {
    get header() {
      return header;
    },
    get progress() {
      return progress;
    },
    began(operation, done) {
      header = operation;
      progress = new PlanProgress(operation.plan, options);
      for (const id of done) progress.done(id, "was done already", now());
      screen = screenOf(ctx, progress, options.quiet);
    },
    stepStarted(id) {
      const step = progress?.started(id, now());
      screen.changed(step);
    },
    stepProgress(id, { running, wanted, words }) {
      const step = progress?.seen(id, { running, wanted }, words);
      screen.changed(step);
    },
    stepDone(id, how) {
      // What was done before this run was counted when it began.
      if (how === "was done already" && progress?.isDone(id)) return;
      const step = progress?.done(id, how, now());
      if (step !== undefined) screen.done(step);
    },
    async confirm(id) {
      if (options.yes) return true;
      progress?.pause(now());
      try {
        screen.end();
        return await ctx.io.confirm(canaryQuestion(header?.plan, id), ctx.signal);
      } catch (error) {
        // Ctrl-C at the question is a no: the executor stops where it is and journals it.
        if (ctx.signal.aborted) return false;
        throw error;
      } finally {
        progress?.goOn(now());
      }
    },
    note: (text) => screen.note(text),
    end: () => screen.end(),
  };
}

function canaryQuestion(plan: Plan | undefined, id: string): string {
  const action = plan?.steps.find((step) => step.id === id)?.action;
  const names = action?.kind === "verify" ? action.services.map((one) => inline(one.name)) : [];
  const who = names.length === 0 ? "The canary" : names.join(", ");
  const network = action?.kind === "verify" ? inline(action.network.name) : "the new network";
  return `${who} was verified on ${network}. Continue with the rest?`;
}
