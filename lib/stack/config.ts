import type { Mapping } from "./node.ts";
import type { Position } from "./source.ts";

/**
 * One stack file read into values, before several are merged and before names are prefixed. Text maps are sorted by
 * nothing: they keep the order of the file. Durations are nanoseconds.
 */
export interface FileConfig {
  services: Map<string, ServiceConfig>;
  networks: Map<string, NetworkConfig>;
  /** Top-level secrets, configs and volumes by key. */
  objects: Record<ObjectKind, Map<string, ObjectConfig>>;
}

/** Top-level sections besides services and networks. */
export type ObjectKind = "volumes" | "secrets" | "configs";

/** A volume, secret or config of a file. */
export interface ObjectConfig {
  key: string;
  at: Position;
  external: boolean;
  name: string;
}

/** A network of a file, as written. */
export interface NetworkConfig {
  key: string;
  at: Position;
  /** The mapping as written; undefined for `name:` with nothing after it. */
  node: Mapping | undefined;
  /** "" when not given. */
  name: string;
  /** "" when not given, which deploys as overlay. */
  driver: string;
  driverOpts: Record<string, string>;
  ipamDriver: string;
  /** Subnets as written. */
  subnets: { subnet: string; at: Position }[];
  external: boolean;
  internal: boolean;
  attachable: boolean;
  labels: Record<string, string>;
}

/** A network of a service, as written. */
export interface AttachmentConfig {
  key: string;
  at: Position;
  /** Without the service's own name, which deploy adds. */
  aliases: string[];
  driverOpts: Record<string, string>;
  ipv4Address: string;
  ipv6Address: string;
  /** Written as an item of a list, or with nothing after the key. */
  bare: boolean;
}

/** A port of a service, in the long form. */
export interface PortConfig {
  at: Position;
  target: number;
  /** 0: not given, the engine chooses. */
  published: number;
  /** As written; "" when the long form leaves it out, which means tcp. */
  protocol: string;
  /** As written; "" when the long form leaves it out, which means ingress. */
  mode: string;
  /** Written in the short form, so mode and protocol are docker's defaults where the text has none. */
  short: boolean;
  /** Host address of the short form, which docker ignores with a warning. */
  hostIp: string;
}

/** update_config or rollback_config as written; null where nothing is. */
export interface RollingConfig {
  at: Position;
  parallelism: number | null;
  delay: number | null;
  monitor: number | null;
  failureAction: string;
  maxFailureRatio: number | null;
  order: string;
}

/** The health check of a service. */
export interface HealthConfig {
  at: Position;
  /** The test has words. */
  hasTest: boolean;
  disable: boolean;
}

/** A service of a file, as written. */
export interface ServiceConfig {
  key: string;
  at: Position;
  /** The mapping of each file that declares the service, first file first. */
  nodes: Mapping[];
  image: string;
  hostname: string;
  labels: Record<string, string>;
  sysctls: Record<string, string>;
  dns: string[];
  networks: Map<string, AttachmentConfig>;
  ports: PortConfig[];
  /** `ports` is written, be it empty: merging differs. */
  listsPorts: boolean;
  healthcheck: HealthConfig | null;
  stopGrace: number | null;
  restart: string;
  secrets: { source: string; at: Position }[];
  configs: { source: string; at: Position }[];
  deploy: DeployConfig;
}

/** The `deploy` section of a service. */
export interface DeployConfig {
  /** "" when not given, which means replicated. */
  mode: string;
  /** As written; "" when not given. */
  endpointMode: string;
  replicas: number | null;
  labels: Record<string, string>;
  update: RollingConfig | null;
  rollback: RollingConfig | null;
  constraints: { text: string; at: Position }[];
  /** Spread descriptors. */
  preferences: string[];
  /** 0: no limit. */
  maxReplicasPerNode: number;
}
