import { inline } from "../terminal/boundary.ts";
import { dim, red } from "../terminal/style.ts";
import type { Progress, TaskView } from "./convergence_judge.ts";
import { UP_TO_RUNNING } from "../swarm/task_state.ts";

/** Services with more tasks show the sum only, as docker does. */
const MOST_LINES = 20;
/** docker/cli cuts task errors here. */
const ERROR_CELLS = 75;
const BAR_CELLS = 50;
/** Bars appear on terminals wider than this. */
const BAR_WIDTH = 110;

/** What is shown of a service while it converges: the lines of docker's own `service update`, for a width in columns. */
export function progressLines(progress: Progress, width: number): string[] {
  const { running, wanted, rollingBack } = progress;
  const lines: string[] = [];
  if (rollingBack && progress.service.status?.state === "rollback_started") {
    lines.push(`rollback: ${inline(progress.message)}`);
  }
  lines.push(
    `overall progress: ${rollingBack ? "rolling back update: " : ""}${running} out of ${wanted} ${
      wanted === 1 ? "task" : "tasks"
    }`,
  );
  if (progress.places.length <= MOST_LINES) {
    for (const { label, task } of progress.places) lines.push(`${label}: ${taskText(task, width)}`.trimEnd());
  }
  if (!rollingBack) lines.push(...verifyLines(progress));
  return lines;
}

function verifyLines(progress: Progress): string[] {
  if (progress.verifyMs === null) return progress.relapsed ? ["verify: Detected task failure"] : [];
  if (progress.verifyMs === 0) return [`verify: Service ${inline(progress.service.name)} converged`];
  const seconds = Math.ceil(progress.verifyMs / 1000);
  return [`verify: Waiting ${seconds} seconds to verify that tasks are stable...`];
}

function taskText(task: TaskView | undefined, width: number): string {
  if (task === undefined) return "";
  if (task.error !== "") return red(cut(inline(task.error)));
  const state = task.state.padEnd(9);
  const step = UP_TO_RUNNING.indexOf(task.state) + 1;
  return width > BAR_WIDTH && step > 0 ? `${state} ${dim(bar(step / UP_TO_RUNNING.length))}` : state;
}

function cut(text: string): string {
  const cells = [...text];
  return cells.length > ERROR_CELLS ? cells.slice(0, ERROR_CELLS - 1).join("") + "…" : text;
}

function bar(share: number): string {
  const done = Math.round(share * BAR_CELLS);
  if (done >= BAR_CELLS) return `[${"=".repeat(BAR_CELLS)}>]`;
  return `[${"=".repeat(done)}>${" ".repeat(BAR_CELLS - done)}]`;
}
