import type {
  AttachmentConfig,
  DeployConfig,
  FileConfig,
  HealthConfig,
  PortConfig,
  RollingConfig,
  ServiceConfig,
} from "./config.ts";
import { record } from "./read_value.ts";

/** A top-level network that a later file replaced as a whole. */
export interface ReplacedNetwork {
  key: string;
  /** What was lost. */
  before: FileConfig["networks"] extends Map<string, infer Network> ? Network : never;
  after: FileConfig["networks"] extends Map<string, infer Network> ? Network : never;
}

/** Ports that disappeared because two had the same published number. */
export interface DroppedPort {
  service: string;
  dropped: PortConfig;
  kept: PortConfig;
}

/** An attachment of an earlier file whose aliases a later file replaced. */
export interface ReplacedAliases {
  service: string;
  before: AttachmentConfig;
  after: AttachmentConfig;
}

/** Several files as one, and what got lost on the way without a word from docker. */
export interface Merged {
  config: FileConfig;
  replacedNetworks: ReplacedNetwork[];
  droppedPorts: DroppedPort[];
  replacedAliases: ReplacedAliases[];
}

/**
 * Merges files in order as `docker stack deploy -c A -c B` does (docker/cli cli/compose/loader/merge.go, mergo), which
 * is not what `docker compose` does: a network, volume, secret or config named again is replaced whole; of a service,
 * text and numbers are replaced when they say something, true wins, lists grow, maps are united.
 */
export function mergeConfigs(files: readonly FileConfig[]): Merged {
  const [first, ...rest] = files;
  const merged: Merged = {
    config: first ?? { services: new Map(), networks: new Map(), objects: noObjects() },
    replacedNetworks: [],
    droppedPorts: [],
    replacedAliases: [],
  };
  for (const override of rest) merged.config = mergeTwo(merged.config, override, merged);
  return merged;
}

function noObjects(): FileConfig["objects"] {
  return { volumes: new Map(), secrets: new Map(), configs: new Map() };
}

function mergeTwo(base: FileConfig, override: FileConfig, log: Merged): FileConfig {
  for (const [key, after] of override.networks) {
    const before = base.networks.get(key);
    if (before !== undefined) log.replacedNetworks.push({ key, before, after });
  }
  const services = new Map(base.services);
  for (const [key, service] of override.services) {
    const before = base.services.get(key);
    services.set(key, before === undefined ? service : mergeService(before, service, log));
  }
  return {
    services,
    networks: new Map([...base.networks, ...override.networks]),
    objects: {
      volumes: new Map([...base.objects.volumes, ...override.objects.volumes]),
      secrets: new Map([...base.objects.secrets, ...override.objects.secrets]),
      configs: new Map([...base.objects.configs, ...override.objects.configs]),
    },
  };
}

function mergeService(base: ServiceConfig, over: ServiceConfig, log: Merged): ServiceConfig {
  return {
    key: base.key,
    at: base.at,
    nodes: [...base.nodes, ...over.nodes],
    image: over.image || base.image,
    hostname: over.hostname || base.hostname,
    labels: united(base.labels, over.labels),
    sysctls: united(base.sysctls, over.sysctls),
    dns: [...base.dns, ...over.dns],
    networks: mergeAttachments(base, over, log),
    ports: mergePorts(base, over, log),
    listsPorts: base.listsPorts || over.ports.length > 0,
    healthcheck: mergeHealth(base.healthcheck, over.healthcheck),
    stopGrace: over.stopGrace ?? base.stopGrace,
    restart: over.restart || base.restart,
    secrets: bySource([...base.secrets, ...over.secrets]),
    configs: bySource([...base.configs, ...over.configs]),
    deploy: mergeDeploy(base.deploy, over.deploy),
  };
}

function united(base: Record<string, string>, over: Record<string, string>): Record<string, string> {
  return record([...Object.entries(base), ...Object.entries(over)]);
}

function bySource<T extends { source: string }>(references: T[]): T[] {
  return [...new Map(references.map((reference) => [reference.source, reference])).values()];
}

/**
 * The union of both; where both have a network, the later file's aliases stand, even none, and its driver options are
 * lost, unless it only lists the network, which changes nothing.
 */
function mergeAttachments(base: ServiceConfig, over: ServiceConfig, log: Merged): ServiceConfig["networks"] {
  const networks = new Map(base.networks);
  for (const [key, after] of over.networks) {
    const before = base.networks.get(key);
    if (before === undefined || before.bare) {
      networks.set(key, after.bare && before !== undefined ? before : after);
    } else if (!after.bare) {
      log.replacedAliases.push({ service: base.key, before, after });
      networks.set(key, {
        ...before,
        aliases: after.aliases,
        ipv4Address: after.ipv4Address || before.ipv4Address,
        ipv6Address: after.ipv6Address || before.ipv6Address,
      });
    }
  }
  return networks;
}

/**
 * A service in two files has its ports keyed by published number, protocol and mode ignored, as soon as the first has
 * a list of them: 53/tcp and 53/udp become one, and so do all ports without a published number (docker/cli#2407).
 * Without a list in the first file the second's is taken as it is.
 */
function mergePorts(base: ServiceConfig, over: ServiceConfig, log: Merged): PortConfig[] {
  if (!base.listsPorts) return over.ports;
  const kept = new Map<number, PortConfig>();
  for (const port of [...base.ports, ...over.ports]) {
    const dropped = kept.get(port.published);
    if (dropped !== undefined) log.droppedPorts.push({ service: base.key, dropped, kept: port });
    kept.set(port.published, port);
  }
  return [...kept.values()].sort((a, b) => a.published - b.published);
}

function mergeHealth(base: HealthConfig | null, over: HealthConfig | null): HealthConfig | null {
  if (base === null || over === null) return over ?? base;
  return { at: over.at, hasTest: base.hasTest || over.hasTest, disable: base.disable || over.disable };
}

function mergeDeploy(base: DeployConfig, over: DeployConfig): DeployConfig {
  return {
    mode: over.mode || base.mode,
    endpointMode: over.endpointMode || base.endpointMode,
    replicas: over.replicas ?? base.replicas,
    labels: united(base.labels, over.labels),
    update: mergeRolling(base.update, over.update),
    rollback: mergeRolling(base.rollback, over.rollback),
    constraints: [...base.constraints, ...over.constraints],
    preferences: [...base.preferences, ...over.preferences],
    maxReplicasPerNode: over.maxReplicasPerNode || base.maxReplicasPerNode,
  };
}

function mergeRolling(base: RollingConfig | null, over: RollingConfig | null): RollingConfig | null {
  if (base === null || over === null) return over ?? base;
  return {
    at: over.at,
    parallelism: over.parallelism ?? base.parallelism,
    delay: over.delay || base.delay,
    monitor: over.monitor || base.monitor,
    failureAction: over.failureAction || base.failureAction,
    maxFailureRatio: over.maxFailureRatio || base.maxFailureRatio,
    order: over.order || base.order,
  };
}
