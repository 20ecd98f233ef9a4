import { count } from "../../base/listing.ts";
import { indexOf } from "../../swarm/index.ts";
import { isEncrypted, type Network, type Service, type Swarm } from "../../swarm/model.ts";
import { isPredefined } from "../../swarm/names.ts";
import { transientOf, wantedTasks } from "../../swarm/rolling.ts";
import { isLive } from "../../swarm/task_state.ts";
import { usageOf } from "../../swarm/usage.ts";
import { inline } from "../../terminal/boundary.ts";
import { attachmentsOn, listOf } from "../../swarm/attached.ts";
import { sharedNames } from "./alias_check.ts";
import type { Problem } from "./problem.ts";
import { checkRoll, networksKept } from "./roll_check.ts";

/** What is asked for: these services on this network. */
export interface AttachRequest {
  services: readonly Service[];
  network: Network;
  aliases: readonly string[];
  driverOpts: Readonly<Record<string, string>>;
  policy: EncryptionPolicy;
}

/** Whether the service has the attachment already, with every alias and driver option asked for. */
export function isAttached(
  swarm: Swarm,
  service: Service,
  request: Omit<AttachRequest, "services" | "policy">,
): boolean {
  return attachmentsOn(swarm, service, request.network).some((entry) =>
    request.aliases.every((alias) => entry.aliases.includes(alias)) &&
    Object.entries(request.driverOpts).every(([key, value]) => entry.driverOpts[key] === value)
  );
}

/** Everything that speaks against an attachment, all at once; services that are attached already are passed over. */
export function checkAttach(swarm: Swarm, request: AttachRequest): Problem[] {
  const network = checkNetwork(request.network);
  if (network.length > 0) return network;
  const todo = request.services.filter((service) => !isAttached(swarm, service, request));
  if (todo.length === 0) return [];
  const joining = todo.filter((service) => attachmentsOn(swarm, service, request.network).length === 0);
  return [
    ...todo.flatMap((service) => [...checkJob(service), ...checkHostNetwork(swarm, service)]),
    ...todo.flatMap((service) => checkRoll(swarm, service, networksKept(swarm, service, request.network))),
    ...checkRoom(swarm, request.network, joining),
    ...sharedNames(swarm, request.network, todo.map((service) => ({ service, aliases: request.aliases }))),
    ...checkEncryption(swarm, request.network, joining, request.policy),
  ];
}

/** Whether services can be attached to this network at all. */
export function checkNetwork(network: Network): Problem[] {
  const name = inline(network.name);
  const refuse = (what: string, why: string, fix: string): Problem[] => [{ level: "error", what, why, fix }];
  if (network.ingress) {
    return refuse(
      `Services cannot be attached to ${name}`,
      "It is the ingress network: swarm attaches services to it by itself when they publish a port",
      "docker service update --publish-add published=PORT,target=PORT SERVICE",
    );
  }
  if (network.configOnly) {
    return refuse(
      `Services cannot be attached to ${name}`,
      "It is a configuration that other networks are made from, not a network",
      `docker network create --scope swarm --config-from ${name} -d DRIVER NAME`,
    );
  }
  if (isPredefined(network)) {
    return refuse(
      `Services cannot be attached to ${name} here`,
      "It belongs to each node, and a task on it cannot be on an overlay network too",
      `docker service update --network-add ${name} SERVICE, for a service without other networks`,
    );
  }
  if (network.scope !== "swarm") {
    return refuse(
      `Services cannot be attached to ${name}`,
      "It exists on one node only; services need a network of the swarm",
      "docker swarmnet create NAME",
    );
  }
  if (network.driver === "") {
    return refuse(
      `The network ${name} was never allocated`,
      "The manager could not give it a subnet or a network identifier, so tasks on it stay in state new without an error",
      `See why, then remove it and create it again: docker swarmnet inspect ${name}`,
    );
  }
  return [];
}

/** Jobs run to an end: their networks are not changed under way. */
export function checkJob(service: Service): Problem[] {
  if (service.mode === "replicated" || service.mode === "global") return [];
  return [{
    level: "error",
    what: `${inline(service.name)} is a job`,
    why: "Changing a job's networks would run it again from the start instead of moving its tasks",
    fix: `Remove it and create it again with --network: docker service rm ${inline(service.name)}`,
  }];
}

