import { VXLAN_PORT } from "./data_path.ts";
import { contains, firstAddress, formatAddress, lastAddress, parseAddress, parsePrefix } from "./cidr.ts";
import {
  type Attachment,
  type Cluster,
  type Network,
  type Node,
  type Service,
  type Source,
  type Swarm,
  type Task,
  UPDATE_DEFAULTS,
  VNI_OPTION,
} from "./model.ts";
import { isJob } from "./service.ts";

/**
 * A small swarm told by what matters about it: what is left out gets the value of a healthy swarm (three managers on one
 * engine version, encrypted /24 networks, health checks, every wanted task running with an address). Rule examples and
 * tests are written in it.
 */
export interface SwarmSketch {
  /** `options` replaces the default `{ encrypted: "" }`; the VNI is added. A network named "ingress" is the ingress network. */
  networks?:
    readonly (Partial<Network> & { name: string; /** Short for `ipam.config`. */ subnet?: string })[];
  /** `on` names networks; VIPs and running tasks are made for what is attached. */
  services?: readonly (Partial<Service> & { name: string; on?: readonly string[] })[];
  /** Replaces the tasks that would be made; `service` and `node` may be names. */
  tasks?: readonly Partial<Task>[];
  /** Replaces the three managers. */
  nodes?: readonly (Partial<Node> & { hostname: string })[];
  cluster?: Partial<Cluster>;
  source?: Partial<Source>;
  /** The moment of collection, RFC 3339. */
  taken?: string;
}

const TAKEN = "2026-06-01T12:00:00Z";
/** Long before `TAKEN`, so that nothing is young by accident. */
const CREATED = "2026-05-01T12:00:00Z";

/** Fills a sketch in. Ids are `id-<name>`, so that examples can refer to them. */
export function sketchSwarm(sketch: SwarmSketch): Swarm {
  const nodes = (sketch.nodes ?? MANAGERS).map((node, at) => nodeOf(node, at));
  const networks = [...(sketch.networks ?? []).map(networkOf), ...LOCAL];
  const addresses = new Map(networks.map((network) => [network.id, addressesOf(network)]));
  const services = (sketch.services ?? []).map((service) => serviceOf(service, networks, addresses));
  const tasks = sketch.tasks === undefined
    ? services.flatMap((service) => tasksOf(service, nodes, networks, addresses))
    : sketch.tasks.map((task, at) => taskOf(task, at, services, nodes));
  return {
    taken: sketch.taken ?? TAKEN,
    source: { ...SOURCE, ...sketch.source },
    cluster: { ...CLUSTER, ...sketch.cluster },
    nodes,
    networks,
    services,
    tasks,
    gaps: [],
  };
}

const SOURCE: Source = {
  engineVersion: "28.5.2",
  apiVersion: "1.51",
  os: "linux",
  kernel: "6.12.0",
  name: "m1",
  nodeId: "id-m1",
  nodeAddr: "192.168.7.1",
  local: false,
  bridgePools: [],
  hostRoutes: null,
  liveRestore: false,
  firewallBackend: "iptables",
};

const CLUSTER: Cluster = {
  id: "id-cluster",
  created: CREATED,
  defaultAddrPool: null,
  subnetSize: 24,
  dataPathPort: VXLAN_PORT,
  autoLockManagers: true,
  nodeCertExpiry: 90 * 24 * 3_600_000_000_000,
  rootRotationInProgress: false,
  taskHistory: 5,
};

const MANAGERS = ["m1", "m2", "m3"].map((hostname, at) => ({
  hostname,
  role: "manager" as const,
  manager: { leader: at === 0, reachability: "reachable", addr: `192.168.7.${at + 1}:2377` },
}));

const BLANK: Omit<Network, "id" | "name"> = {
  created: CREATED,
  scope: "swarm",
  driver: "overlay",
  enableIPv4: true,
  enableIPv6: false,
  internal: false,
  attachable: false,
  ingress: false,
  configOnly: false,
  configFrom: "",
  ipam: { driver: "default", options: {}, config: [] },
  options: {},
  labels: {},
  containers: null,
  peers: null,
  usage: null,
  gossip: null,
};

const LOCAL: readonly Network[] = [["bridge", "172.17.0.0/16"], ["docker_gwbridge", "172.18.0.0/16"]].map((
  [name, subnet],
) => ({
  ...BLANK,
  id: `id-${name}`,
  name: name!,
  scope: "local",
  driver: "bridge",
  ipam: { driver: "default", options: {}, config: [{ subnet: subnet!, range: "", gateway: "", aux: {} }] },
}));

function nodeOf(node: Partial<Node> & { hostname: string }, at: number): Node {
  return {
    id: `id-${node.hostname}`,
    role: "worker",
    availability: "active",
    state: "ready",
    addr: `192.168.7.${at + 1}`,
    os: "linux",
    arch: "x86_64",
    engineVersion: "28.5.2",
    manager: null,
    labels: {},
    ...node,
  };
}

