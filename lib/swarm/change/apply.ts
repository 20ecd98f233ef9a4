import { listOf } from "../attached.ts";
import { indexOf } from "../index.ts";
import {
  type Attachment,
  type Network,
  type Service,
  type Swarm,
  type Task,
  UPDATE_DEFAULTS,
} from "../model.ts";
import { nextAutomatic } from "../pool.ts";
import { formatPrefix, type Prefix } from "../cidr.ts";
import { isLive } from "../task_state.ts";
import type { CreateRequest } from "./create_request.ts";
import type { Change, ReplaceChange, ServiceChange } from "./model.ts";
import { networkOfRequest } from "./create_body.ts";
import { isJob, isOnMesh } from "../service.ts";

/** Stands for an address that the engine will choose. */
export const PLANNED_ADDRESS = "planned";

/**
 * The swarm as it will be once the change has converged. New VIPs and task addresses are `PLANNED_ADDRESS`, so that counting addresses
 * counts them. Objects that the change does not touch stay the same values.
 */
export function applyChange(change: Change, before: Swarm): Swarm {
  switch (change.kind) {
    case "create-network":
      return withNetwork(before, change.request);
    case "remove-networks": {
      const gone = new Set(change.networks.map(({ id }) => id));
      return { ...before, networks: before.networks.filter(({ id }) => !gone.has(id)) };
    }
    case "attach": {
      const { network, aliases, driverOpts } = change;
      const entry = { target: network.id, aliases: [...aliases], driverOpts: { ...driverOpts } };
      return withLists(before, change.services, (list) => merged(before, list, entry));
    }
    case "detach":
      return withLists(
        before,
        change.services,
        (list) => list.filter(({ target }) => indexOf(before).network(target)?.id !== change.network.id),
      );
    case "service":
      return withService(before, change);
    case "replace":
      return withSuccessors(before, change);
    case "deploy":
      return withSubnets(change.after, new Set(change.networks));
  }
}

/**
 * IDs of the networks and services that a change touches, with all services on networks that others join or leave: checks judge these and
 * leave the rest of the swarm to `audit`.
 */
export function touchedBy(change: Change, after: Swarm): ReadonlySet<string> {
  const { networks, services } = subjectsOf(change, after);
  const index = indexOf(after);
  return new Set([
    ...networks,
    ...services,
    ...networks.flatMap((id) => index.servicesOn(id).map((one) => one.id)),
  ]);
}

/** IDs of the services that the change writes. */
export function writtenBy(change: Change, after: Swarm): ReadonlySet<string> {
  return new Set(subjectsOf(change, after).services);
}

/** IDs of the services whose tasks the change starts or replaces. */
export function updatedBy(change: Change, after: Swarm): ReadonlySet<string> {
  return change.kind === "service" && !change.request.replacesTasks ? new Set() : writtenBy(change, after);
}

/** IDs of the networks that these services are attached to after the change and were not before. */
export function joinedIn(after: Swarm, before: Swarm, services: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    after.services.filter(({ id }) => services.has(id)).flatMap((service) => {
      const old = indexOf(before).serviceById.get(service.id);
      const known = new Set(old === undefined ? [] : listedBy(before, old));
      return listedBy(after, service).filter((id) => !known.has(id));
    }),
  );
}

function subjectsOf(
  change: Change,
  after: Swarm,
): { networks: readonly string[]; services: readonly string[] } {
  switch (change.kind) {
    case "create-network":
      return { networks: [change.request.name], services: [] };
    case "remove-networks":
      return { networks: change.networks.map(({ id }) => id), services: [] };
    case "attach":
    case "detach":
      return { networks: [change.network.id], services: change.services.map(({ id }) => id) };
    case "service": {
      const id = serviceId(change);
      const service = indexOf(after).serviceById.get(id);
      return { networks: service === undefined ? [] : targetsOf(after, service), services: [id] };
    }
    case "replace": {
      // Of the swarm before and after it, of which one has the network and the other its successor.
      const networks = change.successors.flatMap(({ network, successor }) => [network.id, successor.id]);
      return {
        networks,
        services: networks.flatMap((id) => indexOf(after).servicesOn(id).map((one) => one.id)),
      };
    }
    case "deploy":
      return { networks: change.networks, services: change.services };
  }
}