function checkHostNetwork(swarm: Swarm, service: Service): Problem[] {
  const host = hostNetworkOf(swarm, service);
  if (host === undefined) return [];
  return [{
    level: "error",
    what: `${inline(service.name)} uses the network ${inline(host)} of its nodes`,
    why:
      "A container that shares its node's network cannot be connected to any other one, so its tasks would fail to start",
    fix: `docker service update --network-rm ${inline(host)} ${inline(service.name)}`,
  }];
}

function hostNetworkOf(swarm: Swarm, service: Service): string | undefined {
  for (const { target } of listOf(service)) {
    const name = indexOf(swarm).networkById.get(target)?.name ?? target;
    if (name === "host" || name === "none") return name;
  }
  return undefined;
}

/** Addresses: one for the service's VIP, one a task, one a node that had no task there yet. */
export function checkRoom(swarm: Swarm, network: Network, joining: readonly Service[]): Problem[] {
  const usage = usageOf(swarm, network);
  if (usage === null || joining.length === 0) return [];
  const served = new Set(
    indexOf(swarm).tasksOn(network.id).filter((task) => isLive(task) && task.node !== "").map((task) =>
      task.node
    ),
  );
  const nodes = swarm.nodes.filter((node) => node.state === "ready" && node.availability === "active").length;
  let vips = 0;
  let tasks = 0;
  let later = 0;
  for (const service of joining) {
    if (service.endpointMode === "vip") vips++;
    tasks += wantedTasks(swarm, service);
    later = Math.max(later, transientOf(swarm, service));
  }
  const mostBalancers = Math.max(0, Math.min(tasks, nodes - served.size));
  const leastBalancers = tasks > 0 && served.size === 0 ? 1 : 0;
  const parts = `${count(vips, "VIP")}, ${count(tasks, "task")} and up to ${
    count(mostBalancers, "load balancer endpoint")
  }`;
  const size = `${inline(network.name)} has ${usage.free} of ${usage.usable} addresses free`;
  if (vips + tasks + leastBalancers > usage.free) {
    return [{
      level: "error",
      what: `${size}: too few`,
      why: `The services need ${
        vips + tasks + leastBalancers
      } or more: ${parts}. Tasks without an address stay in state new`,
      fix: "Use a larger network, or dnsrr, fewer replicas or fewer services",
    }];
  }
  if (vips + tasks + mostBalancers + later <= usage.free) return [];
  return [{
    level: "warning",
    what: `${size}: that gets tight`,
    why: `The services take ${parts}, and later updates ${later} more at a time`,
    fix: "Plan a larger network before the next update: docker swarmnet create --size-for TASKS NAME",
  }];
}

/** The setting `require-encryption`, and where it was set. */
export interface EncryptionPolicy {
  require: "off" | "warn" | "error";
  origin: string;
}

/** What the network's encryption means for services that join it. */
export function checkEncryption(
  swarm: Swarm,
  network: Network,
  joining: readonly Service[],
  policy: EncryptionPolicy,
): Problem[] {
  if (network.driver !== "overlay" || joining.length === 0) return [];
  const name = inline(network.name);
  if (!isEncrypted(network)) {
    if (policy.require === "off") return [];
    const asked = policy.require === "error" ? `; ${policy.origin} asks for encrypted networks only` : "";
    return [{
      level: policy.require === "error" ? "error" : "warning",
      what: `${name} is not encrypted`,
      why: `What services send each other on it travels in clear text between nodes${asked}`,
      fix: "docker swarmnet create --encrypted NAME",
    }];
  }
  const windows = swarm.nodes.filter((node) => node.os === "windows" && node.state === "ready");
  if (windows.length === 0) return [];
  return [{
    level: "warning",
    what: `${name} is encrypted, but ${count(windows.length, "node")} of the swarm ${
      windows.length === 1 ? "runs" : "run"
    } Windows`,
    why:
      "Windows nodes ignore the option: traffic among them is in clear text, and Linux nodes cannot reach their tasks",
    fix: "Keep the services on Linux: docker service update --constraint-add node.platform.os==linux SERVICE",
  }];
}
