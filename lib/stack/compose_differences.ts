import type { LoadResult } from "./index.ts";
import {
  entriesOf,
  type Entry,
  isNull,
  itemsOf,
  type Mapping,
  type Node,
  positionOf,
  valueOf,
} from "./node.ts";
import { NETWORK_KEYS, SERVICE_KEYS } from "./schema_tables.ts";
import { comparePositions, type Position } from "./source.ts";

/** Something in the files that `docker compose` and `docker stack deploy` take differently. */
export interface ComposeDifference {
  effect: Effect;
  /** Keys from the root, dotted. */
  path: string;
  at: Position;
  /** What docker compose does with it, and what a swarm does. */
  compose: string;
  swarm: string;
}

type Add = (path: string, node: Node, fact: KeyFact) => void;

/** Everything in the files that works in `docker compose` and not in a swarm, or differently, in the order of the files. */
export function composeDifferences(loaded: LoadResult): ComposeDifference[] {
  const found: ComposeDifference[] = [];
  const add: Add = (path, node, fact) => found.push({ ...fact, path, at: positionOf(node) });
  for (const { root } of loaded.documents) {
    if (root === undefined) continue;
    ofTop(root, add);
    for (const entry of entriesOf(valueOf(root, "services"))) ofService(entry, add);
    for (const entry of entriesOf(valueOf(root, "networks"))) ofNetwork(entry, add);
  }
  const files = loaded.documents.map(({ source }) => source.name);
  return [...found, ...ofMerge(loaded), ...ofVariables(loaded)].sort((a, b) =>
    files.indexOf(a.at.file) - files.indexOf(b.at.file) || comparePositions(a.at, b.at)
  );
}

/** What a swarm has instead of a key that docker refuses, by `file:line:column` of the key; only where there is advice. */
export function refusedAdvice(loaded: LoadResult): Map<string, string> {
  const refused = composeDifferences(loaded).filter(({ effect, swarm }) =>
    effect === "refused" && swarm !== UNKNOWN.swarm
  );
  return new Map(refused.map(({ at, swarm }) => [`${at.file}:${at.line}:${at.column}`, swarm]));
}

const UNKNOWN: KeyFact = {
  effect: "refused",
  compose: "known to compose, or ignored",
  swarm: "stack files have no such key",
};
const TOP_KEYS = ["version", "services", "networks", "volumes", "secrets", "configs"];

function ofTop(root: Mapping, add: Add): void {
  for (const { key, keyNode } of root.entries) {
    if (TOP_KEYS.includes(key) || key.startsWith("x-")) continue;
    add(key, keyNode, factFor(TOP_FACTS, key) ?? UNKNOWN);
  }
}

function factFor(table: Readonly<Record<string, KeyFact>>, key: string): KeyFact | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function ofService({ key: name, value }: Entry, add: Add): void {
  const path = `services.${name}`;
  for (const { key, keyNode } of entriesOf(value)) {
    const fact = factFor(SERVICE_FACTS, key);
    if (fact !== undefined) add(`${path}.${key}`, keyNode, fact);
    else if (!SERVICE_KEYS.includes(key) && !key.startsWith("x-")) add(`${path}.${key}`, keyNode, UNKNOWN);
  }
  const order = valueOf(value, "depends_on");
  if (order !== undefined) add(`${path}.depends_on`, order, dependsOn(order));
  itemsOf(valueOf(value, "ports")).forEach((port, at) => ofPort(port, `${path}.ports.${at}`, add));
  for (const attachment of entriesOf(valueOf(value, "networks"))) ofAttachment(attachment, path, add);
}

function dependsOn(order: Node): KeyFact {
  return {
    effect: order.kind === "mapping" ? "refused" : "ignored",
    compose: "starts services in order",
    swarm: "services start at once: wait for what is needed inside the container",
  };
}

function ofPort(port: Node, path: string, add: Add): void {
  if (port.kind === "scalar") {
    if (/^(?:\d+\.\d+\.\d+\.\d+|\[[^\]]*\]):/.test(String(port.value))) {
      add(path, port, {
        effect: "different",
        compose: "publishes on this address of the host only",
        swarm: "publishes on every address of every node",
      });
    }
    return;
  }
  for (const { key, keyNode, value } of entriesOf(port)) {
    if (key === "published" && value.kind === "scalar" && value.type === "str" && !value.dollar) {
      add(`${path}.${key}`, value, {
        effect: "refused",
        compose: "takes text and ranges",
        swarm: "takes a number only",
      });
    } else if (!["target", "published", "protocol", "mode"].includes(key)) {
      add(`${path}.${key}`, keyNode, factFor(PORT_FACTS, key) ?? UNKNOWN);
    }
  }
}

