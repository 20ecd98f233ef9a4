import type { AttachmentConfig, FileConfig, NetworkConfig, PortConfig, ServiceConfig } from "./config.ts";
import { deployProblems } from "./deploy_checks.ts";
import { LIMITS } from "./guard.ts";
import { positionOf, valueOf } from "./node.ts";
import { type Problem, refusal } from "./problem.ts";
import { record } from "./read_value.ts";
import type { Position } from "./source.ts";
import type { StackAttachment, StackNetwork, StackPort, StackService } from "./stack.ts";
import { byText } from "../base/order.ts";

/** Label that deploy puts on everything (docker/cli cli/compose/convert). */
const STACK_LABEL = "com.docker.stack.namespace";
const IMAGE_LABEL = "com.docker.stack.image";
const DEFAULT_NETWORK = "default";

/** Networks and services under their names in the swarm, and what deploy itself would refuse. */
export interface Converted {
  networks: StackNetwork[];
  external: StackNetwork[];
  unused: StackNetwork[];
  services: StackService[];
  problems: Problem[];
}

/** Turns merged files into what deploy would create for the stack `name`. */
export function convert(config: FileConfig, name: string): Converted {
  const services = sorted(config.services).map((service) => convertService(service, config, name));
  // A list of services without images is one mistake, not thousands.
  const problems = sorted(config.services).flatMap((service) => [
    ...serviceProblems(service, config),
    ...deployProblems(service, `${name}_${service.key}`),
  ]).slice(0, LIMITS.problems);
  const used = new Map<string, Position>();
  for (const service of services) {
    for (const attachment of service.networks) {
      if (!used.has(attachment.network)) used.set(attachment.network, attachment.at);
    }
  }
  const declared = sorted(config.networks);
  const wanted = declared.filter((network) => used.has(network.key)).map((network) =>
    convertNetwork(network, name)
  );
  const implicit = used.get(DEFAULT_NETWORK);
  if (implicit !== undefined && !config.networks.has(DEFAULT_NETWORK)) {
    wanted.push(defaultNetwork(name, implicit));
  }
  return {
    networks: wanted.filter((network) => !network.external).sort((a, b) => byText(a.key, b.key)),
    external: wanted.filter((network) => network.external),
    unused: declared.filter((network) => !used.has(network.key)).map((network) =>
      convertNetwork(network, name)
    ),
    services,
    problems,
  };
}

function sorted<T extends { key: string }>(things: ReadonlyMap<string, T>): T[] {
  return [...things.values()].sort((a, b) => byText(a.key, b.key));
}

function convertNetwork(network: NetworkConfig, stack: string): StackNetwork {
  return {
    key: network.key,
    name: networkName(network.key, network, stack),
    at: network.at,
    node: network.node,
    implicit: false,
    driver: network.driver || "overlay",
    options: network.driverOpts,
    labels: record([...Object.entries(network.labels), [STACK_LABEL, stack]]),
    internal: network.internal,
    attachable: network.attachable,
    external: network.external,
    ipam: { driver: network.ipamDriver, config: network.subnets },
  };
}

function defaultNetwork(stack: string, at: Position): StackNetwork {
  return {
    key: DEFAULT_NETWORK,
    name: `${stack}_${DEFAULT_NETWORK}`,
    at,
    node: undefined,
    implicit: true,
    driver: "overlay",
    options: record([]),
    labels: record([[STACK_LABEL, stack]]),
    internal: false,
    attachable: false,
    external: false,
    ipam: { driver: "", config: [] },
  };
}

function networkName(key: string, network: NetworkConfig | undefined, stack: string): string {
  return network?.name || `${stack}_${key}`;
}

function convertService(service: ServiceConfig, config: FileConfig, stack: string): StackService {
  const { deploy } = service;
  return {
    key: service.key,
    name: `${stack}_${service.key}`,
    at: service.at,
    nodes: service.nodes,
    image: service.image,
    hostname: service.hostname,
    labels: record([...Object.entries(deploy.labels), [STACK_LABEL, stack], [IMAGE_LABEL, service.image]]),
    containerLabels: record([...Object.entries(service.labels), [STACK_LABEL, stack]]),
    mode: deploy.mode || "replicated",
    replicas: deploy.replicas,
    networks: convertAttachments(service, config, stack),
    ports: service.ports.map(convertPort).sort(comparePorts),
    endpointMode: deploy.endpointMode.toLowerCase() || "vip",
    update: deploy.update,
    rollback: deploy.rollback,
    constraints: deploy.constraints,
    preferences: deploy.preferences,
    maxReplicasPerNode: deploy.maxReplicasPerNode,
    healthcheck: service.healthcheck,
    sysctls: service.sysctls,
    dns: service.dns,
    stopGrace: service.stopGrace,
    keys: service.nodes.flatMap((node) =>
      node.entries.map((entry) => ({ key: entry.key, at: positionOf(entry.keyNode) }))
    ),
  };
}

