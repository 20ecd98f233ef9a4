import { Failure } from "../base/errors.ts";
import { inline } from "../terminal/boundary.ts";
import { type Lock, LOCK_NAME } from "./lock_config.ts";

/** The lock is gone or somebody else holds it: nothing more may be sent. */
export class LockLost extends Failure {}

/** Who is in the way, and what to do about it. */
export function heldBy(lock: Lock): Failure {
  const id = inline(lock.id);
  const worker = inline(lock.worker || lock.who || "somebody");
  const title = lock.title === ""
    ? ""
    : ` (${inline(lock.title)}, begun ${inline(lock.started)} by ${inline(lock.who)})`;
  if (lock.holder === "") {
    return new Failure(`Operation ${id} is unfinished${title}`, {
      why: "A swarm has one operation at a time: two could detach each other's services",
      next: [`docker swarmnet resume ${id}`, `docker swarmnet undo ${id}`, "docker swarmnet operations"],
    });
  }
  return new Failure(`Operation ${id} is under way${title}: ${worker} works on it`, {
    why: `A swarm has one operation at a time; the config ${LOCK_NAME} stands for it`,
    next: [
      "docker swarmnet operations",
      `If that process is dead: docker swarmnet resume ${id}, or docker swarmnet undo ${id}`,
    ],
  });
}

/** Says who took the lock away, as far as it can be seen. */
export function lockLost(lock: Lock | undefined): LockLost {
  return lock === undefined
    ? new LockLost("The lock was lost: somebody removed it", {
      why: `The config ${LOCK_NAME} is gone; without it two operations could get in each other's way`,
    })
    : new LockLost(`The lock was lost: ${inline(lock.worker || "somebody")} took it over`, {
      why: "This process was thought to be dead, because its heartbeat stood still for 15 s",
    });
}
