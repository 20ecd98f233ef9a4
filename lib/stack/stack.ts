import type { PortConfig, RollingConfig, ServiceConfig } from "./config.ts";
import type { EscapeRecord, VariableRecord } from "./interpolate.ts";
import type { Merged } from "./merge.ts";
import { type Mapping, placeOf } from "./node.ts";
import type { Position } from "./source.ts";

/**
 * What `docker stack deploy` would make of the files, under the names that the swarm would see. Names of fields are
 * those of the swarm model (lib/swarm/model.ts) wherever the thing is the same. Networks and services are sorted by
 * their key in the files.
 */
export interface Stack {
  /** The prefix. */
  name: string;
  /** "3.0" to "3.13". */
  version: string;
  /** Networks that a service uses and deploy would create; `<name>_default` included when a service needs it. */
  networks: StackNetwork[];
  /** Networks that a service uses and that must exist already. */
  external: StackNetwork[];
  /** Networks that no service uses: deploy ignores them. */
  unused: StackNetwork[];
  services: StackService[];
  variables: VariableRecord[];
  escapes: EscapeRecord[];
  /** What merging several files lost without a word. */
  merge: Omit<Merged, "config">;
  /** The documents after interpolation, in the order of the files. */
  documents: Mapping[];
}

/** A network that the stack would make or use. */
export interface StackNetwork {
  /** The key in the file. */
  key: string;
  /** The name in the swarm. */
  name: string;
  at: Position;
  /** The mapping as written, for the places of its keys; undefined when there is none. */
  node: Mapping | undefined;
  /** Made up by deploy for services that name no network. */
  implicit: boolean;
  driver: string;
  options: Record<string, string>;
  labels: Record<string, string>;
  internal: boolean;
  attachable: boolean;
  external: boolean;
  ipam: { driver: string; config: { subnet: string; at: Position }[] };
}

/** A network that a service would be on. */
export interface StackAttachment {
  /** The key in the file. */
  network: string;
  /** The name in the swarm. */
  target: string;
  /** With the service's own name, which deploy appends (twice when it was listed). */
  aliases: string[];
  /** As written. */
  listedAliases: string[];
  driverOpts: Record<string, string>;
  /** Written and dropped: swarm has no static addresses. */
  staticAddresses: string[];
  at: Position;
}

/** A port that a service would publish. */
export interface StackPort {
  protocol: string;
  target: number;
  /** 0: the engine chooses. */
  published: number;
  mode: string;
  at: Position;
  /** The port as written. */
  written: PortConfig;
}

/** A service that the stack would make. */
export interface StackService {
  key: string;
  name: string;
  at: Position;
  /** The mapping of each file that declares the service, first file first. */
  nodes: Mapping[];
  image: string;
  hostname: string;
  /** Labels of the service (`deploy.labels`) with those that deploy adds. */
  labels: Record<string, string>;
  /** Labels of its containers (`labels`). */
  containerLabels: Record<string, string>;
  /** As written, "replicated" by default. */
  mode: string;
  /** null: global, or not written, which means 1. */
  replicas: number | null;
  networks: StackAttachment[];
  ports: StackPort[];
  /** As written in lower case; "vip" when not given. */
  endpointMode: string;
  update: RollingConfig | null;
  rollback: RollingConfig | null;
  constraints: { text: string; at: Position }[];
  preferences: string[];
  maxReplicasPerNode: number;
  healthcheck: ServiceConfig["healthcheck"];
  sysctls: Record<string, string>;
  dns: string[];
  stopGrace: number | null;
  /** Every key written under the service in any file, with its place. */
  keys: { key: string; at: Position }[];
}

/**
 * The place of a key of a network or service, such as `["driver_opts", "encrypted"]` or `["deploy", "replicas"]`: in
 * the last file that has it, else the place of the thing itself.
 */
export function whereIs(
  thing: { at: Position; node?: Mapping | undefined; nodes?: Mapping[] },
  path: readonly (string | number)[],
): Position {
  const nodes = thing.nodes ?? (thing.node === undefined ? [] : [thing.node]);
  for (const node of [...nodes].reverse()) {
    const place = placeOf(node, path);
    if (place !== undefined) return place;
  }
  return thing.at;
}
