import { TaskLines } from "./lines.ts";
import type { Answer, Fact, NodeEnd, StartedHelper } from "./model.ts";
import type { Node, Task } from "../swarm/model.ts";
import { isLive } from "../swarm/task_state.ts";
import { inline } from "../terminal/boundary.ts";
import type { Clock } from "../base/clock.ts";
import { linkSignals } from "../base/link_signals.ts";
import { nodeFromRaw } from "../engine/collect_node.ts";
import { taskFromRaw } from "../engine/collect_task.ts";
import type { Engine, LogLine } from "../engine/engine.ts";
import { byText } from "../base/order.ts";

/** How long helpers are waited for, and who is told. */
export interface CollectOptions {
  /** Longest time until the script runs on a node, in seconds: pulling an image is part of it. */
  startSeconds: number;
  /** Enough has come from a node although its script goes on; then it counts as answered. */
  enough?: (facts: readonly Fact[], node: string) => boolean;
  /** Called when a node has come to its end, and after each look. */
  onProgress?: (progress: CollectProgress) => void;
}

/** How many nodes have answered so far. */
export interface CollectProgress {
  /** Nodes that nothing more is awaited from. */
  settled: number;
  nodes: number;
  /** Helpers that run. */
  running: number;
}

interface Parts {
  engine: Engine;
  clock: Clock;
  signal: AbortSignal;
  nonce: string;
  image: string;
}

const PAUSE_MS = 500;
/** Beyond its own limit a script may need a moment to start and its last lines to arrive, in seconds. */
const SLACK_SECONDS = 15;

/**
 * Follows the logs of a helper until every node has answered, cannot answer, or time is up. Gives one answer for each node, by
 * host name. Rejects with the signal's reason when asked to stop.
 */
export async function collectAnswers(
  parts: Parts,
  helper: StartedHelper,
  options: CollectOptions,
): Promise<Answer[]> {
  const { clock, signal } = parts;
  const collection = new Collection(parts, helper, options);
  using reading = linkSignals(signal);
  const readers = helper.ids.map((id) => collection.read(id, reading.signal));
  const start = clock.ticks();
  try {
    for (;;) {
      await collection.look();
      const spent = (clock.ticks() - start) / 1000;
      const late = spent > options.startSeconds + helper.limitSeconds + SLACK_SECONDS;
      if (collection.settled(spent > options.startSeconds) || late) break;
      await clock.sleep(PAUSE_MS, signal);
    }
  } finally {
    reading.abort();
    await Promise.all(readers);
  }
  return collection.answers();
}

class Collection {
  #parts: Parts;
  #helper: StartedHelper;
  #options: CollectOptions;
  #nodes: Node[] = [];
  #tasks = new Map<string, Task>();
  #lines = new Map<string, TaskLines>();

  constructor(parts: Parts, helper: StartedHelper, options: CollectOptions) {
    this.#parts = parts;
    this.#helper = helper;
    this.#options = options;
  }

  /** Asks the managers how nodes and tasks are. */
  async look(): Promise<void> {
    const { engine } = this.#parts;
    const [nodes, tasks] = await Promise.all([
      engine.nodes(),
      engine.tasks(taskFromRaw, { service: this.#helper.ids }),
    ]);
    this.#nodes = nodes.map(nodeFromRaw).filter((node) => this.#helper.nodes.includes(node.id));
    for (const task of tasks.sort((a, b) => a.created < b.created ? -1 : 1)) {
      if (task.node !== "") this.#tasks.set(task.node, task);
    }
  }

  /** Reads the service's logs until told to stop; a stream that breaks is opened again, from the beginning. */
  async read(id: string, signal: AbortSignal): Promise<void> {
    const { engine, clock } = this.#parts;
    while (!signal.aborted) {
      try {
        for await (const line of engine.logs("services", id, { follow: true, details: true, signal })) {
          this.#take(line);
        }
      } catch {
        // The engine reports nodes it cannot reach within the stream and ends it; the other nodes' lines are worth another try.
      }
      await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    }
  }

  #take({ stream, text, details }: LogLine): void {
    const node = details["com.docker.swarm.node.id"];
    if (node === undefined || stream !== "stdout") return;
    let lines = this.#lines.get(node);
    if (lines === undefined) this.#lines.set(node, lines = new TaskLines(this.#parts.nonce));
    lines.take(text, this.#parts.clock.now());
  }

  /** Whether nothing more is awaited; `startOver`: helpers that do not run by now are not waited for. */
  settled(startOver: boolean): boolean {
    const done = this.#nodes.filter((node) => this.#isDone(node, startOver));
    const running = [...this.#tasks.values()].filter((task) => task.state === "running").length;
    this.#options.onProgress?.({ settled: done.length, nodes: this.#nodes.length, running });
    return done.length === this.#nodes.length;
  }

  #isDone(node: Node, startOver: boolean): boolean {
    const task = this.#tasks.get(node.id);
    const lines = this.#lines.get(node.id);
    if (isSettled(node, task, lines) || this.#enough(node)) return true;
    return startOver && (task === undefined || (isLive(task) && task.state !== "running"));
  }

  #enough(node: Node): boolean {
    const facts = this.#lines.get(node.id)?.facts ?? [];
    return this.#options.enough?.(facts, node.id) ?? false;
  }

  answers(): Answer[] {
    const { capabilities } = this.#helper;
    return this.#nodes.map((node) => {
      const wanted = { capabilities, image: this.#parts.image };
      const answer = answerOf(node, this.#tasks.get(node.id), this.#lines.get(node.id), wanted);
      const enough = answer.end === "cut-off" && this.#enough(node);
      return enough ? { ...answer, end: "answered" as const, why: "" } : answer;
    }).sort((a, b) => byText(a.hostname, b.hostname));
  }
}

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
function lackingOf(effective: bigint, wanted: readonly string[]): string[] {
  return wanted.filter((name) => {
    const number = NUMBERS[name];
    return number !== undefined && (effective >> BigInt(number) & 1n) === 0n;
  });
}
