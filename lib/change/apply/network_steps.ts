import { Failure } from "../../base/errors.ts";
import { ALL_TASKS } from "../../engine/collect_task.ts";
import type { Raw } from "../../engine/engine.ts";
import { isEngineError } from "../../engine/errors.ts";
import { object, objects, record, text } from "../../engine/raw.ts";
import { isLive } from "../../swarm/task_state.ts";
import { inline } from "../../terminal/boundary.ts";
import { attachmentTo, type NetworkRef } from "../attachments.ts";
import { allocated } from "../create_network.ts";
import { isPassing } from "./patience.ts";
import { type ActionOf, checkStage, refOf, type Stage, stepFor } from "./stage.ts";

/** What an operation makes carries its ID: after a lost answer, the network of that name is ours if it has it. */
export const OPERATION_LABEL = "swarmnet.operation";

/** How long the managers may take to allocate a network before it is made anew, and how often that is tried. */
const ALLOCATION_MS = 15_000;
const CREATIONS = 3;
/** How long names and subnets of a network that was just removed may stay taken. */
const RELEASE_MS = 30_000;
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;

/** Makes a network, or finds the one that this operation made, and waits until it is allocated. Gives its ID. Throws `Failure`. */
export async function createNetwork(stage: Stage, action: ActionOf<"create-network">): Promise<string> {
  const { engine, parts, signal } = stage;
  const name = action.body.Name;
  for (let creation = 1;; creation++) {
    const id = await ownOrFree(stage, action) ?? await send(stage, action);
    const network = await allocated(engine, id, { clock: parts.clock, timeout: ALLOCATION_MS, signal });
    if (network !== null) return id;
    if (creation === CREATIONS) throw notAllocated(name);
    // A subnet that was in use when it was made stays without: made anew, it is asked for again.
    await stage.session.fence();
    await removeQuietly(stage, id);
  }
}

/**
 * The network of that name that this operation made, or undefined once the name is free: a node keeps its own copy of a
 * network that was removed until the last old task there has ended, and shows it as if it were the swarm's (reproduced on
 * 28.5.2). Throws `Failure` where the name stays somebody else's.
 */
async function ownOrFree(stage: Stage, action: ActionOf<"create-network">): Promise<string | undefined> {
  const deadline = stage.parts.clock.ticks() + RELEASE_MS;
  for (let attempt = 1;; attempt++) {
    checkStage(stage);
    try {
      return await ownNetwork(stage, action);
    } catch (error) {
      if (!(error instanceof Failure) || stage.parts.clock.ticks() >= deadline) throw error;
    }
    await pause(stage, attempt);
  }
}

/** The network of that name that this operation made; throws `Failure` where somebody else's has the name. */
export async function ownNetwork(
  stage: Pick<Stage, "engine" | "session">,
  action: ActionOf<"create-network">,
): Promise<string | undefined> {
  const { Name: name } = action.body;
  const found = await networkNamed(stage, name);
  if (found === undefined) return undefined;
  if (record(found.Labels)[OPERATION_LABEL] === stage.session.header.id) return text(found.Id);
  throw new Failure(`There is another network named ${inline(name)}`, {
    why: `It was made meanwhile, not by this operation (ID ${inline(text(found.Id))})`,
    next: `See who uses it: docker swarmnet inspect ${inline(name)}`,
  });
}

async function networkNamed(stage: Pick<Stage, "engine">, name: string): Promise<Raw | undefined> {
  // The filter finds parts of names, and on this node a copy of its own of a swarm's network.
  const found = (await stage.engine.networks({ name: [name] })).filter((one) => one.Name === name);
  return found.find((one) => one.Scope === "swarm") ?? found[0];
}

async function send(stage: Stage, action: ActionOf<"create-network">): Promise<string> {
  const { engine, parts, session } = stage;
  const { body } = action;
  const labelled = { ...body, Labels: { ...record(body.Labels), [OPERATION_LABEL]: session.header.id } };
  const deadline = parts.clock.ticks() + RELEASE_MS;
  for (let attempt = 1;; attempt++) {
    checkStage(stage);
    await session.fence();
    try {
      return (await engine.createNetwork(labelled)).id;
    } catch (error) {
      // "conflict": the name's last owner is going; or the answer to an earlier attempt was lost.
      if (!isPassing(error) && !isEngineError(error, "conflict") || parts.clock.ticks() >= deadline) {
        throw error;
      }
      await pause(stage, attempt);
      const own = await ownOrFree(stage, action);
      if (own !== undefined) return own;
    }
  }
}

async function removeQuietly(stage: Stage, id: string): Promise<void> {
  try {
    await stage.engine.removeNetwork(id);
  } catch (error) {
    if (!isEngineError(error, "not-found") && !isPassing(error)) throw error;
  }
}

function notAllocated(name: string): Failure {
  return new Failure(`The managers did not allocate network ${inline(name)}`, {
    why:
      "Its subnet is taken by another network, the address pool is exhausted, or no manager has a leader's connection",
    next: ["docker swarmnet audit", "docker swarmnet capacity"],
  });
}

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
    await pause(stage, attempt);
  }
}

/** Services that the plan had detached and that are back are detached again; others are in the way. */
async function leaveAgain(stage: Stage, network: NetworkRef): Promise<void> {
  const users = (await stage.engine.services()).filter(({ Spec }) =>
    attachmentTo(object(Spec), network) !== undefined
  );
  if (users.length === 0) return;
  const steps = users.map((service) => stepFor(stage, "detach", text(service.ID), network));
  const strangers = users.filter((_, at) => steps[at] === undefined).map(({ Spec }) =>
    text(object(Spec).Name)
  );
  if (strangers.length > 0) {
    throw new Failure(
      `Network ${inline(network.name)} is used by ${strangers.map((name) => inline(name)).join(", ")}`,
      {
        why: "It came after the plan was made",
        next: [
          ...strangers.map((name) => `docker swarmnet detach ${inline(name)} ${inline(network.name)}`),
          `Then go on: docker swarmnet resume ${stage.session.header.id}`,
        ],
      },
    );
  }
  for (const step of steps) await stage.redo(step!);
}

/** The tasks and containers that hold addresses on a network, in words. */
async function holdersOf(stage: Stage, network: NetworkRef): Promise<string[]> {
  const holders = await stage.engine.tasks((task) => {
    const on = objects(task.NetworksAttachments).some(({ Network }) => object(Network).ID === network.id);
    const status = object(task.Status);
    if (!on || !isLive({ state: text(status.State) })) return [];
    const container = text(object(status.ContainerStatus).ContainerID).slice(0, 12);
    const service = text(task.ServiceID);
    return [service === "" ? `container ${inline(container)}` : `task ${inline(text(task.ID))}`];
  }, ALL_TASKS);
  return holders.flat();
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

async function pause({ parts, signal }: Stage, attempt: number): Promise<void> {
  await parts.clock.sleep(Math.min(PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS), signal);
}
