import { Failure } from "../base/errors.ts";
import { shellLine } from "../base/shell.ts";
import { ALL_TASKS } from "../engine/collect_task.ts";
import type { Raw } from "../engine/engine.ts";
import { isEngineError, isPassing } from "../engine/errors.ts";
import { object, objects, text } from "../engine/raw.ts";
import { isLive } from "../swarm/task_state.ts";
import { inline } from "../terminal/boundary.ts";
import { attachmentTo, type NetworkRef } from "../plan/attachments.ts";
import { pauseBeforeNext, RELEASE_MS } from "./retry.ts";
import { attachCommand, successorOf } from "./barrier.ts";
import { type ActionOf, checkStage, isSameNetwork, refOf, type Stage, stepFor } from "./stage.ts";

/**
 * Removes a network by its ID once nothing is on it; gone already is fine. Swarm itself does not wait for tasks that are
 * meant to end (swarmkit manager/controlapi/network.go), but the nodes they run on cannot make another network of the same
 * name before they have (moby daemon/network.go). Throws `Failure` that names who is still on it.
 */
export async function removeNetwork(stage: Stage, action: ActionOf<"remove-network">): Promise<void> {
  const { engine, parts, session, options } = stage;
  const network = refOf(stage, action.network);
  const start = parts.clock.ticks();
  for (let attempt = 1;; attempt++) {
    checkStage(stage);
    await leaveAgain(stage, network);
    let refusal: unknown;
    if ((await holdersOf(stage, network)).length === 0) {
      await session.fence();
      try {
        return await engine.removeNetwork(network.id);
      } catch (error) {
        if (isEngineError(error, "not-found")) return;
        if (!isPassing(error) && !isEngineError(error, "in-use")) throw error;
        refusal = error;
      }
    }
    // Tasks that are shutting down keep their addresses until they have stopped; a service does not go by itself.
    const limit = isEngineError(refusal) && /\bservice\b/.test(refusal.reply)
      ? RELEASE_MS
      : options.timeoutMs;
    if (parts.clock.ticks() - start >= limit) throw await stillUsed(stage, network, refusal);
    await pauseBeforeNext(parts.clock, stage.signal, attempt);
  }
}

/** Services that the plan had detached and that are back are detached again; others are in the way. */
async function leaveAgain(stage: Stage, network: NetworkRef): Promise<void> {
  const users = (await stage.engine.services()).filter(({ Spec }) =>
    attachmentTo(object(Spec), network) !== undefined
  );
  if (users.length === 0) return;
  const steps = users.map((service) => stepFor(stage, "detach", text(service.ID), network));
  const strangers = users.filter((_, at) => steps[at] === undefined);
  if (strangers.length > 0) throw newcomers(stage, strangers, network);
  for (const step of steps) await stage.redo(step!);
}

/** Whoever is to leave without being cut off from its peers is put beside them first. */
function newcomers(stage: Stage, services: readonly Raw[], network: NetworkRef): Failure {
  const successor = successorAfter(stage, network);
  const names = services.map(({ Spec }) => text(object(Spec).Name));
  const attaches = services.filter(({ Spec }) =>
    successor !== undefined && attachmentTo(object(Spec), successor) === undefined
  ).map((service) => attachCommand(service, network, successor!));
  return new Failure(
    `Network ${inline(network.name)} is used by ${names.map((name) => inline(name)).join(", ")}`,
    {
      why: names.length === 1 ? "It came after the plan was made" : "They came after the plan was made",
      next: [
        ...attaches,
        ...names.map((name) => `docker swarmnet detach ${inline(shellLine([name, network.name]))}`),
        `Then go on: docker swarmnet resume ${stage.session.header.id}`,
      ],
    },
  );
}

/** The network that takes the place of this one, as the plan has it. */
function successorAfter(stage: Stage, network: NetworkRef): NetworkRef | undefined {
  for (const step of stage.session.header.plan.steps) {
    const { action } = step;
    if (action.kind !== "detach" || !isSameNetwork(stage, action.network, network)) continue;
    return successorOf(stage, step, action);
  }
  return undefined;
}

/**
 * The tasks and containers that hold addresses on a network, in words. Those of a node that is down hold theirs until
 * the node is back or a day has passed (swarmkit manager/orchestrator/taskreaper): nobody waits for them.
 */
async function holdersOf(stage: Stage, network: NetworkRef): Promise<string[]> {
  const holders = (await tasksOn(stage, network)).flat();
  if (holders.length === 0) return [];
  const down = new Set(
    (await stage.engine.nodes()).filter(({ Status }) => object(Status).State === "down").map(({ ID }) => ID),
  );
  return holders.filter(({ node }) => !down.has(node)).map(({ words }) => words);
}

function tasksOn(stage: Stage, network: NetworkRef): Promise<{ node: string; words: string }[][]> {
  return stage.engine.tasks((task) => {
    const on = objects(task.NetworksAttachments).some(({ Network }) => object(Network).ID === network.id);
    const status = object(task.Status);
    if (!on || !isLive({ state: text(status.State) })) return [];
    const container = text(object(status.ContainerStatus).ContainerID).slice(0, 12);
    const service = text(task.ServiceID);
    const words = service === "" ? `container ${inline(container)}` : `task ${inline(text(task.ID))}`;
    return [{ node: text(task.NodeID), words }];
  }, ALL_TASKS);
}

async function stillUsed(stage: Stage, network: NetworkRef, cause: unknown): Promise<Failure> {
  const names = await holdersOf(stage, network);
  return new Failure(`Network ${inline(network.name)} is still in use`, {
    why: names.length === 0
      ? isEngineError(cause) ? inline(cause.reply) : undefined
      : `These hold addresses on it: ${names.slice(0, 10).join(", ")}`,
    next: [
      `docker swarmnet inspect ${inline(network.name)}`,
      `When they are gone: docker swarmnet resume ${stage.session.header.id}`,
    ],
    cause,
  });
}
