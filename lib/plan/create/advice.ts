import { dataPathPortOf } from "../../swarm/data_path.ts";
import { isEncrypted, type Swarm } from "../../swarm/model.ts";
import { DEFAULT_MTU, insideMtu, insideOf } from "../../swarm/mtu.ts";
import { optionsOf } from "../../swarm/change/create_body.ts";
import { shown } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";

/** What is said about a network's encryption, both ways. Lines without final stop; the first one is the statement. */
export interface Advice {
  kind: "warning" | "note";
  lines: string[];
}

/** What this network's encryption state means for what will travel over it. Null for a configuration, which carries nothing. */
export function encryptionAdvice(request: CreateRequest, swarm: Swarm): Advice | null {
  if (request.configOnly) return null;
  return isEncrypted({ options: optionsOf(request) }) ? protectedBy(request) : inClear(request, swarm);
}

function inClear(request: CreateRequest, { nodes, cluster }: Swarm): Advice {
  const port = dataPathPortOf(cluster);
  const what = request.ingress
    ? "every request to a published port, from the node it arrives at to the node whose task answers"
    : `what ${
      request.attachable ? "tasks and attached containers" : "tasks"
    } say to each other from node to node, ` +
      "straight or through a service's VIP";
  const lines = [
    `Network ${shown(request.name)} is not encrypted`,
    `In clear: ${what} (VXLAN, UDP port ${port})`,
    "Whoever sees or reaches the network between the nodes can read and forge it; only swarm's own control traffic is encrypted",
  ];
  if (nodes.length === 1) lines.push("This swarm has one node, so nothing leaves it yet");
  lines.push(
    "To encrypt: add --encrypted now, since a network cannot be changed later; to silence this: --no-warn",
  );
  return { kind: "warning", lines };
}

function protectedBy(request: CreateRequest): Advice {
  const options = optionsOf(request);
  const inside = insideMtu({ options });
  const mtu = inside.mtu === null ? [] : [
    `MTU inside: ${inside.mtu} bytes (${
      insideOf(inside.option, false)
    } without encryption), for links between the nodes that carry ` +
    `${inside.option}${inside.option === DEFAULT_MTU ? "; say --mtu if yours differ" : ""}`,
  ];
  const clear = request.ingress
    ? "the way from the client to the node, requests answered on the node they arrive at, and host-mode ports"
    : "traffic between tasks on the same node, requests on their way through the ingress network or host-mode ports, and what " +
      (request.internal
        ? "its services send over other networks"
        : "leaves the swarm through docker_gwbridge");
  return {
    kind: "note",
    lines: [
      `Network ${shown(request.name)} is encrypted (IPsec ESP, AES-GCM) between Linux nodes`,
      `Not covered: ${clear}`,
      ...mtu,
      "Firewalls must let IP protocol 50 (ESP) pass between all nodes, both ways; it cannot cross NAT",
      "It costs throughput and CPU; measure how much on these nodes: docker swarmnet bench",
    ],
  };
}
