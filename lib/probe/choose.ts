import { UsageError } from "../base/errors.ts";
import { findAll } from "../swarm/find.ts";
import { HELPER_LABEL } from "../helper/labels.ts";
import type { Network, Swarm } from "../swarm/model.ts";
import { roomOf } from "../swarm/room.ts";
import { inline } from "../terminal/boundary.ts";
import type { Target } from "./judge/model.ts";
import { targetsOf } from "./specs.ts";

/** The networks named, or every overlay that has tasks, the ingress network included. Throws `UsageError` with all words that fit none. */
export function chooseTargets(swarm: Swarm, words: readonly string[]): Target[] {
  const overlays = swarm.networks.filter((network) =>
    network.scope === "swarm" && network.driver === "overlay" && !Object.hasOwn(network.labels, HELPER_LABEL)
  );
  if (words.length === 0) return targetsOf(overlays.filter((network) => isUsed(swarm, network)), false);
  const { found, problems } = findAll("Overlay network", overlays, words);
  if (problems.length > 0) throw new UsageError(problems.join("\n"), { next: "docker swarmnet ls" });
  return targetsOf(found, true);
}

function isUsed({ tasks }: Swarm, { id, ingress }: Network): boolean {
  return ingress ||
    tasks.some((task) => task.state === "running" && task.networks.some((one) => one.network === id));
}

/** Networks that a helper on each node would fill: each takes an address, and its node's load balancer may take another. */
export function noRoom(swarm: Swarm, attach: readonly Target[]): string[] {
  const need = 2 * swarm.nodes.length;
  return attach.flatMap(({ network }) => {
    const free = freeIn(swarm, network);
    return free === null || free >= need
      ? []
      : [`${inline(network.name)} has ${free} free addresses; helpers would need up to ${need}`];
  });
}

function freeIn(swarm: Swarm, network: Network): number | null {
  const room = roomOf(swarm, network);
  return room === null ? null : room.free - room.transient;
}