function ofAttachment({ key: network, value }: Entry, path: string, add: Add): void {
  for (const { key, keyNode } of entriesOf(value)) {
    if (key === "aliases" || key === "driver_opts") continue;
    const fixed = key === "ipv4_address" || key === "ipv6_address";
    add(
      `${path}.networks.${network}.${key}`,
      keyNode,
      fixed
        ? {
          effect: "ignored",
          compose: "gives the container this address",
          swarm: "every task gets an address of the swarm's choice",
        }
        : UNKNOWN,
    );
  }
}

function ofNetwork({ key: name, keyNode, value }: Entry, add: Add): void {
  const path = `networks.${name}`;
  for (const { key, keyNode } of entriesOf(value)) {
    const fact = factFor(NETWORK_FACTS, key);
    if (fact !== undefined) add(`${path}.${key}`, keyNode, fact);
    else if (!NETWORK_KEYS.includes(key) && !key.startsWith("x-")) add(`${path}.${key}`, keyNode, UNKNOWN);
  }
  const outside = valueOf(value, "external");
  const driver = valueOf(value, "driver");
  if (isNull(driver) && (outside === undefined || (outside.kind === "scalar" && outside.value === false))) {
    add(path, keyNode, {
      effect: "different",
      compose: "makes a bridge of this machine",
      swarm: "makes an overlay across the nodes, plain unless driver_opts has encrypted",
    });
  }
  const ipam = valueOf(value, "ipam");
  for (const { key, keyNode } of entriesOf(ipam)) {
    if (key !== "driver" && key !== "config") add(`${path}.ipam.${key}`, keyNode, UNKNOWN);
  }
  itemsOf(valueOf(ipam, "config")).forEach((pool, at) => {
    for (const { key, keyNode } of entriesOf(pool)) {
      if (key === "subnet") continue;
      add(`${path}.ipam.config.${at}.${key}`, keyNode, {
        effect: "refused",
        compose: "is part of the network's addresses",
        swarm: "a stack file has subnets only: create the network beforehand and declare it external",
      });
    }
  });
}

function ofMerge({ stack }: LoadResult): ComposeDifference[] {
  if (stack === undefined) return [];
  const { replacedNetworks, droppedPorts, replacedAliases } = stack.merge;
  return [
    ...replacedNetworks.map(({ key, after }) => ({
      effect: "different" as const,
      path: `networks.${key}`,
      at: after.at,
      compose: "merges it key by key with the earlier file's",
      swarm: "replaces what the earlier file says of it as a whole",
    })),
    ...droppedPorts.map(({ service, kept }) => ({
      effect: "different" as const,
      path: `services.${service}.ports`,
      at: kept.at,
      compose: "keeps the ports of both files",
      swarm: `keeps one port for each published number (${kept.published || "none"})`,
    })),
    ...replacedAliases.map(({ service, after }) => ({
      effect: "different" as const,
      path: `services.${service}.networks.${after.key}`,
      at: after.at,
      compose: "adds to the aliases of the earlier file",
      swarm: "replaces the aliases of the earlier file",
    })),
  ];
}

function ofVariables({ stack, dotEnv }: LoadResult): ComposeDifference[] {
  return (stack?.variables ?? []).filter(({ name, isSet }) => !isSet && dotEnv.has(name)).map(
    ({ name, path, at, usedDefault }) => ({
      effect: "different",
      path,
      at,
      compose: `takes ${name} from .env`,
      swarm: `reads no .env: ${usedDefault ? "takes the default" : "puts nothing in its place"}`,
    }),
  );
}

/** How a key fares in a swarm: docker refuses the file, deploy ignores the key, or it means something else. */
export type Effect = "refused" | "ignored" | "different";

/** What one key does in `docker compose`, and what in a swarm. */
interface KeyFact {
  effect: Effect;
  compose: string;
  swarm: string;
}

const ignored = (compose: string, swarm: string): KeyFact => ({ effect: "ignored", compose, swarm });
const refused = (compose: string, swarm: string): KeyFact => ({ effect: "refused", compose, swarm });
const limit = refused("limits resources", "use deploy.resources.limits");

/** Keys at the top of a file. Any other unknown one is refused as well. */
const TOP_FACTS: Readonly<Record<string, KeyFact>> = {
  name: refused("names the project", "the name is an operand of docker stack deploy"),
  include: refused("reads other files", "give each file with a -c of its own"),
};

