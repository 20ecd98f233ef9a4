import { messageOf } from "../base/errors.ts";
import type { Gap, Network, Service } from "../swarm/model.ts";
import { networkFromRaw, runtimeOf } from "./collect_network.ts";
import type { Engine } from "./engine.ts";
import { isEngineError } from "./errors.ts";

/** How many networks are inspected at a time. */
const AT_ONCE = 8;
/** Most networks that services name and lists hide; a swarm has two (bridge and host), each further one is dangling. */
const HIDDEN_LIMIT = 64;
/**
 * Swarm's own `bridge` and `host` are in no list, yet services name them by ID and an inspect shows them. An ID that nothing is found
 * for stays unknown: a dangling reference, for the rules to report.
 */
export async function hiddenNetworks(
  engine: Engine,
  networks: Network[],
  services: Service[],
  gaps: Gap[],
): Promise<Network[]> {
  const known = new Set(networks.flatMap((network) => [network.id, network.name]));
  const named = services.flatMap((service) => [
    ...[...service.networks, ...service.legacyNetworks].map((each) => each.target),
    ...service.vips.map((vip) => vip.network),
  ]);
  const unknown = [...new Set(named)].filter((each) => each !== "" && !known.has(each));
  if (unknown.length > HIDDEN_LIMIT) {
    gaps.push({
      what: "networks",
      why:
        `Services name ${unknown.length} networks that no list has; ${HIDDEN_LIMIT} of them were looked up`,
    });
  }
  const found = await eachLimited(unknown.slice(0, HIDDEN_LIMIT), AT_ONCE, (id) => lookUp(engine, id, gaps));
  return found.filter((network) => network !== undefined && !known.has(network.id)) as Network[];
}

async function lookUp(engine: Engine, id: string, gaps: Gap[]): Promise<Network | undefined> {
  try {
    return networkFromRaw(await engine.network(id));
  } catch (error) {
    if (isEngineError(error, "not-found")) return undefined;
    if (!isEngineError(error)) throw error;
    gaps.push({ what: "networks", why: `Network ${id} could not be read: ${messageOf(error)}` });
    return undefined;
  }
}

/** Adds to each swarm network and to docker_gwbridge what only an inspect tells; what the node cannot see becomes a gap. */
export async function inspectNetworks(
  engine: Engine,
  networks: Network[],
  deep: boolean,
  gaps: Gap[],
): Promise<void> {
  const wanted = networks.filter((each) =>
    (each.scope === "swarm" && each.driver !== "host" && each.driver !== "bridge") ||
    each.name === "docker_gwbridge"
  );
  let unseen = 0;
  await eachLimited(wanted, AT_ONCE, async (network) => {
    try {
      Object.assign(network, runtimeOf(await engine.network(network.id, { verbose: deep })));
      if (network.containers === null) unseen++;
    } catch (error) {
      // Removed since the list was read: as unseen as one that never was here.
      if (!isEngineError(error)) throw error;
      if (error.kind === "not-found") unseen++;
      else {gaps.push({
          what: "containers",
          why: `Network ${network.name} could not be inspected: ${messageOf(error)}`,
        });}
    }
  });
  if (unseen > 0) {
    gaps.push({
      what: deep ? "containers, peers and gossip" : "containers and peers",
      why:
        `${unseen} of ${wanted.length} networks have no endpoint on the node that was asked, and only nodes with one know them`,
    });
  }
}

/** Runs `work` on each item, at most `limit` at a time, and gives the results in the items' order. The first failure is thrown. */
export async function eachLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
