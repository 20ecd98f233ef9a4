import type { Port, ServiceMode } from "../swarm/model.ts";
import { type Encryption, isOn } from "./network_facts.ts";

/** A swarm as a picture needs it: machines, networks, services, who is on what. Sorted; without layout. */
export interface Topology {
  /** When the swarm was collected, RFC 3339. */
  taken: string;
  nodes: MapNode[];
  networks: MapNetwork[];
  services: MapService[];
  /** One for each service on each network; on the ingress network those that publish through the mesh. */
  links: MapLink[];
  findings: MapFinding[];
}

/** What a rule found, as far as a picture shows it. */
export interface MapFinding {
  code: string;
  level: "error" | "warning" | "info";
  object: { kind: string; name: string; id?: string };
  message: string;
  /** What to do, one sentence. */
  fix: string;
  /** Commands that do it or show how, as they run. */
  commands: readonly string[];
}

/** A node of the map. */
export interface MapNode {
  id: string;
  name: string;
  role: string;
  state: string;
  availability: string;
  addr: string;
  leader: boolean;
  /** Live tasks here of the services in the picture. */
  tasks: number;
}

/** A network of the map. */
export interface MapNetwork {
  id: string;
  name: string;
  /** Stack that owns it, or "". */
  stack: string;
  /** `unallocated`: created, but without driver and addresses. `missing`: only named by a service. */
  kind: "overlay" | "ingress" | "other" | "unallocated" | "missing";
  encryption: Encryption;
  subnets: string[];
  /** Bytes; null where it is no overlay or its option is not usable. */
  mtuInside: number | null;
  /** Addresses; null where managers allocate none. */
  addresses: { usable: number; used: number; free: number } | null;
  attachable: boolean;
  internal: boolean;
  /** Containers attached by hand (`docker run --network`). */
  containers: number;
  /** Names of the nodes with a live task on it. */
  nodes: string[];
}

/** A service of the map. */
export interface MapService {
  id: string;
  name: string;
  stack: string;
  mode: ServiceMode;
  endpointMode: "vip" | "dnsrr";
  image: string;
  running: number;
  /** Tasks of a job that are done. */
  completed: number;
  /** Wanted tasks: replicas, for global services the live ones. */
  wanted: number;
  /** Ports as assigned; before that as asked for. */
  ports: Port[];
  /** Live tasks by node, in the order of the nodes' names; ID and name are "" where there is no node yet. */
  placed: { node: string; name: string; tasks: number }[];
}

/** A service on a network. */
export interface MapLink {
  /** Service ID. */
  service: string;
  /** Network ID. */
  network: string;
  encryption: Encryption;
  /** VIP without prefix length, or "". */
  vip: string;
  aliases: string[];
  /** Traffic here can leave a node: live tasks of the network are on more than one. */
  crosses: boolean;
}

/** What the map says about encryption. */
export type MapState = "encrypted" | "clear" | "unknown";

/** What a picture tells apart: all else is detail. */
export function stateOf(encryption: Encryption): MapState {
  if (isOn(encryption)) return "encrypted";
  return encryption === "off" ? "clear" : "unknown";
}

/** The state in words, since colour alone says nothing to many. */
export const STATE_TEXT: Readonly<Record<Encryption, string>> = {
  on: "encrypted",
  "by-key": "encrypted (by key)",
  off: "in clear",
  none: "not an overlay",
  unknown: "unknown",
};
