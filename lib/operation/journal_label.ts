import { object, record, text } from "../engine/raw.ts";
import type { Plan } from "../plan/model.ts";
import { noProgress, type OperationProgress } from "./operation_progress.ts";

/** Longest reason that is kept in the swarm, in characters. */
const WHY_LIMIT = 500;

/** A progress as a label's value: step numbers as ranges, so that a thousand done steps are a few characters. */
export function encodeProgress(plan: Plan, progress: OperationProgress): string {
  const numbers = (ids: ReadonlySet<string>) =>
    ranges(plan.steps.flatMap((step, at) => (ids.has(step.id) ? [at + 1] : [])));
  return JSON.stringify({
    done: numbers(progress.done),
    pending: numbers(progress.pending),
    made: Object.fromEntries(progress.made),
    ...(progress.end === undefined
      ? {}
      : { end: progress.end.event, why: progress.end.why.slice(0, WHY_LIMIT) }),
  });
}

/** The opposite. A label that is empty or damaged says nothing. */
export function decodeProgress(plan: Plan, label: string): OperationProgress {
  const progress = noProgress();
  const parsed = object(parse(label));
  const ids = (value: unknown) =>
    numbersOf(text(value)).flatMap((number) => plan.steps[number - 1]?.id ?? []);
  for (const id of ids(parsed.done)) progress.done.add(id);
  for (const id of ids(parsed.pending)) progress.pending.add(id);
  for (const [step, id] of Object.entries(record(parsed.made))) progress.made.set(step, id);
  const end = endOf(parsed.end);
  if (end !== undefined) progress.end = { event: end, why: text(parsed.why) };
  return progress;
}

/** How many steps a label calls done, and how the operation ended, for those who do not have the plan. */
export function labelSummary(
  label: string,
): { done: number; pending: number; end: ReturnType<typeof endOf>; why: string } {
  const parsed = object(parse(label));
  const count = (value: unknown) => numbersOf(text(value)).length;
  return {
    done: count(parsed.done),
    pending: count(parsed.pending),
    end: endOf(parsed.end),
    why: text(parsed.why),
  };
}

function endOf(value: unknown): "stopped" | "failed" | "finished" | undefined {
  return value === "stopped" || value === "failed" || value === "finished" ? value : undefined;
}

function parse(label: string): unknown {
  try {
    return JSON.parse(label);
  } catch {
    return {};
  }
}

/** 1,2,3,5 → "1-3,5". */
function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < numbers.length;) {
    let last = at;
    while (numbers[last + 1] === numbers[last]! + 1) last++;
    parts.push(last === at ? `${numbers[at]}` : `${numbers[at]}-${numbers[last]}`);
    at = last + 1;
  }
  return parts.join(",");
}

/** More steps than any plan has; a forged label must not fill memory. */
const MOST_STEPS = 1_000_000;

function numbersOf(value: string): number[] {
  return value.split(",").flatMap((part) => {
    const found = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part);
    if (found === null) return [];
    const first = Number(found[1]);
    const last = Math.min(Number(found[2] ?? first), MOST_STEPS);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  });
}
