import { indexOf } from "../swarm/index.ts";
import {
  type Attachment,
  type Network,
  type Port,
  type Service,
  type ServiceMode,
  STACK_LABEL,
  type Swarm,
  type Task,
  UPDATE_DEFAULTS,
  type UpdateConfig,
} from "../swarm/model.ts";
import type { RollingConfig } from "./config.ts";
import type { LoadResult } from "./index.ts";
import type { Stack, StackNetwork, StackPort, StackService } from "./stack.ts";
import { isJob } from "../swarm/service.ts";

/** What a stack's objects became in the model, and where they are declared. */
export interface Declared {
  /** The swarm as it would be after the deploy (with nothing else in it where no swarm was given). */
  swarm: Swarm;
  networks: ReadonlyMap<Network, StackNetwork>;
  services: ReadonlyMap<Service, StackService>;
}

/** Stands for an address that the engine will choose. */
const PLANNED = "planned";

/**
 * The stack as model objects, laid over the swarm it would be deployed on. A network that is there already stays as it is,
 * as `docker stack deploy` leaves it (docker/cli cli/command/stack/swarm/deploy_composefile.go); services of the same name
 * are replaced. New VIPs and tasks hold the address `PLANNED`, so that counting addresses counts them.
 */
export function declare(loaded: LoadResult, against?: Swarm): Declared {
  const base = against ?? EMPTY;
  const { stack } = loaded;
  if (stack === undefined) return { swarm: base, networks: new Map(), services: new Map() };
  const networks = new Map<Network, StackNetwork>();
  const added: Network[] = [];
  for (const written of [...stack.networks, ...stack.external]) {
    const live = indexOf(base).networksByName.get(written.name)?.find((one) => one.scope === "swarm");
    // What an external network is made of is the swarm's business, so it is not the file's to be judged for.
    if (live !== undefined) {
      if (!written.external) networks.set(live, written);
    } else if (!written.external) {
      const made = networkAsWritten(written, base.taken);
      networks.set(made, written);
      added.push(made);
    }
  }
  const all = [...base.networks, ...added];
  const services = new Map<Service, StackService>();
  const tasks: Task[] = [];
  const replaced = new Set<string>();
  for (const written of stack.services) {
    const live = indexOf(base).serviceByName.get(written.name);
    const service = serviceOf(written, stack, all, live, base.taken);
    services.set(service, written);
    if (live !== undefined) replaced.add(live.id);
    const present = live === undefined ? [] : [...indexOf(base).tasksOf(live.id)];
    tasks.push(
      ...present,
      ...newTasks(service, present.filter((task) => task.desired === "running").length, base),
    );
  }
  return {
    swarm: {
      ...base,
      networks: all,
      services: [...base.services.filter((one) => !replaced.has(one.id)), ...services.keys()],
      tasks: [...base.tasks.filter((task) => !replaced.has(task.service)), ...tasks],
    },
    networks,
    services,
  };
}

const EMPTY: Swarm = {
  taken: "1970-01-01T00:00:00Z",
  source: {
    engineVersion: "",
    apiVersion: "",
    os: "",
    kernel: "",
    name: "",
    nodeId: "",
    nodeAddr: "",
    local: false,
    bridgePools: [],
    hostRoutes: null,
    liveRestore: false,
    firewallBackend: "",
  },
  cluster: {
    id: "",
    created: "",
    defaultAddrPool: null,
    subnetSize: 24,
    dataPathPort: 0,
    autoLockManagers: false,
    nodeCertExpiry: 0,
    rootRotationInProgress: false,
    taskHistory: 0,
  },
  nodes: [],
  networks: [],
  services: [],
  tasks: [],
  gaps: [{ what: "swarm", why: "a stack file was read without a swarm" }],
};

/** A network of a stack file as the model has it, before any swarm has given it more than its name. */
export function networkAsWritten(written: StackNetwork, created: string): Network {
  const driver = written.driver === "" ? "overlay" : written.driver;
  return {
    id: written.name,
    name: written.name,
    created,
    scope: driver === "overlay" ? "swarm" : "local",
    driver,
    enableIPv4: true,
    enableIPv6: false,
    internal: written.internal,
    attachable: written.attachable,
    ingress: false,
    configOnly: false,
    configFrom: "",
    ipam: {
      driver: written.ipam.driver,
      options: {},
      config: written.ipam.config.map(({ subnet }) => ({ subnet, range: "", gateway: "", aux: {} })),
    },
    options: written.options,
    labels: written.labels,
    containers: null,
    peers: null,
    usage: null,
    gossip: null,
  };
}

