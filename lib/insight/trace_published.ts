import { indexOf } from "../swarm/index.ts";
import {
  isEncrypted,
  type Network,
  type Node,
  type Port,
  type Service,
  type Swarm,
  type Task,
} from "../swarm/model.ts";
import { nodeName, taskName } from "../swarm/task_name.ts";
import type { Hop, Trace, Verdict } from "./trace_model.ts";
import { whyNone } from "./trace_blocked.ts";
import {
  addressIn,
  backendsOf,
  losesSome,
  overlayHop,
  overlayUnknown,
  runningTasks,
  socketText,
  vipIn,
} from "./trace_parts.ts";
import { exampleTarget, SOME_LOST } from "./trace_service.ts";

/** The way of a request from outside to a published port. `node`: the node it arrives at (an ID). */
export function tracePublished(swarm: Swarm, service: Service, port: Port, node: string | undefined): Trace {
  const to = `${port.published}/${port.protocol} of ${service.name}`;
  return port.mode === "host"
    ? traceHost(swarm, service, port, node, to)
    : traceIngress(swarm, service, port, node, to);
}

function blocked(kind: Trace["kind"], to: string, because: string, ...next: string[]): Trace {
  const verdict: Verdict = { state: "not-reachable", because, next };
  return { from: "client", to, kind, entry: "", names: [], hops: [], backends: [], verdict, unknown: [] };
}

function traceIngress(
  swarm: Swarm,
  service: Service,
  port: Port,
  node: string | undefined,
  to: string,
): Trace {
  const ingress = indexOf(swarm).ingress;
  if (ingress === undefined) {
    return blocked(
      "ingress",
      to,
      "the swarm has no ingress network",
      "Make one: docker swarmnet create --ingress --encrypted ingress",
    );
  }
  const entries = entryNodes(swarm, node);
  if (entries.length === 0) {
    return blocked(
      "ingress",
      to,
      `${node === undefined ? "no node" : nodeName(swarm, node)} is not ready`,
      "See: docker node ls",
    );
  }
  const targets = runningTasks(swarm, service).filter((task) => addressIn(task, ingress) !== "");
  if (targets.length === 0) {
    return blocked(
      "ingress",
      to,
      `no running task of ${service.name} is on the ingress network; connections are reset`,
      whyNone(service),
    );
  }
  const entry = node === undefined
    ? entries.find((one) => targets.some((task) => task.node !== one.id)) ?? entries[0]!
    : entries[0]!;
  const ids = entries.map((one) => one.id);
  const backends = backendsOf(swarm, ingress, targets, ids);
  return {
    from: "client",
    to,
    kind: "ingress",
    entry: entry.hostname,
    names: [],
    hops: ingressHops(swarm, {
      service,
      port,
      ingress,
      entry,
      target: exampleTarget({ node: entry.id }, targets),
    }),
    backends,
    verdict: ingressVerdict(ingress, backends, losesSome(swarm, ingress, targets, ids)),
    unknown: [
      `whether the chain DOCKER-INGRESS is in place on ${entry.hostname} and no other program is shadowed on the port`,
      ...overlayUnknown(swarm, ingress, ids, targets),
    ],
  };
}

/** Every node that is ready answers a port published in ingress mode. */
function entryNodes(swarm: Swarm, node: string | undefined): Node[] {
  return swarm.nodes.filter((one) => one.state === "ready" && (node === undefined || one.id === node));
}

interface IngressWay {
  service: Service;
  port: Port;
  ingress: Network;
  entry: Node;
  target: Task;
}

/** moby libnetwork service_linux.go; docs "Use Swarm mode routing mesh". */
function ingressHops(swarm: Swarm, { service, port, ingress, entry, target }: IngressWay): Hop[] {
  const address = addressIn(target, ingress);
  const inside = {
    protection: "same-node" as const,
    why: "within the node",
    network: null,
    vni: null,
    mtu: null,
  };
  const targetNode = nodeName(swarm, target.node);
  return [
    arrival(entry, port),
    {
      ...inside,
      at: entry.hostname,
      what: "DNAT (chain DOCKER-INGRESS) hands the packet to the ingress sandbox over docker_gwbridge",
      from: socketText(entry.addr, port.published),
      to: `ingress_sbox:${port.published}`,
    },
    {
      ...inside,
      at: entry.hostname,
      what:
        "IPVS in the ingress sandbox picks a task, round robin, and replaces the client's address by the node's own",
      from: vipIn(service, ingress) || "the service's mark",
      to: address,
      network: ingress.name,
    },
    overlayHop(swarm, ingress, {
      at: entry.hostname,
      to: targetNode,
      from: `${entry.hostname} on ${ingress.name}`,
      address,
      fromNode: entry.id,
      toNode: target.node,
    }),
    {
      ...inside,
      at: `${taskName(swarm, target)} on ${targetNode}`,
      what: "REDIRECT in the task's network namespace turns the published port into the container's",
      from: socketText(address, port.published),
      to: socketText(address, port.target),
    },
  ];
}

