import { count } from "../base/listing.ts";
import { inline } from "../terminal/boundary.ts";
import { bold, dim, green } from "../terminal/style.ts";
import { displayWidth, padEnd } from "../terminal/width.ts";
import type { Action } from "../plan/model.ts";
import type { PlanProgress, StepState } from "./plan_progress.ts";

/** Lines for services at most; of larger phases those under way are shown, and the others are counted. */
const MOST_LINES = 12;
/** Lines at most on the whole: what is rewritten must fit on a terminal of 24 lines. */
const MOST_ON_SCREEN = 20;
/** Longest name before the columns. */
const NAME_CELLS = 28;

/** What an action does, in the imperative: "attach api to backend". */
export function actionText(action: Action): string {
  switch (action.kind) {
    case "create-network":
      return `create network ${inline(action.body.Name)}`;
    case "remove-network":
      return `remove network ${inline(action.network.name)}`;
    case "attach":
      return `attach ${inline(action.service.name)} to ${inline(action.network.name)}`;
    case "detach":
      return `detach ${inline(action.service.name)} from ${inline(action.network.name)}`;
    case "set-order":
      return `set the update order of ${inline(action.service.name)} to ${action.to ?? "its default"}`;
    case "set-ports":
      return action.to.length < action.from.length
        ? `take ports of ${inline(action.service.name)} off ingress`
        : `publish ports of ${inline(action.service.name)} again`;
    case "verify":
      return `verify ${services(action.services.length)} on ${inline(action.network.name)}`;
  }
}

/** What is rewritten on a terminal while a plan runs: the overall count, then each phase under way with a line per service. */
export function areaLines(progress: PlanProgress, now: number): string[] {
  const lines = [bold(overallText(progress, now))];
  for (const [phase, title] of progress.plan.phases.entries()) {
    const states = progress.ofPhase(phase);
    const begun = states.some((one) => one.state !== "waiting");
    if (begun && !progress.phaseDone(phase)) lines.push(inline(title), ...phaseLines(states));
  }
  return lines.slice(0, MOST_ON_SCREEN);
}

/** "overall progress: 4 out of 18 steps, about 3m20s left". */
export function overallText(progress: PlanProgress, now: number): string {
  const { length } = progress.states;
  const done = progress.doneSteps;
  const left = done === length ? "" : `, ${leftText(progress.secondsLeft(now))}`;
  return `overall progress: ${done} out of ${count(length, "step")}${left}`;
}

/** A finished phase on one line, which stays on the screen. */
export function phaseDoneText(progress: PlanProgress, phase: number): string {
  const states = progress.ofPhase(phase);
  const title = inline(progress.plan.phases[phase] ?? "");
  if (states.every((one) => one.already)) return `${green("done")}  ${title} ${dim("(was done already)")}`;
  const began = Math.min(...states.map((one) => one.began));
  const ended = Math.max(...states.map((one) => one.ended));
  return `${green("done")}  ${title} ${dim(`(${spanText((ended - began) / 1000)})`)}`;
}

/** One appended line of a log: "step 4 of 18: attach api to backend: done in 12s, about 3m20s left". */
export function stepLine(progress: PlanProgress, state: StepState, now: number): string {
  const at = progress.states.indexOf(state) + 1;
  const left = progress.doneSteps === progress.states.length
    ? ""
    : `, ${leftText(progress.secondsLeft(now))}`;
  return `step ${at} of ${progress.states.length}: ${actionText(state.step.action)}: ${
    stateText(state)
  }${left}`;
}

/** "about 3m20s left": no more exact than it can be. */
export function leftText(seconds: number): string {
  if (seconds < 5) return "a few seconds left";
  const grain = seconds < 60 ? 5 : seconds < 600 ? 10 : 60;
  return `about ${spanText(Math.round(seconds / grain) * grain)} left`;
}

/** Whole seconds as docker writes durations, without zeros at the end: "12s", "3m20s", "2h5m". */
export function spanText(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const parts = [[Math.floor(total / 3600), "h"], [Math.floor(total / 60) % 60, "m"], [
    total % 60,
    "s",
  ]] as const;
  return parts.map(([count, unit]) => count === 0 ? "" : `${count}${unit}`).join("") || "0s";
}

function phaseLines(states: readonly StepState[]): string[] {
  const shown = states.length <= MOST_LINES
    ? states
    : states.filter((one) => one.state === "going").slice(0, MOST_LINES);
  const names = shown.map((one) => cut(subjectOf(one.step.action)));
  const width = Math.max(0, ...names.map(displayWidth));
  const lines = shown.map((one, at) => `  ${padEnd(names[at]!, width)}  ${styled(one)}`);
  if (shown.length < states.length) {
    const done = states.filter((one) => one.state === "done").length;
    const waiting = states.filter((one) => one.state === "waiting").length;
    lines.push(dim(`  ${done} done, ${waiting} waiting`));
  }
  return lines;
}

function cut(name: string): string {
  return name.length > NAME_CELLS ? `${name.slice(0, NAME_CELLS - 1)}…` : name;
}

function subjectOf(action: Action): string {
  switch (action.kind) {
    case "create-network":
      return inline(action.body.Name);
    case "remove-network":
      return inline(action.network.name);
    case "verify":
      return "check";
    default:
      return inline(action.service.name);
  }
}

function styled(state: StepState): string {
  const text = stateText(state);
  if (state.state === "done") return green(text);
  return state.state === "waiting" ? dim(text) : text;
}

function stateText(state: StepState): string {
  if (state.state === "waiting") return "waiting";
  if (state.state === "done") {
    return state.already ? "was done already" : `done in ${spanText((state.ended - state.began) / 1000)}`;
  }
  const { tasks } = state;
  const done = tasks === null || tasks.wanted === 0
    ? ""
    : `${tasks.running} out of ${
      count(tasks.wanted, state.step.action.kind === "verify" ? "service" : "task")
    }`;
  return [done, inline(state.words)].filter((part) => part !== "").join(", ") || "started";
}

function services(number: number): string {
  return count(number, "service");
}
