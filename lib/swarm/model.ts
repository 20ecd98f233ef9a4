/**
 * A swarm as data: what the Engine API says about its networks, services, tasks and nodes, in one value.
 * Everything that judges, draws, plans or prints reads this and nothing else, so a snapshot file, the demo and a live
 * engine are interchangeable. Addresses are text in CIDR or dotted form as the engine gave them; durations are
 * nanoseconds as in the Engine API; times are RFC 3339 text. A fact that the source could not tell is `null`, never a guess.
 */
export interface Swarm {
  /** When it was collected. */
  taken: string;
  source: Source;
  cluster: Cluster;
  nodes: Node[];
  /** Swarm-scoped networks first, then the local ones of the engine asked (bridges, docker_gwbridge, config-only). */
  networks: Network[];
  services: Service[];
  /** Every task the managers still hold, history included. */
  tasks: Task[];
  /** What could not be seen from where this was collected. */
  gaps: Gap[];
}

/** The engine that answered. */
export interface Source {
  engineVersion: string;
  /** Negotiated API version, such as "1.51". */
  apiVersion: string;
  os: string;
  kernel: string;
  /** Host name of the node asked. */
  name: string;
  nodeId: string;
  nodeAddr: string;
  /** The engine is on this machine (unix socket or named pipe), so this machine's routes are the node's routes. */
  local: boolean;
  /** daemon.json default-address-pools of the engine asked: local bridges only; overlays do not use them. */
  bridgePools: { base: string; size: number }[];
  /** Host routes of this machine in CIDR form where the engine is local and they can be read, else null. */
  hostRoutes: string[] | null;
  liveRestore: boolean;
  firewallBackend: string;
}

/** The swarm's own settings (GET /swarm). */
export interface Cluster {
  id: string;
  created: string;
  /** null: never set at `swarm init`, which means 10.0.0.0/8. */
  defaultAddrPool: string[] | null;
  /** Prefix length that automatic subnets are cut to (24 unless set). */
  subnetSize: number;
  /** 0 means 4789. */
  dataPathPort: number;
  autoLockManagers: boolean;
  /** Node certificate lifetime, nanoseconds. */
  nodeCertExpiry: number;
  rootRotationInProgress: boolean;
  /** Task history limit kept per slot. */
  taskHistory: number;
}

/** A node of the swarm (GET /nodes). */
export interface Node {
  id: string;
  hostname: string;
  role: "manager" | "worker";
  availability: "active" | "pause" | "drain";
  state: "ready" | "down" | "unknown" | "disconnected";
  /** The address the managers saw; not necessarily the data path address. */
  addr: string;
  os: string;
  arch: string;
  engineVersion: string;
  manager: { leader: boolean; reachability: string; addr: string } | null;
  labels: Record<string, string>;
}

/** A subnet of a network as CIDR texts; "" where not set, `aux` by name. */
export interface IpamConfig {
  subnet: string;
  range: string;
  gateway: string;
  aux: Record<string, string>;
}

/** A network of the swarm or of the engine asked (GET /networks). */
export interface Network {
  id: string;
  name: string;
  created: string;
  scope: "swarm" | "local" | "global";
  /** Empty on a swarm-scoped network that the allocator could not allocate, although creating it returned 201. */
  driver: string;
  enableIPv4: boolean;
  enableIPv6: boolean;
  internal: boolean;
  attachable: boolean;
  ingress: boolean;
  configOnly: boolean;
  /** Name of the config-only network this one was made from, or "". */
  configFrom: string;
  ipam: { driver: string; options: Record<string, string>; config: IpamConfig[] };
  /** Driver options. The key `encrypted`, whatever its value, turns encryption on (Linux overlay driver). */
  options: Record<string, string>;
  labels: Record<string, string>;
  /** Endpoints on the node asked (managers see only their own); null when the network was not inspected or has no local view. */
  containers: Endpoint[] | null;
  /** Gossip peers, by advertise address; null as above. */
  peers: { name: string; ip: string }[] | null;
  /** Allocator counters by subnet (API 1.52 and later), else null. `used` includes network and broadcast address. */
  usage: Record<string, { used: number; available: number }> | null;
  /** The gossip table's view (verbose inspect of a locally instantiated network), else null. */
  gossip: GossipService[] | null;
}

/** An endpoint on the node asked (`Containers` of GET /networks/ID). */
export interface Endpoint {
  /** Container ID, or `lb-<network>` for the node's load balancer. */
  id: string;
  name: string;
  endpointId: string;
  mac: string;
  ipv4: string;
  ipv6: string;
}

/** A service as the node asked heard of it (`Services` of GET /networks/ID?verbose=true). */
export interface GossipService {
  name: string;
  vip: string;
  ports: string[];
  /** The fwmark of this service in this node's IPVS tables. */
  lbIndex: number;
  tasks: {
    name: string;
    endpointId: string;
    ip: string; /** Data path address of the task's node. */
    hostIp: string;
  }[];
}

