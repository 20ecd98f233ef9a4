import { insideMtu } from "../../swarm/mtu.ts";
import { type Check, nodeName, ownerOf, type ProbedNode, type ProbeInput } from "./model.ts";
import { nodesWith } from "./tasks.ts";

const IP_AND_ICMP = 28;

/** Packet sizes and ports between the nodes. */
export function judgePath(input: ProbeInput): Check[] {
  return [
    ...nicChecks(input),
    ...sizeChecks(input),
    ...gatewayChecks(input),
    ...tcpChecks(input),
    ...gossipChecks(input),
  ];
}

interface Place {
  node: ProbedNode;
  peer?: ProbedNode;
  network?: string;
}

function make(input: ProbeInput, code: string, { node, peer, network }: Place) {
  return (state: Check["state"], evidence: string): Check => ({
    code,
    state,
    node: nodeName(input.nodes, node.node),
    peer: peer === undefined ? null : nodeName(input.nodes, peer.node),
    network: network ?? null,
    evidence,
  });
}

/** The device that carries the data path: the one with the address that other nodes send to, else the one the managers know. */
function deviceOf(input: ProbeInput, node: ProbedNode): string | undefined {
  const { facts } = node;
  if (facts === null) return undefined;
  for (const other of input.nodes) {
    for (const network of other.facts?.networks.values() ?? []) {
      for (const address of network.peers.values()) {
        if (ownerOf(input.nodes, address) === node) return facts.addresses.get(address);
      }
    }
  }
  return facts.addresses.get(node.node.addr);
}

function nicChecks(input: ProbeInput): Check[] {
  return input.targets.flatMap((target) =>
    nodesWith(input, target).map((node) => {
      const check = make(input, "SN0806", { node, network: target.network.name });
      if (node.facts === null) return check("unknown", `${node.node.hostname} did not answer: ${node.why}`);
      const inside = insideMtu(target.network);
      const device = deviceOf(input, node);
      const nic = device === undefined ? undefined : node.facts.links.get(device)?.mtu;
      if (inside.mtu === null) return check("failed", `Its MTU option cannot be used: ${inside.why}`);
      if (nic === undefined) return check("unknown", "The device of the data path was not found");
      const evidence = `${device} carries ${nic} bytes, and the network's option counts on ${inside.option}`;
      return nic < inside.option ? check("failed", evidence) : check("ok", evidence);
    })
  );
}

function sizeChecks(input: ProbeInput): Check[] {
  const numbers = [...input.targets.map(({ number, network }) => ({ number, name: network.name })), {
    number: 0,
    name: "a throw-away plain network",
  }];
  return numbers.flatMap(({ number, name }) =>
    input.nodes.flatMap((node) => {
      const { facts } = node;
      return (facts?.networks.get(number)?.sweeps ?? []).flatMap(({ to, wanted, largest }): Check[] => {
        const peer = ownerOf(input.nodes, to);
        if (peer === undefined) return [];
        const check = make(input, "SN0807", {
          node,
          peer,
          ...number === 0 ? {} : { network: name },
        });
        const full = wanted + IP_AND_ICMP;
        if (largest >= wanted) {
          return [check("ok", `Packets of ${full} bytes pass, as large as the network's devices allow`)];
        }
        return [
          check(
            "failed",
            `In ${name} packets of more than about ${
              largest + IP_AND_ICMP
            } bytes are lost, although its devices allow ${full}`,
          ),
        ];
      });
    })
  );
}

function gatewayChecks(input: ProbeInput): Check[] {
  return input.nodes.map((node) => {
    const check = make(input, "SN0808", { node });
    if (node.facts === null) return check("unknown", `${node.node.hostname} did not answer: ${node.why}`);
    const gateway = node.facts.links.get("docker_gwbridge")?.mtu;
    const device = deviceOf(input, node);
    const nic = device === undefined ? undefined : node.facts.links.get(device)?.mtu;
    if (gateway === undefined) return check("skipped", "There is no docker_gwbridge on it");
    if (nic === undefined) return check("unknown", "The node's own device was not found");
    const evidence = `docker_gwbridge has MTU ${gateway}, ${device} ${nic}`;
    return gateway > nic
      ? check("failed", `${evidence}: large packets on the way out may be lost`)
      : check("ok", evidence);
  });
}

function tcpChecks(input: ProbeInput): Check[] {
  return pairs(input).flatMap(([node, peer]) => {
    const manager = peer.node.manager === null ? [] : [["SN0801", managementPort(peer)] as const];
    return [...manager, ["SN0802", "7946"] as const].map(([code, port]) => {
      const check = make(input, code, { node, peer });
      if (node.facts === null) return check("unknown", `${node.node.hostname} did not answer: ${node.why}`);
      if (node.facts.tools.get("nc") === false) return check("skipped", "The image has no nc");
      const open = node.facts.tcp.get(`${peer.node.addr} ${port}`);
      if (open === undefined) {
        return check("unknown", `Nothing was tried: the address of ${peer.node.hostname} is not known`);
      }
      return open
        ? check("ok", `${peer.node.addr} takes connections on TCP port ${port}`)
        : check("failed", `${peer.node.addr} takes no connection on TCP port ${port}`);
    });
  });
}

/** The port of a manager's own address; 2377 unless it was set at init or join. */
export function managementPort({ node }: ProbedNode): string {
  return /:(\d+)$/.exec(node.manager?.addr ?? "")?.[1] ?? "2377";
}

/** Gossip is not asked for but listened to: what comes in from a node proves the way from there to here. */
function gossipChecks(input: ProbeInput): Check[] {
  return pairs(input).map(([node, peer]) => {
    const check = make(input, "SN0803", { node, peer });
    // The way from `node` to `peer` is seen where it arrives.
    const { facts } = peer;
    if (facts === null) return check("unknown", `${peer.node.hostname} did not answer: ${peer.why}`);
    if (facts.tools.get("tcpdump") === false) return check("skipped", "The image has no tcpdump");
    const count = (inward: boolean) =>
      [...facts.gossip].reduce((sum, [key, value]) => {
        const [from = "", to = ""] = key.split(" ");
        const there = ownerOf(input.nodes, inward ? from : to) === node;
        const here = facts.addresses.has(inward ? to : from);
        return there && here ? sum + value : sum;
      }, 0);
    const came = count(true);
    const went = count(false);
    if (came > 0) return check("ok", `${came} datagrams of its gossip arrived`);
    return went >= 5
      ? check("failed", `${peer.node.hostname} sent it ${went} datagrams of gossip, and none came back`)
      : check("unknown", "No gossip of it was seen in that time, which may be chance in a large swarm");
  });
}

function pairs({ nodes }: ProbeInput): [ProbedNode, ProbedNode][] {
  return nodes.flatMap((node) =>
    nodes.filter((peer) => peer !== node && peer.node.state === "ready").map((peer) =>
      [node, peer] as [ProbedNode, ProbedNode]
    )
  );
}
