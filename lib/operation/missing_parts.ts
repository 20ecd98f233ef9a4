import type { Engine, Raw } from "../engine/engine.ts";
import { isEngineError } from "../engine/errors.ts";
import { isObject, object, objects, text, texts } from "../engine/raw.ts";
import type { Stage } from "./stage.ts";
import { attachmentTo, type NetworkRef } from "../plan/attachments.ts";
import { inline } from "../terminal/boundary.ts";

/** More services than this are not named in a request's address: it would become too long for proxies. */
const MOST_FILTERED = 50;

/** What services lack on a network, as tasks, virtual IPs and the node's gossip table tell; [] when nothing. */
export async function missingOf(
  stage: Stage,
  services: readonly Raw[],
  network: NetworkRef,
  besides: NetworkRef | undefined,
): Promise<Missing[]> {
  if (services.length === 0) return [];
  const names = new Map(services.map(({ ID, Spec }) => [text(ID), text(object(Spec).Name)]));
  const tasks = await runningTasks(stage, names);
  if (tasks === undefined) return [{ service: "", what: "a service was removed meanwhile" }];
  // Whom somebody took off the other network by hand has nothing to keep there.
  const both = new Set(
    services.flatMap(({ ID, Spec }) =>
      besides !== undefined && attachmentTo(object(Spec), besides) !== undefined ? [text(ID)] : []
    ),
  );
  const missing = tasks.flatMap((task): Missing[] => {
    const service = names.get(task.service)!;
    if (!task.running) return [{ service, what: `a task of ${inline(service)} does not run yet` }];
    const networks = besides !== undefined && both.has(task.service) ? [network, besides] : [network];
    return networks.filter(({ id }) => (task.addresses.get(id) ?? []).length === 0)
      .map(({ name }) => ({
        service,
        what: `a task of ${inline(service)} has no address on ${inline(name)}`,
      }));
  });
  missing.push(...services.flatMap((service) => missingVip(service, network)));
  return missing.length > 0 ? missing : await missingGossip(stage.engine, network, names, tasks);
}

/** Undefined where a service went away since it was read: the engine refuses a filter that names it. */
async function runningTasks(
  { engine }: Stage,
  names: ReadonlyMap<string, string>,
): Promise<RunningTask[] | undefined> {
  try {
    const tasks = await engine.tasks(readTask, {
      ...(names.size <= MOST_FILTERED ? { service: [...names.keys()] } : {}),
      "desired-state": ["running"],
    });
    return tasks.filter((task) => names.has(task.service));
  } catch (error) {
    if (isEngineError(error, "not-found")) return undefined;
    throw error;
  }
}

/** A service with a virtual IP elsewhere has one here as well. */
function missingVip(service: Raw, network: NetworkRef): Missing[] {
  const endpoint = object(service.Endpoint);
  const name = text(object(service.Spec).Name);
  const addresses = objects(endpoint.VirtualIPs);
  if (addresses.length === 0) return [];
  const has = addresses.some(({ NetworkID, Addr }) => NetworkID === network.id && text(Addr) !== "");
  return has ? [] : [{ service: name, what: `${inline(name)} has no virtual IP on ${inline(network.name)}` }];
}

function readTask(raw: Raw): RunningTask {
  return {
    service: text(raw.ServiceID),
    running: object(raw.Status).State === "running",
    addresses: new Map(
      objects(raw.NetworksAttachments).map(({ Network, Addresses }) => [
        text(object(Network).ID),
        texts(Addresses).map((address) => address.replace(/\/.*$/, "")),
      ]),
    ),
  };
}

/**
 * What the node that answers has heard of the services over gossip: its own DNS answers come from this table (moby
 * libnetwork agent.go). Where it has no task of the network itself it knows nothing, and nothing is missed.
 */
async function missingGossip(
  engine: Engine,
  network: NetworkRef,
  names: ReadonlyMap<string, string>,
  tasks: readonly RunningTask[],
): Promise<Missing[]> {
  const heard = await heardOf(engine, network);
  if (heard === undefined) return [];
  return tasks.flatMap((task): Missing[] => {
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

/** A running task's addresses, by network. */
interface RunningTask {
  /** ID of its service. */
  service: string;
  running: boolean;
  /** Network ID → addresses without their prefix length. */
  addresses: Map<string, string[]>;
}

/** Something that a service still lacks on a network. */
export interface Missing {
  /** Its name; "" where it is not about one service. */
  service: string;
  what: string;
}
