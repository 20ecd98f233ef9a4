import type * as model from "./model.ts";
import {
  type Check,
  count,
  type Fields,
  flag,
  list,
  number,
  object,
  oneOf,
  orNull,
  recordOf,
  text,
} from "./snapshot_check.ts";

const texts = list(text);
const map = recordOf(text);

const port = object(
  {
    name: text,
    protocol: text,
    target: count,
    published: count,
    mode: oneOf("ingress", "host"),
  } satisfies Fields<model.Port>,
);

const source = object(
  {
    engineVersion: text,
    apiVersion: text,
    os: text,
    kernel: text,
    name: text,
    nodeId: text,
    nodeAddr: text,
    local: flag,
    bridgePools: list(object({ base: text, size: count })),
    hostRoutes: orNull(texts),
    liveRestore: flag,
    firewallBackend: text,
  } satisfies Fields<model.Source>,
);

const cluster = object(
  {
    id: text,
    created: text,
    defaultAddrPool: orNull(texts),
    subnetSize: count,
    dataPathPort: count,
    autoLockManagers: flag,
    nodeCertExpiry: count,
    rootRotationInProgress: flag,
    taskHistory: count,
  } satisfies Fields<model.Cluster>,
);

const node = object(
  {
    id: text,
    hostname: text,
    role: oneOf("manager", "worker"),
    availability: oneOf("active", "pause", "drain"),
    state: oneOf("ready", "down", "unknown", "disconnected"),
    addr: text,
    os: text,
    arch: text,
    engineVersion: text,
    manager: orNull(object({ leader: flag, reachability: text, addr: text })),
    labels: map,
  } satisfies Fields<model.Node>,
);

const endpoint = object(
  { id: text, name: text, endpointId: text, mac: text, ipv4: text, ipv6: text } satisfies Fields<
    model.Endpoint
  >,
);

const gossip = object(
  {
    name: text,
    vip: text,
    ports: texts,
    lbIndex: count,
    tasks: list(object({ name: text, endpointId: text, ip: text, hostIp: text })),
  } satisfies Fields<model.GossipService>,
);

const network = object(
  {
    id: text,
    name: text,
    created: text,
    scope: oneOf("swarm", "local", "global"),
    driver: text,
    enableIPv4: flag,
    enableIPv6: flag,
    internal: flag,
    attachable: flag,
    ingress: flag,
    configOnly: flag,
    configFrom: text,
    ipam: object({
      driver: text,
      options: map,
      config: list(
        object({ subnet: text, range: text, gateway: text, aux: map } satisfies Fields<model.IpamConfig>),
      ),
    }),
    options: map,
    labels: map,
    containers: orNull(list(endpoint)),
    peers: orNull(list(object({ name: text, ip: text }))),
    usage: orNull(recordOf(object({ used: count, available: count }))),
    gossip: orNull(list(gossip)),
  } satisfies Fields<model.Network>,
);

const attachment = object(
  { target: text, aliases: texts, driverOpts: map } satisfies Fields<model.Attachment>,
);

const update = object(
  {
    parallelism: count,
    delay: count,
    monitor: count,
    failureAction: text,
    maxFailureRatio: number,
    order: oneOf("stop-first", "start-first"),
  } satisfies Fields<model.UpdateConfig>,
);

const service = object(
  {
    id: text,
    name: text,
    version: count,
    created: text,
    updated: text,
    labels: map,
    mode: oneOf("replicated", "global", "replicated-job", "global-job"),
    replicas: orNull(count),
    image: text,
    networks: list(attachment),
    legacyNetworks: list(attachment),
    endpointMode: oneOf("vip", "dnsrr"),
    portsSpec: list(port),
    ports: list(port),
    vips: list(object({ network: text, addr: text })),
    update,
    rollback: update,
    updateStatus: orNull(object({ state: text, started: text, completed: text, message: text })),
    constraints: texts,
    maxReplicasPerNode: count,
    platforms: list(object({ os: text, arch: text })),
    healthCheck: flag,
    sysctls: map,
    stopGrace: count,
    running: orNull(count),
    desired: orNull(count),
  } satisfies Fields<model.Service>,
);

const task = object(
  {
    id: text,
    service: text,
    slot: count,
    node: text,
    state: text,
    desired: text,
    message: text,
    error: text,
    created: text,
    since: text,
    networks: list(
      object({ network: text, addresses: texts, aliases: texts } satisfies Fields<model.TaskAddress>),
    ),
    container: text,
    attachment: text,
    specVersion: count,
    hostPorts: list(port),
  } satisfies Fields<model.Task>,
);

/** A whole snapshot document, the schema id included. */
export const snapshotDocument: Check = object(
  {
    schema: text,
    taken: text,
    source,
    cluster,
    nodes: list(node),
    networks: list(network),
    services: list(service),
    tasks: list(task),
    gaps: list(object({ what: text, why: text } satisfies Fields<model.Gap>)),
  } satisfies Fields<model.Swarm & { schema: string }>,
);
