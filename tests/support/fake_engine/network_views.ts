import { type State, timestamp } from "./state.ts";
import { type FakeNetwork, type FakeTask, isOver, type Raw } from "./types.ts";

export interface NetworkView {
  /** The version the request spoke, as a number: 1.51 → 151. */
  api: number;
  verbose?: boolean;
  /** The inspected form: with what this node sees of it. */
  inspect?: boolean;
}

/** A network as GET /networks and /networks/{id} give it (shape reproduced on 28.5.2). */
export function networkView(state: State, network: FakeNetwork, view: NetworkView): Raw {
  const { spec, allocated } = network;
  const local = network.scope === "local";
  const here = local || isInstantiated(state, network);
  const seen = (view.inspect ?? false) && here;
  return {
    Name: spec.Name,
    Id: network.id,
    Created: timestamp(network.created),
    Scope: network.scope,
    Driver: allocated?.driver ?? "",
    ...(view.api >= 148 ? { EnableIPv4: spec.EnableIPv4 ?? true } : {}),
    EnableIPv6: spec.EnableIPv6 ?? false,
    IPAM: ipamView(network),
    Internal: spec.Internal ?? false,
    Attachable: spec.Attachable ?? false,
    Ingress: spec.Ingress ?? false,
    ConfigFrom: { Network: spec.ConfigFrom?.Network ?? "" },
    ConfigOnly: spec.ConfigOnly ?? false,
    Containers: local || seen ? (seen && !local ? containers(state, network) : {}) : null,
    Options: allocated?.options ?? null,
    Labels: spec.Labels ?? (local ? {} : null),
    ...(seen && !local ? { Peers: peers(state, network) } : {}),
    ...(seen && view.verbose && !local ? { Services: gossip(state, network) } : {}),
    ...(view.api >= 152 && view.inspect ? { Status: { IPAM: { Subnets: usage(state, network) } } } : {}),
  };
}

function ipamView(network: FakeNetwork): Raw {
  const { allocated, spec } = network;
  if (allocated === null) return { Driver: "", Options: null, Config: null };
  if (network.scope === "swarm" && allocated.driver !== "overlay") {
    return { Driver: "", Options: null, Config: [] };
  }
  const config = allocated.subnets.map(({ Subnet, IPRange, Gateway, AuxiliaryAddresses }) => ({
    Subnet,
    ...(IPRange ? { IPRange } : {}),
    ...(Gateway ? { Gateway } : {}),
    ...(network.scope === "local" && AuxiliaryAddresses ? { AuxiliaryAddresses } : {}),
  }));
  return {
    Driver: spec.IPAM?.Driver || "default",
    Options: spec.IPAM?.Options ?? null,
    Config: config.length === 0 && network.scope === "local" ? null : config,
  };
}

/** Tasks that hold an address on the network, wherever they run. */
export function tasksOn(state: State, network: FakeNetwork): FakeTask[] {
  return [...state.tasks.values()].filter((task) =>
    !isOver(task) && task.attachments.some((attachment) => attachment.network === network.id)
  );
}

/** A manager sees endpoints and peers only where it has a task of the network itself. */
function isInstantiated(state: State, network: FakeNetwork): boolean {
  return network.balancers.has(state.self) ||
    tasksOn(state, network).some((task) => task.node === state.self);
}

function addressOn(task: FakeTask, network: FakeNetwork): string {
  return task.attachments.find((attachment) => attachment.network === network.id)?.addresses[0] ?? "";
}

export function taskName(state: State, task: FakeTask): string {
  const service = state.services.get(task.service)?.spec.Name ?? "container";
  return `${service}.${task.slot === 0 ? task.node : task.slot}.${task.id}`;
}

function endpoint(name: string, address: string, id: string): Raw {
  const hex = address.split("/")[0]!.split(".").map((part) => Number(part).toString(16).padStart(2, "0"));
  return {
    Name: name,
    EndpointID: id,
    MacAddress: `02:42:${hex.join(":")}`,
    IPv4Address: address,
    IPv6Address: "",
  };
}

function containers(state: State, network: FakeNetwork): Raw {
  const out: Raw = {};
  for (const task of tasksOn(state, network)) {
    if (task.node !== state.self || task.container === "") continue;
    out[task.container] = endpoint(
      taskName(state, task),
      addressOn(task, network),
      endpointId(task.id, network),
    );
  }
  const balancer = network.balancers.get(state.self);
  const name = network.spec.Name;
  if (network.spec.Ingress) {
    if (balancer) out["ingress-sbox"] = endpoint("ingress-endpoint", balancer, endpointId("lb", network));
  } else if (balancer) out[`lb-${name}`] = endpoint(`${name}-endpoint`, balancer, endpointId("lb", network));
  return out;
}

/** 64 hexadecimal characters that depend on both. */
function endpointId(id: string, network: FakeNetwork): string {
  let hash = 0;
  for (const char of id + network.id) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0;
  return hash.toString(16).padStart(8, "0").repeat(8);
}

/** Nodes with the network, by gossip (advertise) address. */
function peers(state: State, network: FakeNetwork): Raw[] {
  // Of a seeded swarm only this node's balancers are known; a node with a task has one as well.
  const busy = new Set(tasksOn(state, network).map((task) => task.node));
  const nodes = [...state.nodes.values()].filter((node) =>
    node.state === "ready" && (network.spec.Ingress || network.balancers.has(node.id) || busy.has(node.id))
  );
  return nodes.map((node) => ({ Name: node.id.slice(0, 12), IP: node.addr }));
}

function gossip(state: State, network: FakeNetwork): Raw {
  const out: Raw = {};
  let index = 256;
  for (const service of state.services.values()) {
    index++;
    const tasks = tasksOn(state, network).filter((task) =>
      task.service === service.id && task.state === "running"
    );
    if (tasks.length === 0) continue;
    out[service.spec.Name] = {
      VIP: (service.vips.find((vip) => vip.network === network.id)?.addr ?? "").split("/")[0],
      Ports: [],
      LocalLBIndex: index,
      Tasks: tasks.map((task) => ({
        Name: taskName(state, task),
        EndpointID: endpointId(task.id, network),
        EndpointIP: addressOn(task, network).split("/")[0],
        Info: { "Host IP": state.nodes.get(task.node)?.dataPath ?? "" },
      })),
    };
  }
  return out;
}

function usage(state: State, network: FakeNetwork): Raw {
  const out: Raw = {};
  for (const pool of state.pools.get(network.id) ?? []) {
    const subnet = network.allocated!.subnets[Object.keys(out).length]!.Subnet!;
    out[subnet] = pool.usage();
  }
  return out;
}
