import type { TaskLines } from "./lines.ts";
import type { Answer, NodeEnd } from "./model.ts";
import type { Node, Task } from "../swarm/model.ts";
import { isLive } from "../swarm/task_state.ts";
import { inline } from "../terminal/boundary.ts";

function isOver(task: Task): boolean {
  return !isLive(task);
}

/** The engine's own words are cut here, in characters. */
const LONGEST_ERROR = 300;

/** Whether nothing more can come from a node: its lines are here, it cannot take the task, or the task ended without them. */
export function isSettled(
  node: Node,
  task: Task | undefined,
  lines: TaskLines | undefined,
): boolean {
  if (lines?.over) return true;
  if (task === undefined) return unavailable(node) !== undefined;
  return isOver(task) && task.state !== "complete" || node.state === "down";
}

/** How it ended on one node. */
export function answerOf(
  node: Node,
  task: Task | undefined,
  lines: TaskLines | undefined,
  wanted: { capabilities: readonly string[]; image: string },
): Answer {
  const [end, why] = endOf(node, task, lines, wanted);
  return {
    node: node.id,
    hostname: node.hostname,
    end,
    why,
    facts: lines?.facts ?? [],
    strange: lines?.strange ?? 0,
  };
}

function endOf(
  node: Node,
  task: Task | undefined,
  lines: TaskLines | undefined,
  { capabilities, image }: { capabilities: readonly string[]; image: string },
): [NodeEnd, string] {
  const effective = lines?.capabilities;
  const lacking = effective === undefined ? [] : lackingOf(effective, capabilities);
  if (lacking.length > 0) {
    return [
      "lacking",
      `the helper runs without ${lacking.join(", ")} there (user namespaces or a rootless engine)`,
    ];
  }
  if (lines?.over) {
    return lines.incomplete === undefined ? ["answered", ""] : ["cut-off", lines.incomplete];
  }
  const away = unavailable(node);
  if (away !== undefined) return away;
  if (task === undefined) return ["timed-out", "the managers gave it no task"];
  return taskEnd(task, lines, image);
}

function taskEnd(task: Task, lines: TaskLines | undefined, image: string): [NodeEnd, string] {
  const said = inline(task.error || task.message).slice(0, LONGEST_ERROR);
  if (isOver(task) && task.state !== "complete") {
    // moby daemon/images and swarmkit's agent/exec: "No such image: NAME", "invalid mount config for type", "operation not permitted".
    if (/no such image/i.test(task.error)) {
      return [
        "no-image",
        `it has no image ${inline(image)} and could not get it: pull it there, or name another with --image`,
      ];
    }
    if (/invalid mount config|bind source path does not exist|not permitted|capabilit/i.test(task.error)) {
      return ["lacking", `the engine refused the helper's mounts or capabilities: ${said}`];
    }
    return ["refused", `the helper could not run: ${said}`];
  }
  if (lines !== undefined && lines.facts.length > 0) {
    return ["cut-off", lines.incomplete ?? "it did not finish in time"];
  }
  return [
    "timed-out",
    `the helper was still ${inline(task.state)} when time was up${said === "" ? "" : ` (${said})`}`,
  ];
}

function unavailable(node: Node): [NodeEnd, string] | undefined {
  if (node.os !== "linux") {
    return ["other-system", `it runs ${inline(node.os) || "an unknown system"}, not Linux`];
  }
  if (node.state !== "ready") return ["down", `the managers see it as ${node.state}`];
  if (node.availability === "drain") return ["drained", "it is drained, so no helper can run on it"];
  if (node.availability === "pause") return ["paused", "it is paused, so no helper can be started on it"];
  return undefined;
}

/** Numbers of the capabilities that helpers ask for (linux/capability.h). */
const NUMBERS: Readonly<Record<string, number>> = {
  CAP_NET_ADMIN: 12,
  CAP_NET_RAW: 13,
  CAP_SYS_ADMIN: 21,
};

/** Those of `wanted` that a set of effective capabilities (a bit mask) lacks; unknown names are left out. */
export function lackingOf(effective: bigint, wanted: readonly string[]): string[] {
  return wanted.filter((name) => {
    const number = NUMBERS[name];
    return number !== undefined && (effective >> BigInt(number) & 1n) === 0n;
  });
}