function networkOf(
  { subnet, ...network }: NonNullable<SwarmSketch["networks"]>[number],
  at: number,
): Network {
  const ingress = network.name === "ingress";
  const range = subnet ?? `10.0.${ingress ? 0 : at + 1}.0/24`;
  return {
    ...BLANK,
    id: `id-${network.name}`,
    ingress,
    ipam: { driver: "default", options: {}, config: [{ subnet: range, range: "", gateway: "", aux: {} }] },
    ...network,
    options: {
      ...network.options ?? { encrypted: "" },
      [VNI_OPTION]: network.options?.[VNI_OPTION] ?? `${4096 + at}`,
    },
  };
}

/** Addresses behind the gateway, in order; endless networks are cut off by their size. */
function* addressesOf(network: Network): Generator<string> {
  const prefix = parsePrefix(network.ipam.config[0]?.subnet ?? "");
  if (prefix === null) return;
  const last = lastAddress(prefix).value;
  for (let value = firstAddress(prefix).value + 2n; value < last; value++) {
    const text = formatAddress({ family: prefix.family, value });
    if (contains(prefix, parseAddress(text)!)) yield `${text}/${prefix.bits}`;
  }
}

type Addresses = ReadonlyMap<string, Generator<string>>;

function nextAddress(addresses: Addresses, network: string): string {
  return addresses.get(network)?.next().value ?? "";
}

function serviceOf(
  { on, ...service }: NonNullable<SwarmSketch["services"]>[number],
  networks: readonly Network[],
  addresses: Addresses,
): Service {
  const idOf = (name: string) => networks.find((network) => network.name === name)?.id ?? name;
  const attached: Attachment[] = (on ?? []).map((name) => ({
    target: idOf(name),
    aliases: [],
    driverOpts: {},
  }));
  const made: Service = {
    id: `id-${service.name}`,
    version: 10,
    created: CREATED,
    updated: CREATED,
    labels: {},
    mode: "replicated",
    replicas: service.mode === "global" || service.mode === "global-job" ? null : 1,
    image: "app:1",
    networks: attached,
    legacyNetworks: [],
    endpointMode: "vip",
    portsSpec: service.ports ?? [],
    ports: service.portsSpec ?? [],
    vips: [],
    update: UPDATE_DEFAULTS,
    rollback: UPDATE_DEFAULTS,
    updateStatus: null,
    constraints: [],
    maxReplicasPerNode: 0,
    platforms: [],
    healthCheck: true,
    sysctls: {},
    stopGrace: 10_000_000_000,
    running: null,
    desired: null,
    ...service,
  };
  const job = isJob(made);
  if (service.vips === undefined && made.endpointMode === "vip" && !job) {
    const ingress = made.ports.some((port) => port.mode === "ingress")
      ? networks.filter((one) => one.ingress)
      : [];
    const targets = [...made.networks.map((one) => one.target), ...ingress.map((one) => one.id)];
    made.vips = targets.map((network) => ({ network, addr: nextAddress(addresses, network) }));
  }
  return made;
}

function tasksOf(
  service: Service,
  nodes: readonly Node[],
  networks: readonly Network[],
  addresses: Addresses,
): Task[] {
  const usable = nodes.filter((node) => node.availability === "active" && node.state === "ready");
  const count = service.replicas ?? usable.length;
  const ingress = service.ports.some((port) => port.mode === "ingress")
    ? networks.filter((one) => one.ingress)
    : [];
  const targets = [...service.networks.map((one) => one.target), ...ingress.map((one) => one.id)];
  return Array.from({ length: count }, (_, at) => ({
    ...TASK,
    id: `${service.name}.${at + 1}`,
    service: service.id,
    slot: service.replicas === null ? 0 : at + 1,
    node: usable[at % Math.max(1, usable.length)]?.id ?? "",
    networks: targets.map((network) => ({
      network,
      addresses: [nextAddress(addresses, network)],
      aliases: [],
    })),
    specVersion: service.version,
  }));
}

const TASK: Task = {
  id: "",
  service: "",
  slot: 1,
  node: "",
  state: "running",
  desired: "running",
  message: "started",
  error: "",
  created: CREATED,
  since: CREATED,
  networks: [],
  container: "",
  attachment: "",
  specVersion: 10,
  hostPorts: [],
};

function taskOf(task: Partial<Task>, at: number, services: readonly Service[], nodes: readonly Node[]): Task {
  const service = services.find((one) => one.name === task.service)?.id ?? task.service ?? "";
  const node = nodes.find((one) => one.hostname === task.node)?.id ?? task.node ?? "";
  return { ...TASK, id: `task-${at + 1}`, slot: at + 1, ...task, service, node };
}