/** How swarm decides how many tasks a service has. */
export type ServiceMode = "replicated" | "global" | "replicated-job" | "global-job";

/** An entry of a service's network list. */
export interface Attachment {
  /** Network ID, or a name where an old client stored one. */
  target: string;
  aliases: string[];
  driverOpts: Record<string, string>;
}

/** A port that a service publishes. */
export interface Port {
  name: string;
  protocol: string;
  target: number;
  /** 0 in a spec: the engine chooses (30000 to 32767). */
  published: number;
  mode: "ingress" | "host";
}

/** How tasks are replaced; durations in nanoseconds. */
export interface UpdateConfig {
  /** 0: all tasks at once. */
  parallelism: number;
  delay: number;
  /** Nanoseconds a new task is watched before it counts as good. */
  monitor: number;
  failureAction: string;
  maxFailureRatio: number;
  order: "stop-first" | "start-first";
}

/** docker's and swarm's defaults (swarmkit api/defaults/service.go). */
export const UPDATE_DEFAULTS: UpdateConfig = {
  parallelism: 1,
  delay: 0,
  monitor: 5_000_000_000,
  failureAction: "pause",
  maxFailureRatio: 0,
  order: "stop-first",
};

/** A service (GET /services): its network side, and what decides how its tasks are replaced. */
export interface Service {
  id: string;
  name: string;
  /** Version.Index: every write must name the one it is based on. */
  version: number;
  created: string;
  updated: string;
  labels: Record<string, string>;
  mode: ServiceMode;
  /** Wanted tasks of a replicated service (or job), null for global ones. */
  replicas: number | null;
  image: string;
  /** TaskTemplate.Networks: the authoritative list. */
  networks: Attachment[];
  /** Spec.Networks, deprecated; must be moved before networks can be changed. */
  legacyNetworks: Attachment[];
  endpointMode: "vip" | "dnsrr";
  /** Ports as asked for. */
  portsSpec: Port[];
  /** Ports as assigned. */
  ports: Port[];
  vips: { network: string; /** CIDR, or "" on predefined networks. */ addr: string }[];
  update: UpdateConfig;
  rollback: UpdateConfig;
  updateStatus: { state: string; started: string; completed: string; message: string } | null;
  constraints: string[];
  maxReplicasPerNode: number;
  platforms: { os: string; arch: string }[];
  /** true: the spec has a health check; false: it disables or lacks one (the image may still have one). */
  healthCheck: boolean;
  sysctls: Record<string, string>;
  /** Nanoseconds between SIGTERM and SIGKILL. */
  stopGrace: number;
  /** From ?status=true, else null. */
  running: number | null;
  desired: number | null;
}

/** A task's addresses on one network. */
export interface TaskAddress {
  network: string;
  /** CIDR texts. */
  addresses: string[];
  aliases: string[];
}

/** A task (GET /tasks). */
export interface Task {
  id: string;
  /** "" for a container attached to an attachable network. */
  service: string;
  slot: number;
  node: string;
  state: string;
  desired: string;
  message: string;
  error: string;
  created: string;
  /** When the state was entered. */
  since: string;
  networks: TaskAddress[];
  container: string;
  /** Container ID of an attachment task, else "". */
  attachment: string;
  /** Version of the spec this task was made from; 0: not known (the Engine API does not tell). */
  specVersion: number;
  /** Host-mode ports in use. */
  hostPorts: Port[];
}

/** Something that could not be seen. */
export interface Gap {
  /** What is missing, such as "containers" or "gossip". */
  what: string;
  /** Why it could not be seen. */
  why: string;
}

/** Overlay driver option that turns encryption on by being there. */
export const ENCRYPTED = "encrypted";
/** The only MTU option the overlay driver reads; `com.docker.network.mtu` is ignored by it. */
export const MTU_OPTION = "com.docker.network.driver.mtu";
/** Virtual network identifiers, one per subnet, filled in by the manager. */
export const VNI_OPTION = "com.docker.network.driver.overlay.vxlanid_list";
/** Label that `docker stack deploy` puts on everything it makes. */
export const STACK_LABEL = "com.docker.stack.namespace";

/** Whether the overlay driver encrypts this network's traffic between Linux nodes: the key's presence decides. */
export function isEncrypted(network: Pick<Network, "options">): boolean {
  return Object.hasOwn(network.options, ENCRYPTED);
}

/** Name of the node's own end of the routing mesh, in the ingress network (moby libnetwork/controller.go). */
const INGRESS_SANDBOX = "ingress-sbox";

/** The node's own endpoint in an overlay, which balances the VIPs, on ingress its sandbox (moby daemon/network.go). */
export function isLoadBalancer(endpoint: Pick<Endpoint, "id">): boolean {
  return endpoint.id.startsWith("lb-") || endpoint.id === INGRESS_SANDBOX;
}
