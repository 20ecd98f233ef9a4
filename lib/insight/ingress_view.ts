import { compareNatural } from "../base/natural.ts";
import { indexOf } from "../swarm/index.ts";
import type { Service, Swarm, Task } from "../swarm/model.ts";
import { isLive } from "../swarm/task_state.ts";
import { factsOf, type NetworkFacts } from "./network_facts.ts";
import { bare } from "./network_view.ts";
import { nodeName, taskName } from "../swarm/task_name.ts";

/** The routing mesh: what is published, who answers, what stands behind it. */
export interface IngressView {
  /** null: the swarm has no ingress network, so nothing can be published through the mesh. */
  mesh: NetworkFacts | null;
  subnets: { subnet: string; gateway: string }[];
  ports: MeshPort[];
  hostPorts: HostPort[];
  /** Nodes that take requests for every port of the mesh. */
  answering: string[];
  /** Nodes that do not, with their state. */
  silent: { node: string; state: string }[];
}

/** A port of the routing mesh. */
export interface MeshPort {
  published: number;
  protocol: string;
  target: number;
  service: string;
  vip: string;
  running: number;
  /** Live tasks with their address in the ingress network. */
  tasks: { name: string; node: string; address: string; state: string }[];
}

/** A port that only the nodes with a task answer. */
export interface HostPort {
  published: number;
  protocol: string;
  target: number;
  service: string;
  nodes: string[];
}

/** The routing mesh as it is. */
export function viewIngress(swarm: Swarm): IngressView {
  const index = indexOf(swarm);
  const mesh = index.ingress;
  const up = swarm.nodes.filter((node) => node.state === "ready");
  return {
    mesh: mesh === undefined ? null : factsOf(swarm, mesh),
    subnets: mesh?.ipam.config.map(({ subnet, gateway }) => ({ subnet, gateway })) ?? [],
    ports: swarm.services.flatMap((service) => meshPorts(swarm, service, mesh?.id ?? "")).sort(byPort),
    hostPorts: swarm.services.flatMap((service) => hostPorts(swarm, service)).sort(byPort),
    answering: mesh === undefined ? [] : up.map((node) => node.hostname).sort(compareNatural),
    silent: swarm.nodes.filter((node) => node.state !== "ready").map(({ hostname, state }) => ({
      node: hostname,
      state,
    })),
  };
}

type PortLike = { published: number; protocol: string; service: string };

function byPort(a: PortLike, b: PortLike): number {
  return a.published - b.published || compareNatural(a.protocol, b.protocol) ||
    compareNatural(a.service, b.service);
}

function meshPorts(swarm: Swarm, service: Service, ingressId: string): MeshPort[] {
  const published = service.ports.filter((port) => port.mode === "ingress");
  if (published.length === 0) return [];
  const tasks = indexOf(swarm).tasksOf(service.id).filter(isLive);
  const shown = tasks.map((task) => ({
    name: taskName(swarm, task),
    node: task.node === "" ? "" : nodeName(swarm, task.node),
    address: bare(task.networks.find((one) => one.network === ingressId)?.addresses[0] ?? ""),
    state: task.state,
  })).sort((a, b) => compareNatural(a.name, b.name));
  return published.map((port) => ({
    published: port.published,
    protocol: port.protocol,
    target: port.target,
    service: service.name,
    vip: bare(service.vips.find((one) => one.network === ingressId)?.addr ?? ""),
    running: tasks.filter((task) => task.state === "running").length,
    tasks: shown,
  }));
}

function hostPorts(swarm: Swarm, service: Service): HostPort[] {
  const published = service.ports.filter((port) => port.mode === "host");
  if (published.length === 0) return [];
  const running = indexOf(swarm).tasksOf(service.id).filter((task) => task.state === "running");
  return published.map((port) => {
    const matches = (task: Task) =>
      task.hostPorts.length === 0 ||
      task.hostPorts.some((one) => one.target === port.target && one.protocol === port.protocol);
    const nodes = running.filter(matches).map((task) => nodeName(swarm, task.node));
    return {
      published: port.published,
      protocol: port.protocol,
      target: port.target,
      service: service.name,
      nodes: [...new Set(nodes)].sort(compareNatural),
    };
  });
}