function arrival(entry: Node, port: Port): Hop {
  return {
    at: "client",
    what: `The request arrives at ${entry.hostname}`,
    from: "client",
    to: socketText(entry.addr, port.published),
    protection: "outside",
    why: "not the swarm's business: only TLS of the application protects it",
    network: null,
    vni: null,
    mtu: null,
  };
}

function ingressVerdict(ingress: Network, backends: Trace["backends"], someLost: boolean): Verdict {
  const seen = new Set(backends.map((backend) => backend.protection));
  const rest = someLost ? SOME_LOST : "";
  if (seen.size === 1 && seen.has("dropped")) {
    return {
      state: "not-reachable",
      because: `network ${ingress.name} is encrypted, which Windows nodes do not do${rest}`,
      next: ["Publish in host mode where the tasks run, or ask a node where one runs"],
    };
  }
  if (seen.has("clear")) {
    const which = isEncrypted(ingress) ? "whose encryption Windows nodes ignore" : "which is not encrypted";
    return {
      state: "reachable-in-clear",
      because:
        `from the node that takes a request to the task's node it crosses ${ingress.name}, ${which}${rest}`,
      next: [
        "Publish in host mode where the tasks run, let the application use TLS, or encrypt the routing mesh",
        ...isEncrypted(ingress) ? [] : ["See how: docker swarmnet encrypt --ingress --allow-gap --dry-run"],
      ],
    };
  }
  const how = seen.has("encrypted")
    ? `${ingress.name} is encrypted between nodes`
    : "every task is on the node that takes the request";
  return { state: "reachable", because: `through the routing mesh; ${how}${rest}`, next: [] };
}

function traceHost(swarm: Swarm, service: Service, port: Port, node: string | undefined, to: string): Trace {
  const tasks = runningTasks(swarm, service);
  const here = tasks.filter((task) => node === undefined || task.node === node);
  if (tasks.length === 0) {
    return blocked(
      "host",
      to,
      `no task of ${service.name} is running`,
      whyNone(service),
    );
  }
  if (here.length === 0) {
    const where = [...new Set(tasks.map((task) => nodeName(swarm, task.node)))].join(", ");
    return blocked(
      "host",
      to,
      `${
        nodeName(swarm, node!)
      } runs no task of ${service.name}, and a host-mode port is answered only where one runs`,
      `Ask one of ${where}`,
    );
  }
  const target = here[0]!;
  const addressOf = (id: string) => indexOf(swarm).nodeById.get(id)?.addr ?? "";
  return {
    from: "client",
    to,
    kind: "host",
    entry: nodeName(swarm, target.node),
    names: [],
    hops: hostHops(swarm, port, target),
    backends: here.map((task) => ({
      task: taskName(swarm, task),
      node: nodeName(swarm, task.node),
      address: socketText(addressOf(task.node), port.published),
      protection: "same-node" as const,
    })),
    verdict: {
      state: "reachable",
      because: "in host mode, straight to the task on the node asked: no overlay is crossed",
      next: [],
    },
    unknown: [
      "whether anything listens on the port inside the task",
      "whether firewalls let the port in from outside",
    ],
  };
}

function hostHops(swarm: Swarm, port: Port, target: Task): Hop[] {
  const entry = indexOf(swarm).nodeById.get(target.node);
  if (entry === undefined) return [];
  return [arrival(entry, port), {
    at: entry.hostname,
    what: `DNAT hands the packet to ${
      taskName(swarm, target)
    } over docker_gwbridge; the client's address is kept`,
    from: socketText(entry.addr, port.published),
    to: `container:${port.target}`,
    protection: "same-node",
    why: "within the node",
    network: null,
    vni: null,
    mtu: null,
  }];
}
