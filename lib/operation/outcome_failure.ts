import { Failure } from "../base/errors.ts";
import { inline } from "../terminal/boundary.ts";
import type { Outcome } from "./convergence.ts";
import type { Progress } from "./convergence_judge.ts";

/** Words for the failure of one service. */
export interface OutcomeTexts {
  name: string;
  /** What the change does, such as "attached to web". */
  done: string;
  /** The command that takes it back. */
  back: string;
  timeoutText: string;
}

/** The failure that an outcome means, with the failing task's own words; undefined for success and interruption. */
export function outcomeFailure(outcome: Outcome, texts: OutcomeTexts): Failure | undefined {
  if (outcome.kind === "converged" || outcome.kind === "interrupted") return undefined;
  const name = inline(texts.name);
  const tasks = `docker service ps --no-trunc ${name}`;
  const taskError = outcome.taskError === "" ? undefined : `A new task failed: ${inline(outcome.taskError)}`;
  if (outcome.kind === "timeout") {
    return new Failure(`${name} has not converged within ${texts.timeoutText}`, {
      why: taskError ?? missing(outcome.progress),
      next: [`The update continues in background: ${tasks}`, `Undo it: ${texts.back}`],
    });
  }
  const why = taskError ?? (outcome.message === "" ? undefined : inline(outcome.message));
  switch (outcome.state) {
    case "paused":
      return new Failure(`The update of ${name} was paused: some of its tasks are not ${texts.done}`, {
        why,
        next: [
          tasks,
          `When the cause is gone: docker service update --force ${name}`,
          `Undo it: ${texts.back}`,
        ],
      });
    case "rollback_completed":
      return new Failure(`The update of ${name} was rolled back: it is not ${texts.done}`, {
        why,
        next: [tasks, `docker service logs ${name}`],
      });
    case "rollback_paused":
      return new Failure(
        `The update of ${name} failed, and so did its rollback: tasks of both kinds may run`,
        {
          why,
          next: [tasks, `docker service update --force ${name}`],
        },
      );
    case "superseded":
      return new Failure(`Another client changed the networks of ${name} meanwhile`, {
        why: `By its spec it is no longer ${texts.done}`,
        next: `docker swarmnet service inspect ${name}`,
      });
    case "removed":
      return new Failure(`${name} was removed while its update ran`);
  }
}

function missing(progress: Progress | null): string | undefined {
  if (progress === null) return undefined;
  const states = new Map<string, number>();
  for (const { task } of progress.slots) {
    const state = task?.state ?? "missing";
    if (state !== "running") states.set(state, (states.get(state) ?? 0) + 1);
  }
  const parts = [...states].map(([state, number]) => `${number} ${inline(state)}`).join(", ");
  return `${progress.running} of ${progress.wanted} tasks run with the new networks${
    parts === "" ? "" : ` (${parts})`
  }`;
}