/** Sorted by target; user-defined networks get the service's short name as one more alias. */
function convertAttachments(service: ServiceConfig, config: FileConfig, stack: string): StackAttachment[] {
  const written: AttachmentConfig[] = service.networks.size > 0
    ? [...service.networks.values()]
    : [implicitAttachment(service)];
  const attachments = written.map((attachment): StackAttachment => {
    const target = networkName(attachment.key, config.networks.get(attachment.key), stack);
    return {
      network: attachment.key,
      target,
      aliases: isUserDefined(target) ? [...attachment.aliases, service.key] : attachment.aliases,
      listedAliases: attachment.aliases,
      driverOpts: attachment.driverOpts,
      staticAddresses: [attachment.ipv4Address, attachment.ipv6Address].filter((address) => address !== ""),
      at: attachment.at,
    };
  });
  return attachments.sort((a, b) => byText(a.target, b.target));
}

function implicitAttachment(service: ServiceConfig): AttachmentConfig {
  return {
    key: DEFAULT_NETWORK,
    at: service.at,
    aliases: [],
    driverOpts: record([]),
    ipv4Address: "",
    ipv6Address: "",
    bare: true,
  };
}

/** container.NetworkMode.IsUserDefined of the engine API. */
function isUserDefined(target: string): boolean {
  return !["default", "bridge", "host", "none", "nat"].includes(target) && !target.startsWith("container:");
}

/** Words that are no mode or protocol become ingress and tcp without a word (daemon/cluster/convert). */
function convertPort(port: PortConfig): StackPort {
  return {
    protocol: ["udp", "sctp"].includes(port.protocol.toLowerCase()) ? port.protocol.toLowerCase() : "tcp",
    target: port.target,
    published: port.published,
    mode: port.mode.toLowerCase() === "host" ? "host" : "ingress",
    at: port.at,
    written: port,
  };
}

function comparePorts(a: StackPort, b: StackPort): number {
  return a.published - b.published || a.target - b.target || (a.protocol < b.protocol ? -1 : 1);
}

/** What deploy refuses while it turns one service into a specification (docker/cli cli/compose/convert/service.go). */
function serviceProblems(service: ServiceConfig, config: FileConfig): Problem[] {
  const problems: Problem[] = [];
  const refuse = (at: Position, below: string, message: string) =>
    problems.push(
      refusal("deploy", at, `services.${service.key}.${below}`, `service ${service.key}: ${message}`),
    );
  for (const attachment of service.networks.values()) {
    if (attachment.key === DEFAULT_NETWORK || config.networks.has(attachment.key)) continue;
    refuse(attachment.at, "networks", `undefined network ${JSON.stringify(attachment.key)}`);
  }
  for (const kind of ["secrets", "configs"] as const) {
    for (const reference of service[kind]) {
      if (config.objects[kind].has(reference.source)) continue;
      refuse(reference.at, kind, `undefined ${kind.slice(0, -1)} ${JSON.stringify(reference.source)}`);
    }
  }
  for (const attachment of service.networks.values()) {
    const network = config.networks.get(attachment.key);
    const why = network?.external ? CLOSED.get(network.name) : undefined;
    if (why !== undefined) refuse(attachment.at, "networks", why);
  }
  const { mode, replicas } = service.deploy;
  const place = deployPlace(service, "mode");
  if (!["", "replicated", "global", "replicated-job", "global-job"].includes(mode)) {
    refuse(place, "deploy.mode", `unknown mode: ${mode}`);
  } else if (mode.startsWith("global") && replicas !== null) {
    const at = deployPlace(service, "replicas");
    refuse(at, "deploy.replicas", "replicas can only be used with replicated or replicated-job mode");
  }
  if (service.healthcheck?.disable && service.healthcheck.hasTest) {
    refuse(service.healthcheck.at, "healthcheck", "test and disable can't be set at the same time");
  }
  return problems;
}

/** External networks that every swarm has, or none, and that no service can be on (seen on 20.10.24). */
const CLOSED: ReadonlyMap<string, string> = new Map([
  ["ingress", 'Service cannot be explicitly attached to the ingress network "ingress"'],
  ["none", "could not find the corresponding predefined swarm network: network none not found"],
  ["default", "network default not found"],
]);

function deployPlace(service: ServiceConfig, key: string): Position {
  for (const node of [...service.nodes].reverse()) {
    const value = valueOf(valueOf(node, "deploy"), key);
    if (value !== undefined) return positionOf(value);
  }
  return service.at;
}