/**
 * Keys of services (docker/cli cli/compose/types/types.go: UnsupportedProperties, DeprecatedProperties,
 * ForbiddenProperties). Keys that stack files do not know at all are refused.
 */
const SERVICE_FACTS: Readonly<Record<string, KeyFact>> = {
  build: ignored(
    "builds the image",
    "nothing is built: the image must be in a registry that every node reaches",
  ),
  cgroup_parent: ignored("places the container in this cgroup", "no effect"),
  cgroupns_mode: ignored("chooses the cgroup namespace", "no effect"),
  container_name: ignored(
    "names the container, which resolves",
    "the name does not exist: use an alias on the network",
  ),
  devices: ignored("gives devices to the container", "no effect"),
  domainname: ignored("sets the domain name", "no effect: use hostname or an alias"),
  expose: ignored("documents ports", "no effect: services of one network reach every port"),
  external_links: ignored("links to containers of other projects", "no effect: share an external network"),
  ipc: ignored("chooses the IPC namespace", "no effect"),
  links: ignored("gives other services more names", "no effect: services resolve by name, and by aliases"),
  mac_address: ignored("sets the MAC address", "no effect"),
  network_mode: ignored(
    "replaces the networks of the service",
    "no effect: the service lands on the stack's default network; for the host's network attach to an external network named host",
  ),
  pid: ignored("chooses the PID namespace", "no effect"),
  privileged: ignored("runs the container privileged", "no effect"),
  profiles: refused(
    "starts the service only with its profile",
    "there are no profiles: keep such services in a file of their own",
  ),
  restart: {
    effect: "different",
    compose: "restarts the container by this policy",
    swarm:
      "deploy warns that it ignores it; tasks restart even after `no`: say it with deploy.restart_policy",
  },
  security_opt: ignored("sets security options", "no effect"),
  shm_size: ignored("sizes /dev/shm", "no effect: mount a tmpfs there"),
  userns_mode: ignored("chooses the user namespace", "no effect"),
  extends: refused("takes over another service", "repeat the keys, or use YAML anchors"),
  volumes_from: refused("mounts another container's volumes", "name the volumes"),
  volume_driver: refused("chooses the volume driver", "set the driver of the volume"),
  cpu_quota: limit,
  cpu_shares: limit,
  cpuset: limit,
  mem_limit: refused("limits memory", "use deploy.resources.limits.memory"),
  memswap_limit: limit,
  cpus: refused("limits processors", "use deploy.resources.limits.cpus"),
  mem_reservation: refused("reserves memory", "use deploy.resources.reservations.memory"),
  pids_limit: refused("limits processes", "use deploy.resources.limits.pids"),
  scale: refused("starts this many containers", "use deploy.replicas"),
  platform: refused(
    "chooses the platform of the image",
    "use deploy.placement.constraints: node.platform.arch, node.platform.os",
  ),
  runtime: refused("chooses the runtime", "make it the default runtime of the nodes' engines"),
  gpus: refused("gives GPUs to the container", "use deploy.resources.reservations.generic_resources"),
  pull_policy: refused(
    "says when to pull the image",
    "the nodes pull by digest: see --resolve-image of docker stack deploy",
  ),
  develop: refused("watches source files", "has no counterpart: keep it in a file for compose only"),
  group_add: refused("adds groups", "has no counterpart in a stack file: docker service create --group"),
  label_file: refused("reads labels from files", "write them under labels"),
  post_start: refused("runs a command after the start", "do it in the entrypoint of the image"),
  pre_stop: refused("runs a command before the end", "handle the stop signal in the container"),
};

/** Keys of ports in the long form that only compose knows. */
const PORT_FACTS: Readonly<Record<string, KeyFact>> = {
  host_ip: refused(
    "publishes on this address of the host only",
    "ports cannot be bound to an address: leave it out, and close the port elsewhere with a firewall",
  ),
  name: refused("names the port", "ports have no name: leave it out"),
  app_protocol: refused("says what is spoken on the port", "ports have no such mark: leave it out"),
};

/** Keys of top-level networks that only compose knows. */
const NETWORK_FACTS: Readonly<Record<string, KeyFact>> = {
  enable_ipv4: refused("turns IPv4 off or on", "an overlay always has IPv4"),
  enable_ipv6: refused("gives the network IPv6 addresses", "overlays have no IPv6 to speak of"),
};
