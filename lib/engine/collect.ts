import type { Clock } from "../base/clock.ts";
import { compareNatural } from "../base/natural.ts";
import type { Gap, Network, Node, Service, Source, Swarm, Task } from "../swarm/model.ts";
import { networkFromRaw } from "./collect_network.ts";
import { clusterFromRaw, nodeFromRaw, sourceFromRaw } from "./collect_node.ts";
import { serviceFromRaw } from "./collect_service.ts";
import { ALL_TASKS, taskFromRaw } from "./collect_task.ts";
import type { Engine, Raw } from "./engine.ts";
import { EngineError, isEngineError } from "./errors.ts";
import { hiddenNetworks, inspectNetworks } from "./inspect_networks.ts";
import { object, objects, text } from "./raw.ts";
import { byText } from "../base/order.ts";

/** API version with allocator counters. */
const COUNTERS = "1.52";

/** What to collect besides the lists. */
export interface CollectOptions {
  clock: Pick<Clock, "now">;
  /** Inspect each swarm network and docker_gwbridge on the node asked: containers, peers, counters. */
  inspect?: boolean | undefined;
  /** Verbose inspects: the gossip table, too. Implies `inspect`. */
  deep?: boolean | undefined;
  /** false: leave the tasks out. */
  tasks?: boolean | undefined;
  /** false: leave out what is known of the node asked (`Source`); engines answer `/info` slower than all else, 7 ms on 20.10. */
  node?: boolean | undefined;
  /** false: leave out the swarm's own settings (`Cluster`). */
  cluster?: boolean | undefined;
}

/**
 * Reads a swarm from a manager: at most six calls at once, one more for each predefined network in use, and with `inspect` one for each
 * swarm network. Throws `EngineError` "worker" or "not-a-swarm" when the engine cannot know.
 */
export async function collect(engine: Engine, options: CollectOptions): Promise<Swarm> {
  const gaps: Gap[] = [];
  const info = options.node === false ? undefined : engine.info();
  const lists = Promise.all([
    options.cluster === false ? {} : engine.swarm(),
    engine.nodes(),
    engine.networks(),
    engine.services({ status: true }).then((services) => services.map(serviceFromRaw)),
    options.tasks === false ? [] : engine.tasks(taskFromRaw, ALL_TASKS),
    info,
  ]);
  const [cluster, nodes, rawNetworks, services, tasks, rawInfo] = await lists.catch(async (error) => {
    throw await withManagers(error, () => info ?? engine.info());
  });
  if (options.tasks === false) gaps.push({ what: "tasks", why: "They were not asked for" });
  if (options.cluster === false) {
    gaps.push({ what: "cluster", why: "The swarm's own settings were not asked for" });
  }
  if (rawInfo === undefined) gaps.push({ what: "node", why: "The node asked was not asked about itself" });
  const networks = rawNetworks.map((raw) => networkFromRaw(raw));
  networks.push(...await hiddenNetworks(engine, networks, services, gaps));
  if (options.inspect || options.deep) {
    await inspectNetworks(engine, networks, options.deep === true, gaps);
    if (nodes.length > 1) {
      gaps.push({
        what: "containers",
        why: "Each engine knows its own containers only; those of the other nodes show as tasks",
      });
    }
    if (!engine.atLeast(COUNTERS)) {
      gaps.push({
        what: "usage",
        why: `Allocator counters need API ${COUNTERS} (Docker 29); this engine speaks ${engine.apiVersion}`,
      });
    }
  }
  return {
    taken: new Date(options.clock.now()).toISOString(),
    source: await sourceOf(engine, rawInfo, gaps),
    cluster: clusterFromRaw(cluster),
    ...sorted(nodes.map(nodeFromRaw), networks, services, tasks),
    gaps,
  };
}

/** A worker knows the managers' addresses: they belong into the message. */
async function withManagers(error: unknown, info: () => Promise<Raw>): Promise<unknown> {
  if (!isEngineError(error, "worker")) return error;
  const swarm = object((await info().catch(() => ({} as Raw))).Swarm);
  const managers = objects(swarm.RemoteManagers).map((each) => text(each.Addr).replace(/:\d+$/, "")).filter((
    each,
  ) => each !== "");
  if (managers.length === 0) return error;
  return new EngineError(error.kind, error.message, {
    why: error.why,
    next: [
      `Its managers are ${
        managers.join(", ")
      }: docker --context NAME swarmnet …, or DOCKER_HOST, with one of them`,
      ...error.next.slice(1),
    ],
    status: error.status ?? undefined,
    reply: error.reply,
    cause: error,
  });
}

async function sourceOf(engine: Engine, info: Raw | undefined, gaps: Gap[]): Promise<Source> {
  const source = sourceFromRaw(info ?? {});
  if (info === undefined) {
    return { ...source, apiVersion: engine.apiVersion, local: engine.local, hostRoutes: null };
  }
  const { readHostRoutes } = await import("./host_routes.ts");
  const routes = engine.local ? readHostRoutes(source.kernel) : { why: "the engine is not on this machine" };
  if (!Array.isArray(routes)) {
    gaps.push({ what: "host routes", why: `Routes of the node are unknown: ${routes.why}` });
  }
  return {
    ...source,
    apiVersion: engine.apiVersion,
    local: engine.local,
    hostRoutes: Array.isArray(routes) ? routes : null,
  };
}

function sorted(
  nodes: Node[],
  networks: Network[],
  services: Service[],
  tasks: Task[],
): Pick<Swarm, "nodes" | "networks" | "services" | "tasks"> {
  nodes.sort((a, b) => compareNatural(a.hostname, b.hostname) || byText(a.id, b.id));
  const local = (network: Network) => Number(network.scope !== "swarm");
  networks.sort((a, b) => local(a) - local(b) || compareNatural(a.name, b.name) || byText(a.id, b.id));
  services.sort((a, b) => compareNatural(a.name, b.name) || byText(a.id, b.id));
  // Fifty thousand tasks are sorted by number, not by comparing names again; those without a service come last.
  const rank = new Map(services.map((service, at) => [service.id, at]));
  const rankOf = (task: Task) => rank.get(task.service) ?? services.length;
  tasks.sort((a, b) =>
    rankOf(a) - rankOf(b) || a.slot - b.slot || byText(a.created, b.created) || byText(a.id, b.id)
  );
  return { nodes, networks, services, tasks };
}
