import { Failure } from "../base/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { inline } from "../terminal/boundary.ts";
import type { NetworkRef } from "../plan/attachments.ts";
import type { Action, NetworkTarget, Step } from "../plan/model.ts";
import type { ExecutorParts, RunOptions } from "./model.ts";
import type { Session } from "./session.ts";

/** What every step has at hand. */
export interface Stage {
  parts: ExecutorParts;
  session: Session;
  /** Reads are tried again for a while. */
  engine: Engine;
  options: RunOptions;
  /** Ends waiting: the user's wish to stop, a lost lock, another step that failed. */
  signal: AbortSignal;
  /** Does a step of a service again that somebody took back; two who notice at once share the work. */
  redo(step: Step): Promise<void>;
}

/** The action of one kind. */
export type ActionOf<K extends Action["kind"]> = Extract<Action, { kind: K }>;
/** Steps that write a service. */
export type ServiceAction = ActionOf<"attach" | "detach" | "set-order" | "set-ports">;

/** Throws why nothing more may be done, if so. */
export function checkStage(stage: Stage): void {
  stage.session.check();
  stage.signal.throwIfAborted();
}

/** A network that a plan speaks of, by its ID in the swarm. Throws `Failure` where the journal does not know it. */
export function refOf(stage: Stage, target: NetworkTarget): NetworkRef {
  const id = "id" in target ? target.id : stage.session.progress.made.get(target.step);
  if (id === undefined) {
    throw new Failure(`The journal does not say which network ${inline(target.name)} is`, {
      why: `The step that makes it is not done`,
    });
  }
  return { id, name: target.name };
}

/** Whether two targets are the same network, as far as the networks of both are made. */
export function isSameNetwork(stage: Stage, one: NetworkTarget, other: NetworkTarget): boolean {
  const idOf = (target: NetworkTarget) =>
    "id" in target ? target.id : stage.session.progress.made.get(target.step) ?? `step ${target.step}`;
  return idOf(one) === idOf(other);
}

/** The step of the plan that attaches or detaches a service, where there is one; with several the last one that is done. */
export function stepFor(
  stage: Stage,
  kind: "attach" | "detach",
  serviceId: string,
  network: NetworkTarget,
): Step | undefined {
  const found = stage.session.header.plan.steps.filter(({ action }) =>
    action.kind === kind && action.service.id === serviceId && isSameNetwork(stage, action.network, network)
  );
  return found.findLast((step) => stage.session.progress.done.has(step.id)) ?? found[0];
}

/** A network that the plan builds upon is gone: nobody can say what its services shall do. */
export function networkGone(name: string, id: string): Failure {
  return new Failure(`Network ${inline(name)} is gone`, {
    why: `It was removed meanwhile (ID ${inline(id)})`,
    next: [
      "See what is there: docker swarmnet status",
      "docker swarmnet undo brings back what this operation changed",
    ],
  });
}
