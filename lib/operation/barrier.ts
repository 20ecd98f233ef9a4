import { Failure } from "../base/errors.ts";
import { shellLine } from "../base/shell.ts";
import type { Raw } from "../engine/engine.ts";
import { object, text } from "../engine/raw.ts";
import { inline } from "../terminal/boundary.ts";
import { attachmentTo, type NetworkRef } from "../plan/attachments.ts";
import type { Step } from "../plan/model.ts";
import { type ActionOf, checkStage, isSameNetwork, refOf, type Stage, stepFor } from "./stage.ts";

/** The service lost the network that it shall meet its peers on. */
export class SuccessorMissing extends Failure {}

/** How often the swarm is brought back to where the plan left it, before one detach. */
const ROUNDS = 4;

/**
 * The network on which the services of a detach meet afterwards: the one that the check before it was about. A detach that
 * no check precedes has none: the plan wants the service off a network that nothing takes the place of.
 */
export function successorOf(stage: Stage, step: Step, action: ActionOf<"detach">): NetworkRef | undefined {
  const { steps } = stage.session.header.plan;
  const check = steps.slice(0, steps.indexOf(step)).findLast((one) =>
    one.action.kind === "verify" && one.action.besides !== undefined &&
    isSameNetwork(stage, one.action.besides, action.network)
  );
  return check?.action.kind === "verify" ? refOf(stage, check.action.network) : undefined;
}

/**
 * Before a service leaves a network: every service that is on it, as the swarm is now, is on the successor too. One that the
 * plan had attached and somebody took back is attached again. Throws `Failure` for services that the plan does not know.
 */
export async function barrier(stage: Stage, step: Step, action: ActionOf<"detach">): Promise<void> {
  const successor = successorOf(stage, step, action);
  if (successor === undefined) return;
  const old = refOf(stage, action.network);
  for (let round = 1;; round++) {
    checkStage(stage);
    const behind = (await stage.engine.services()).filter(({ Spec }) =>
      attachmentTo(object(Spec), old) !== undefined && attachmentTo(object(Spec), successor) === undefined
    );
    if (behind.length === 0) return;
    const attaches = behind.map((service) => stepFor(stage, "attach", text(service.ID), successor));
    const strangers = behind.filter((_, at) => attaches[at] === undefined);
    if (strangers.length > 0 || round === ROUNDS) {
      throw notMoved(stage, strangers.length > 0 ? strangers : behind, old, successor);
    }
    for (const attach of attaches) await stage.redo(attach!);
  }
}

/** The command that puts a service beside its peers, with the names that it has on the old network. */
export function attachCommand(service: Raw, old: NetworkRef, successor: NetworkRef): string {
  const spec = object(service.Spec);
  const flags = (attachmentTo(spec, old)?.aliases ?? []).flatMap((alias) => ["--alias", alias]);
  return `docker swarmnet attach ${inline(shellLine([...flags, text(spec.Name), successor.name]))}`;
}

function notMoved(stage: Stage, services: readonly Raw[], old: NetworkRef, successor: NetworkRef): Failure {
  const names = services.map((service) => text(object(service.Spec).Name));
  const commands = services.map((service) => attachCommand(service, old, successor));
  return new Failure(
    `${names.map((name) => inline(name)).join(", ")} ${names.length === 1 ? "is" : "are"} on ${
      inline(old.name)
    } but not on ${inline(successor.name)}`,
    {
      why: "It was created after the plan; services that are detached now could not be reached from it",
      next: [...commands, `Then go on: docker swarmnet resume ${stage.session.header.id}`],
    },
  );
}
