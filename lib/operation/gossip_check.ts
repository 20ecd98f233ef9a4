import type { Engine } from "../engine/engine.ts";
import { isEngineError } from "../engine/errors.ts";
import { isObject, object, objects, text } from "../engine/raw.ts";
import { inline } from "../terminal/boundary.ts";
import type { NetworkRef } from "../plan/attachments.ts";
import type { Gap, RunningTask } from "./downtime.ts";

/**
 * What the node that answers has heard of the services over gossip: its own DNS answers come from this table (moby
 * libnetwork agent.go). Where it has no task of the network itself it knows nothing, and nothing is missed.
 */
export async function gossipGaps(
  engine: Engine,
  network: NetworkRef,
  names: ReadonlyMap<string, string>,
  tasks: readonly RunningTask[],
): Promise<Gap[]> {
  const heard = await heardOf(engine, network);
  if (heard === undefined) return [];
  return tasks.flatMap((task): Gap[] => {
    const service = names.get(task.service)!;
    const known = (task.addresses.get(network.id) ?? []).some((address) => heard.get(service)?.has(address));
    return known ? [] : [{ service, what: `this node has not heard of a task of ${inline(service)} yet` }];
  });
}

/** Addresses of tasks by service name; undefined where the node has no part of the network. */
async function heardOf(engine: Engine, network: NetworkRef): Promise<Map<string, Set<string>> | undefined> {
  let raw;
  try {
    raw = await engine.network(network.id, { verbose: true });
  } catch (error) {
    // A node that cannot tell, such as one behind a proxy that filters queries, is not asked.
    if (isEngineError(error, "refused", "not-found")) return undefined;
    throw error;
  }
  if (!isObject(raw.Services)) return undefined;
  return new Map(
    Object.entries(raw.Services).map(([name, service]) => [
      name,
      new Set(objects(object(service).Tasks).map(({ EndpointIP }) => text(EndpointIP))),
    ]),
  );
}
