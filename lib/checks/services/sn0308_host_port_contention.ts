import type { Node, Port, Service } from "../../swarm/model.ts";
import { canRun, excludeEachOther, isOpen } from "../../swarm/placement.ts";
import { type Report, rule, type View } from "../rule.ts";
import { isAsked, portAt, portKey } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { count, listed } from "../../base/listing.ts";
import { portsOf } from "../../swarm/service.ts";

export const sn0308 = rule({
  code: "SN0308",
  name: "host-port-contention",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["services", "nodes", "stack"],
  what: "More tasks want a port of their node (mode host) than there can be nodes for them",
  why:
    "A node's port can belong to one task. Swarm accepts any number of services that want it and then leaves out the nodes where " +
    'it is taken: tasks stay pending with "host-mode port already in use", at the latest when a node fails.',
  fix: "Give one of them another port, keep them apart with placement constraints, or want fewer tasks",
  reference: [
    "swarmkit manager/scheduler/filter.go HostPortFilter",
    "swarmkit manager/controlapi/service.go checkPortConflicts",
  ],
  falsePositives:
    "Services with few tasks on many nodes, where every task finds a node as long as enough nodes are up",
  bad: [
    {
      title: "Two services of a stack",
      stack: "services:\n  a: {image: x, ports: [{target: 80, published: 80, mode: host}]}\n" +
        "  b: {image: y, ports: [{target: 80, published: 80, mode: host}]}\n",
    },
    {
      title: "Four tasks on three nodes",
      swarm: {
        services: [{
          name: "web",
          replicas: 4,
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "host" }],
        }],
      },
    },
  ],
  good: [
    {
      title: "Kept apart by constraints",
      stack: "services:\n" +
        "  a: {image: x, ports: [{target: 80, published: 80, mode: host}], deploy: {placement: {constraints: [node.labels.edge == one]}}}\n" +
        "  b: {image: y, ports: [{target: 80, published: 80, mode: host}], deploy: {placement: {constraints: [node.labels.edge == two]}}}\n",
    },
    {
      title: "One on each node",
      swarm: {
        services: [{
          name: "web",
          mode: "global",
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "host" }],
        }],
      },
    },
  ],
  check(view, report, skip) {
    const open = view.nodes.filter(isOpen);
    for (const [key, holders] of holdersOf(view.services)) {
      const shared = sharing(view, open, key, holders);
      if (shared !== undefined) report(shared);
      for (const holder of holders) {
        if (!isAsked(view, holder.service) || (holder.service.replicas ?? 0) < 2) continue;
        if (view.nodes.length === 0) {
          skip(
            "needs the swarm's nodes to tell whether each task finds one: add --against live or --against SNAPSHOT",
          );
          continue;
        }
        const tooMany = crowded(view, open, key, holder);
        if (tooMany !== undefined) report(tooMany);
      }
    }
  },
});

interface Holder {
  service: Service;
  port: Port;
}

/** Services by the port of the nodes that they want, each once. */
function holdersOf(services: readonly Service[]): Map<string, Holder[]> {
  const holders = new Map<string, Holder[]>();
  for (const service of services) {
    for (const port of portsOf(service)) {
      if (port.mode !== "host" || port.published === 0) continue;
      const key = portKey(port);
      const known = holders.get(key);
      if (known === undefined) holders.set(key, [{ service, port }]);
      else if (known.at(-1)!.service !== service) known.push({ service, port });
    }
  }
  return holders;
}

/** Services that may meet on a node; without nodes, what their constraints say of each other. */
function sharing(
  view: View,
  open: readonly Node[],
  key: string,
  holders: readonly Holder[],
): Report | undefined {
  if (holders.length < 2) return undefined;
  const meet = (a: Service, b: Service) =>
    view.nodes.length === 0
      ? !excludeEachOther(a, b)
      : open.some((node) => canRun(a, node) && canRun(b, node));
  for (const { service, port } of holders) {
    if (!isAsked(view, service)) continue;
    const others = holders.filter((one) => one.service !== service && meet(service, one.service));
    if (others.length === 0) continue;
    return {
      object: subject(service),
      message: `Service ${service.name} wants port ${key} of its nodes, and so ${
        others.length === 1 ? "does" : "do"
      } ${listed(others.map((one) => one.service.name))}: one node never runs tasks of both`,
      part: `${key} shared`,
      ...placed(view, service, port),
    };
  }
  return undefined;
}

function crowded(
  view: View,
  open: readonly Node[],
  key: string,
  { service, port }: Holder,
): Report | undefined {
  const wanted = service.replicas ?? 0;
  const nodes = open.filter((node) => canRun(service, node)).length;
  // Where no node is right for it, the port is not what keeps its tasks pending.
  if (nodes === 0 || wanted <= nodes) return undefined;
  return {
    object: subject(service),
    message: `Service ${service.name} wants ${
      count(wanted, "task")
    } with port ${key} of their nodes, but only ${count(nodes, "node")} can run it: ${
      wanted - nodes
    } stay pending`,
    part: `${key} crowded`,
    ...placed(view, service, port),
  };
}

function placed(view: View, service: Service, port: Port): Pick<Report, "at"> {
  const at = portAt(view, service, port);
  return at === undefined ? {} : { at };
}