function withNetwork(before: Swarm, request: CreateRequest): Swarm {
  const made = networkOfRequest(request, before.taken);
  return {
    ...before,
    networks: [...before.networks, made.scope === "swarm" ? allocated(before, made) : made],
  };
}

/** The list with this entry: an attachment that is there already gets the aliases and options that it lacks. */
function merged(swarm: Swarm, list: readonly Attachment[], entry: Attachment): Attachment[] {
  const at = list.findIndex(({ target }) => indexOf(swarm).network(target)?.id === entry.target);
  if (at < 0) return [...list, entry];
  return list.map((one, index) =>
    index !== at ? one : {
      target: one.target,
      aliases: [...new Set([...one.aliases, ...entry.aliases])],
      driverOpts: { ...one.driverOpts, ...entry.driverOpts },
    }
  );
}

function withLists(
  before: Swarm,
  services: readonly Pick<Service, "id">[],
  change: (list: Attachment[]) => Attachment[],
): Swarm {
  const ids = new Set(services.map(({ id }) => id));
  return withServices(
    before,
    before.services.filter(({ id }) => ids.has(id)).map((one) => ({
      ...one,
      networks: change(listOf(one)),
      legacyNetworks: [],
    })),
  );
}

/** Services put in their place or added, with VIPs and addresses of tasks as their lists say. */
export function withServices(before: Swarm, changed: readonly Service[]): Swarm {
  const byId = new Map(changed.map((one) => [one.id, settled(before, one)]));
  const known = new Set(before.services.map(({ id }) => id));
  return {
    ...before,
    services: [
      ...before.services.map((one) => byId.get(one.id) ?? one),
      ...[...byId.values()].filter(({ id }) => !known.has(id)),
    ],
    tasks: [
      ...before.tasks.map((task) => {
        const service = byId.get(task.service);
        return service === undefined || !isLive(task) ? task : moved(before, task, service);
      }),
      ...[...byId.values()].filter(({ id }) => !known.has(id)).flatMap((one) => newTasks(before, one)),
    ],
  };
}

/** IDs of the networks in a service's list; names that no network has stay names. */
function listedBy(swarm: Swarm, service: Service): string[] {
  return listOf(service).map(({ target }) => indexOf(swarm).network(target)?.id ?? target);
}

/** The same with the ingress network, where the service publishes ports through it. */
function targetsOf(swarm: Swarm, service: Service): string[] {
  const index = indexOf(swarm);
  const ids = listedBy(swarm, service);
  const mesh = isOnMesh(service) ? index.ingress : undefined;
  return [...new Set(mesh === undefined ? ids : [...ids, mesh.id])];
}

function settled(swarm: Swarm, service: Service): Service {
  if (service.endpointMode !== "vip" || isJob(service)) return { ...service, vips: [] };
  const addr = (network: string) =>
    service.vips.find((one) => one.network === network)?.addr ?? PLANNED_ADDRESS;
  return { ...service, vips: targetsOf(swarm, service).map((network) => ({ network, addr: addr(network) })) };
}

function moved(swarm: Swarm, task: Task, service: Service): Task {
  const networks = targetsOf(swarm, service).map((network) =>
    task.networks.find((one) => one.network === network) ??
      { network, addresses: [PLANNED_ADDRESS], aliases: [] }
  );
  return { ...task, networks };
}

function newTasks(swarm: Swarm, service: Service): Task[] {
  const wanted = service.replicas ??
    swarm.nodes.filter(({ availability, state }) => availability === "active" && state === "ready").length;
  const networks = targetsOf(swarm, service).map((network) => (
    { network, addresses: [PLANNED_ADDRESS], aliases: [] }
  ));
  return Array.from({ length: wanted }, (_, at) => ({
    id: `${service.name}.planned-${at + 1}`,
    service: service.id,
    slot: service.replicas === null ? 0 : at + 1,
    node: "",
    state: "new",
    desired: "running",
    message: "",
    error: "",
    created: swarm.taken,
    since: swarm.taken,
    networks,
    container: "",
    attachment: "",
    specVersion: 0,
    hostPorts: [],
  }));
}

function serviceId({ service, request }: ServiceChange): string {
  return service?.id ?? request.service ?? "";
}

