import type { Runtime } from "../engine/runtime.ts";
import type { ProgressArea } from "../terminal/io.ts";
import { BrokenPipe } from "../terminal/write_all.ts";
import { PlanProgress, type StepState } from "./plan_progress.ts";
import { areaLines, phaseDoneText, stepLine } from "./plan_progress_text.ts";
import { inline } from "../terminal/boundary.ts";
import type { ExecutorObserver, OperationHeader } from "./model.ts";
import type { Plan } from "../plan/model.ts";

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

/** In a log, a step under way is mentioned no more often than this. */
const LOG_EVERY_MS = 5000;

/** docker's word for the moment before a step is done. */
const CONVERGED = "converged";

/** Where an operation is shown; nothing here throws because nobody reads any more. */
export interface Screen {
  changed(step: StepState | undefined): void;
  done(step: StepState): void;
  note(text: string): void;
  end(): void;
}

type Parts = Pick<Runtime, "io" | "clock">;

const NOBODY: Screen = { changed: () => {}, done: () => {}, note: () => {}, end: () => {} };

/** Before it is known what there is to show: notes only. */
function noteScreen(ctx: Parts): Screen {
  return untilBroken(silent(ctx));
}

/** Rewritten in place on a terminal, appended line by line elsewhere, notes only where `quiet`. */
export function screenOf(ctx: Parts & Pick<Runtime, "env">, progress: PlanProgress, quiet: boolean): Screen {
  if (quiet) return noteScreen(ctx);
  const rewrites = ctx.io.stderr.terminal && ctx.env.get("TERM") !== "dumb";
  return untilBroken(rewrites ? inPlace(ctx, progress) : appended(ctx, progress));
}

/** When nobody reads any more, the change goes on all the same. */
function untilBroken(screen: Screen): Screen {
  let to = screen;
  const tell = (how: (screen: Screen) => void) => {
    try {
      how(to);
    } catch (error) {
      if (!(error instanceof BrokenPipe)) throw error;
      to = NOBODY;
    }
  };
  return {
    changed: (step) => tell((one) => one.changed(step)),
    done: (step) => tell((one) => one.done(step)),
    note: (text) => tell((one) => one.note(text)),
    end: () => tell((one) => one.end()),
  };
}

function silent({ io }: Parts): Screen {
  return { changed: () => {}, done: () => {}, note: (text) => io.err(`${text}\n`), end: () => {} };
}

function inPlace({ io, clock }: Parts, progress: PlanProgress): Screen {
  let area: ProgressArea | undefined;
  const show = () => (area ??= io.progress()).show(areaLines(progress, clock.ticks()));
  /** Lines that stay, where the area was; it goes on below. */
  const keep = (lines: string[]) => {
    (area ??= io.progress()).show(lines);
    area.done();
    area = undefined;
  };
  return {
    changed: (step) => step === undefined ? undefined : show(),
    done(step) {
      const { phase } = step.step;
      if (!progress.phaseDone(phase)) return show();
      keep([phaseDoneText(progress, phase)]);
      if (progress.doneSteps < progress.states.length) show();
    },
    note(text) {
      // Not in the area, which would cut it to the width.
      if (area !== undefined) keep([]);
      io.err(`${text}\n`);
    },
    end() {
      area?.done();
      area = undefined;
    },
  };
}

function appended({ io, clock }: Parts, progress: PlanProgress): Screen {
  /** By step: what was said last, and when. */
  const said = new Map<StepState, { text: string; at: number }>();
  const say = (step: StepState) => io.err(`${stepLine(progress, step, clock.ticks())}\n`);
  return {
    changed(step) {
      // Steps that are one call are mentioned when they are done, and the end of the others then, too.
      if (step === undefined || step.tasks === null || step.words === CONVERGED) return;
      const at = clock.ticks();
      const text = `${step.tasks.running}/${step.tasks.wanted} ${step.words}`;
      const last = said.get(step);
      if (last === undefined) said.set(step, { text: "", at: step.began });
      else if (last.text !== text && at - last.at >= LOG_EVERY_MS) {
        said.set(step, { text, at });
        say(step);
      }
    },
    done: say,
    note: (text) => io.err(`${text}\n`),
    end: () => {},
  };
}