function serviceOf(
  written: StackService,
  stack: Stack,
  networks: readonly Network[],
  live: Service | undefined,
  created: string,
): Service {
  const attachments: Attachment[] = written.networks.map(({ target, aliases, driverOpts }) => ({
    target: networks.find((one) => one.name === target)?.id ?? target,
    aliases,
    driverOpts,
  }));
  const mode = written.mode as ServiceMode;
  const endpointMode = written.endpointMode === "dnsrr" ? "dnsrr" : "vip";
  const ports = written.ports.map(portOf);
  const onIngress = ports.some((port) => port.mode === "ingress")
    ? networks.filter((one) => one.ingress)
    : [];
  const targets = [...attachments.map((one) => one.target), ...onIngress.map((one) => one.id)];
  const withVip = endpointMode === "vip" && !isJob({ mode });
  return {
    id: live?.id ?? written.name,
    name: written.name,
    version: live?.version ?? 0,
    created: live?.created ?? created,
    updated: created,
    labels: { ...written.labels, [STACK_LABEL]: stack.name },
    mode,
    replicas: mode.startsWith("global") ? null : written.replicas ?? 1,
    image: written.image,
    networks: attachments,
    legacyNetworks: [],
    endpointMode,
    portsSpec: ports,
    ports,
    vips: withVip
      ? targets.map((network) => ({
        network,
        addr: live?.vips.find((vip) => vip.network === network)?.addr ?? PLANNED,
      }))
      : [],
    update: updateConfigOf(written.update),
    rollback: updateConfigOf(written.rollback),
    updateStatus: null,
    constraints: written.constraints.map(({ text }) => text),
    maxReplicasPerNode: written.maxReplicasPerNode,
    platforms: [],
    healthCheck: written.healthcheck !== null && written.healthcheck.hasTest && !written.healthcheck.disable,
    sysctls: written.sysctls,
    stopGrace: written.stopGrace ?? 10_000_000_000,
    running: null,
    desired: null,
  };
}

/** Words that are no mode or protocol become ingress and tcp in the engine without a word (moby daemon/cluster/convert). */
function portOf({ protocol, target, published, mode }: StackPort): Port {
  return { name: "", protocol, target, published, mode: mode === "host" ? "host" : "ingress" };
}

/** The engine's defaults where nothing is written (swarmkit api/defaults/service.go). */
function updateConfigOf(written: RollingConfig | null): UpdateConfig {
  return {
    parallelism: written?.parallelism ?? UPDATE_DEFAULTS.parallelism,
    delay: written?.delay ?? UPDATE_DEFAULTS.delay,
    monitor: written?.monitor ?? UPDATE_DEFAULTS.monitor,
    failureAction: written?.failureAction || UPDATE_DEFAULTS.failureAction,
    maxFailureRatio: written?.maxFailureRatio ?? UPDATE_DEFAULTS.maxFailureRatio,
    order: written?.order === "start-first" ? "start-first" : UPDATE_DEFAULTS.order,
  };
}

function newTasks(service: Service, present: number, base: Swarm): Task[] {
  const eligible =
    base.nodes.filter((node) => node.availability === "active" && node.state === "ready").length;
  const wanted = service.replicas ?? eligible;
  const networks = service.networks.map(({ target, aliases }) => ({
    network: target,
    addresses: [PLANNED],
    aliases,
  }));
  return Array.from({ length: Math.max(0, wanted - present) }, (_, at) => ({
    id: `${service.name}.planned-${at + 1}`,
    service: service.id,
    slot: service.replicas === null ? 0 : present + at + 1,
    node: "",
    state: "new",
    desired: "running",
    message: "",
    error: "",
    created: base.taken,
    since: base.taken,
    networks,
    container: "",
    attachment: "",
    specVersion: service.version,
    hostPorts: [],
  }));
}