function withService(before: Swarm, change: ServiceChange): Swarm {
  const { request } = change;
  const index = indexOf(before);
  const base = change.service ?? newService(serviceId(change), before.taken);
  const removed = new Set(request.networksRemoved.map((word) => index.network(word)?.id ?? word));
  const kept = listOf(base).filter(({ target }) => !removed.has(index.network(target)?.id ?? target));
  const added = request.networks.map(({ target, aliases }) => ({
    target: index.network(target)?.id ?? target,
    aliases,
    driverOpts: {},
  }));
  const ports = [
    ...base.portsSpec.filter(({ target }) => !request.portsRemoved.includes(target)),
    ...request.ports.map(({ text: _, ...port }) => ({ name: "", ...port })),
  ];
  const mode = (request.mode ?? base.mode) as Service["mode"];
  return withServices(before, [{
    ...base,
    networks: [...kept, ...added],
    legacyNetworks: [],
    mode,
    replicas: mode.startsWith("global") ? null : request.replicas ?? base.replicas ?? 1,
    endpointMode: request.endpointMode === undefined
      ? base.endpointMode
      : request.endpointMode === "dnsrr"
      ? "dnsrr"
      : "vip",
    portsSpec: ports,
    ports: request.ports.length + request.portsRemoved.length === 0 ? base.ports : ports,
    constraints: [
      ...base.constraints.filter((one) => !request.constraintsRemoved.includes(one)),
      ...request.constraints,
    ],
    maxReplicasPerNode: request.maxReplicasPerNode ?? base.maxReplicasPerNode,
    update: {
      ...base.update,
      order: request.updateOrder ?? base.update.order,
      parallelism: request.updateParallelism ?? base.update.parallelism,
    },
  }]);
}

/** A service that `docker service create` with no flags but a name would make. */
function newService(name: string, created: string): Service {
  return {
    id: name,
    name,
    version: 0,
    created,
    updated: created,
    labels: {},
    mode: "replicated",
    replicas: 1,
    image: "",
    networks: [],
    legacyNetworks: [],
    endpointMode: "vip",
    portsSpec: [],
    ports: [],
    vips: [],
    update: UPDATE_DEFAULTS,
    rollback: UPDATE_DEFAULTS,
    updateStatus: null,
    constraints: [],
    maxReplicasPerNode: 0,
    platforms: [],
    healthCheck: false,
    sysctls: {},
    stopGrace: 10_000_000_000,
    running: null,
    desired: null,
  };
}

function withSuccessors(before: Swarm, { successors, updates }: ReplaceChange): Swarm {
  const index = indexOf(before);
  const next = new Map<string, Network>(
    successors.map(({ network, successor }) => [network.id, allocated(before, successor)]),
  );
  const swapped = { ...before, networks: before.networks.map((one) => next.get(one.id) ?? one) };
  const users = new Set(successors.flatMap(({ network }) => index.servicesOn(network.id)));
  const first = new Set(updates.startFirst);
  return withServices(
    swapped,
    [...users].map((one) => ({
      ...one,
      networks: listOf(one).map((entry) => {
        const to = next.get(index.network(entry.target)?.id ?? "");
        return to === undefined ? entry : { ...entry, target: to.id };
      }),
      legacyNetworks: [],
      // Every update of the plan is made in this order.
      update: first.has(one.id) ? { ...one.update, order: "start-first" as const } : one.update,
    })),
  );
}

/** The network with the subnet that the managers would choose. */
function allocated(before: Swarm, network: Network): Network {
  return isAutomatic(network) ? withSubnet(network, nextAutomatic(before, 1)[0]) : network;
}

/** The swarm with the subnets that the managers would choose for these networks, one after the other. */
function withSubnets(swarm: Swarm, ids: ReadonlySet<string>): Swarm {
  const automatic = swarm.networks.filter((one) =>
    ids.has(one.id) && one.scope === "swarm" && isAutomatic(one)
  );
  const blocks = nextAutomatic(swarm, automatic.length);
  const made = new Map(automatic.map((one, at) => [one, withSubnet(one, blocks[at])]));
  return { ...swarm, networks: swarm.networks.map((one) => made.get(one) ?? one) };
}

function isAutomatic({ ipam }: Network): boolean {
  return ipam.config.length === 0 && (ipam.driver === "default" || ipam.driver === "");
}

function withSubnet(network: Network, block: Prefix | undefined): Network {
  if (block === undefined) return network;
  const config = [{ subnet: formatPrefix(block), range: "", gateway: "", aux: {} }];
  return { ...network, ipam: { ...network.ipam, config } };
}
