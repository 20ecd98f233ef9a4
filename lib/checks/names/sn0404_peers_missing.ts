import { indexOf } from "../../swarm/index.ts";
import type { Network, Node } from "../../swarm/model.ts";
import { rule, type View } from "../rule.ts";
import { ageOf, SECOND } from "../services.ts";
import { network as subject } from "../subjects.ts";
import { count, listed } from "../../base/listing.ts";

/** A node joins a network with its first task there, and gossip takes seconds. */
const PATIENCE = 60 * SECOND;

export const sn0404 = rule({
  code: "SN0404",
  name: "peers-missing",
  level: "warning",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "tasks", "nodes", "source", "inspected", "time"],
  what: "The node asked knows fewer peers of a network than there are nodes with tasks on it",
  why:
    "Nodes tell each other about a network's endpoints over port 7946 (TCP and UDP). One that is missing among the peers gets no " +
    "news: names and virtual IPs fail between it and the others, on ingress its share of published ports.",
  fix:
    "Let 7946/tcp and 7946/udp through between all nodes; then restart docker on the nodes that are missing",
  reference: [
    "https://github.com/moby/moby/issues/40184",
    "https://github.com/moby/moby/issues/34939",
    "moby libnetwork/networkdb/networkdb.go Peers",
  ],
  falsePositives:
    "Nodes that gossip under other addresses than the managers know are counted, but cannot be named",
  bad: [
    {
      title: "Three nodes have tasks, two are known",
      swarm: {
        networks: [{
          name: "app",
          peers: [{ name: "p1", ip: "192.168.7.1" }, { name: "p2", ip: "192.168.7.2" }],
        }],
        services: [{ name: "web", on: ["app"], replicas: 3 }],
      },
    },
    {
      title: "Ingress: every node takes part",
      swarm: { networks: [{ name: "ingress", peers: [{ name: "p1", ip: "192.168.7.1" }] }] },
    },
  ],
  good: [
    {
      title: "Everybody is known",
      swarm: {
        networks: [{
          name: "app",
          peers: [{ name: "p1", ip: "192.168.7.1" }, { name: "p2", ip: "192.168.7.2" }],
        }],
        services: [{ name: "web", on: ["app"], replicas: 2 }],
      },
    },
    {
      title: "A node that is down is not waited for",
      swarm: {
        nodes: [{ hostname: "m1", role: "manager" }, { hostname: "w1", state: "down" }],
        networks: [{ name: "ingress", peers: [{ name: "p1", ip: "192.168.7.1" }] }],
      },
    },
  ],
  check(view, report, skip) {
    let seen = false;
    for (const one of view.networks) {
      // Only networks that live on the node asked have peers there.
      if (one.scope !== "swarm" || one.driver !== "overlay" || one.peers === null) continue;
      seen = true;
      const nodes = nodesOn(view, one);
      // A peer whose node is not known any more is listed without an address.
      const known = one.peers.map((peer) => peer.ip).filter((ip) => ip !== "" && ip !== "unknown");
      if (known.length >= nodes.length) continue;
      const absent = nodes.filter((node) => !known.includes(node.addr)).map((node) => node.hostname);
      report({
        object: subject(one),
        message:
          `Node ${view.source.name} knows ${count(known.length, "peer")} of ${one.name}, but ${
            count(nodes.length, "node takes", "nodes take")
          } part in it` + (absent.length === 0 ? "" : `: missing ${listed(absent)}`),
      });
    }
    if (!seen) skip("needs the peers of a network that lives on the node asked, which were not collected");
  },
});

/** Nodes that must be among the peers: all that are up on ingress, else those that have run a task there for a while. */
function nodesOn(view: View, network: Network): Node[] {
  const { nodeById } = indexOf(view.swarm);
  if (network.ingress) {
    return ageOf(view, network.created) <= PATIENCE
      ? []
      : view.nodes.filter((node) => node.state === "ready");
  }
  const nodes = new Set<Node>();
  for (const task of indexOf(view.swarm).tasksOn(network.id)) {
    const node = nodeById.get(task.node);
    if (node?.state !== "ready" || task.state !== "running" || task.desired !== "running") continue;
    if (ageOf(view, task.since) > PATIENCE) nodes.add(node);
  }
  return [...nodes];
}
