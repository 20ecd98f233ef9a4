import { Failure } from "../base/errors.ts";
import type { Raw } from "../engine/engine.ts";
import { isEngineError, isPassing } from "../engine/errors.ts";
import { record, text } from "../engine/raw.ts";
import { inline } from "../terminal/boundary.ts";
import { allocated } from "./create_network.ts";
import { pauseBeforeNext, RELEASE_MS } from "./retry.ts";
import { type ActionOf, checkStage, type Stage } from "./stage.ts";

/** What an operation makes carries its ID: after a lost answer, the network of that name is ours if it has it. */
export const OPERATION_LABEL = "swarmnet.operation";

/** How long the managers may take to allocate a network before it is made anew, and how often that is tried. */
const ALLOCATION_MS = 15_000;
const CREATIONS = 3;

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
    await pauseBeforeNext(stage.parts.clock, stage.signal, attempt);
  }
}

/** The network of that name that this operation made; throws `Failure` where somebody else's has the name. */
async function ownNetwork(
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
      await pauseBeforeNext(stage.parts.clock, stage.signal, attempt);
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
