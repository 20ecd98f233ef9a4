import type { Plan, Step } from "../plan/model.ts";

/** How far a step is, as words are made of it. */
export interface StepState {
  step: Step;
  state: "waiting" | "going" | "done";
  /** It was done before this run looked at it. */
  already: boolean;
  /** Tasks with the new networks, of those wanted; null until the first look. */
  tasks: { running: number; wanted: number } | null;
  /** docker's words for the state, or "". */
  words: string;
  /** Ticks (milliseconds) of start and end; 0 until then. */
  began: number;
  ended: number;
}

/** A step without restarts is a call or two: this many seconds of estimate. */
const CALL_SECONDS = 0.5;
/** No service rolls faster: one that was done so soon had rolled before, and says nothing about the pace. */
const LEAST_ROLL_MS = 1000;
/** A rolling step is not over before it is: the most that is counted for one under way. */
const MOST_OF_A_STEP = 0.9;

/**
 * What has been done of a plan and how long the rest will take. Time comes in as ticks in milliseconds; nothing is printed
 * here.
 */
export class PlanProgress {
  readonly plan: Plan;
  readonly states: StepState[];
  readonly #byId: Map<string, StepState>;
  readonly #parallel: number;
  #began: number | undefined;
  #pausedMs = 0;
  #pausedSince: number | undefined;

  constructor(plan: Plan, options: { parallel: number }) {
    this.plan = plan;
    this.#parallel = Math.max(1, options.parallel);
    this.states = plan.steps.map((step) => ({
      step,
      state: "waiting",
      already: false,
      tasks: null,
      words: "",
      began: 0,
      ended: 0,
    }));
    this.#byId = new Map(this.states.map((one) => [one.step.id, one]));
  }

  started(id: string, now: number): StepState | undefined {
    this.#began ??= now;
    return this.#set(id, { state: "going", began: now });
  }

  seen(id: string, tasks: { running: number; wanted: number }, words: string): StepState | undefined {
    return this.#set(id, { tasks, words });
  }

  done(id: string, how: "done" | "was done already", now: number): StepState | undefined {
    const was = this.#byId.get(id);
    const already = how === "was done already";
    const ended = { state: "done", already, ended: now, words: "" } as const;
    return this.#set(id, was?.state === "going" ? ended : { ...ended, began: now });
  }

  isDone(id: string): boolean {
    return this.#byId.get(id)?.state === "done";
  }

  /** Time in which a person is asked does not count. */
  pause(now: number): void {
    this.#pausedSince ??= now;
  }

  goOn(now: number): void {
    if (this.#pausedSince !== undefined) this.#pausedMs += now - this.#pausedSince;
    this.#pausedSince = undefined;
  }

  get doneSteps(): number {
    return this.states.filter((one) => one.state === "done").length;
  }

  /** Whether every step of a phase is done. */
  phaseDone(phase: number): boolean {
    return this.ofPhase(phase).every((one) => one.state === "done");
  }

  ofPhase(phase: number): StepState[] {
    return this.states.filter((one) => one.step.phase === phase);
  }

  /**
   * Seconds until the plan is through. As long as nothing was measured, the estimate of the services' update settings; then
   * the pace so far, which also knows how many roll side by side.
   */
  secondsLeft(now: number): number {
    let left = 0;
    let measured = 0;
    let measuredEnds = false;
    for (const one of this.states) {
      const weight = weightOf(one.step);
      if (one.state === "waiting") left += weight;
      else if (one.state === "done" && !one.already && !hadRolled(one)) {
        measured += weight;
        measuredEnds ||= one.step.restarts.tasks > 0;
      } else if (one.state === "going") {
        const share = shareOf(one);
        measured += weight * share;
        left += weight * (1 - share);
      }
    }
    if (!measuredEnds) return left / this.#parallel;
    return left * (this.#elapsed(now) / 1000) / measured;
  }

  #elapsed(now: number): number {
    const until = this.#pausedSince ?? now;
    return Math.max(0, until - (this.#began ?? until) - this.#pausedMs);
  }

  #set(id: string, parts: Partial<StepState>): StepState | undefined {
    const found = this.#byId.get(id);
    return found === undefined ? undefined : Object.assign(found, parts);
  }
}

function weightOf(step: Step): number {
  return Math.max(step.restarts.seconds, CALL_SECONDS);
}

function hadRolled({ step, began, ended }: StepState): boolean {
  return step.restarts.tasks > 0 && ended - began < LEAST_ROLL_MS;
}

function shareOf({ tasks }: StepState): number {
  if (tasks === null || tasks.wanted === 0) return 0;
  return Math.min(tasks.running / tasks.wanted, 1) * MOST_OF_A_STEP;
}
