/**
 * A sound swarm of two nodes as probe's agent sees it: the lines that the agents wrote in a guest with two engines 28.5.2, shortened. Networks:
 * 0 the throw-away one (VNI 4100), 1 plain (4097, service web), 2 secret (4098, service vault, encrypted).
 */
import { readFacts } from "../../lib/probe/judge/facts.ts";
import type { ProbedNode, ProbeInput } from "../../lib/probe/judge/model.ts";
import { targetsOf } from "../../lib/probe/specs.ts";
import type { Network, Node, Swarm } from "../../lib/swarm/model.ts";
import { makeNetwork, makeNode, makeService, makeSwarm, makeTask } from "./make_swarm.ts";

const VNI = "com.docker.network.driver.overlay.vxlanid_list";

export const PROBE_NODES: readonly Node[] = [
  makeNode("node1", {
    role: "manager",
    addr: "10.99.0.1",
    manager: { leader: true, reachability: "reachable", addr: "10.99.0.1:2377" },
  }),
  makeNode("node2", { addr: "10.99.0.2" }),
];

const NETWORKS: readonly Network[] = [
  makeNetwork("plain", { id: "plain00000aaa", subnet: "10.0.1.0/24", options: { [VNI]: "4097" } }),
  makeNetwork("secret", {
    id: "secret0000bbb",
    subnet: "10.0.2.0/24",
    options: { [VNI]: "4098", encrypted: "false" },
  }),
];

function task(service: string, node: number, network: number, address: string) {
  return makeTask(`${service}-${node}`, {
    service: `id-${service}`,
    node: `id-node${node}`,
    networks: [{ network: NETWORKS[network]!.id, addresses: [`${address}/24`], aliases: [] }],
  });
}

/** The swarm as the managers see it. */
export function probedSwarm(): Swarm {
  return makeSwarm({
    nodes: [...PROBE_NODES],
    networks: [...NETWORKS],
    services: [
      makeService("web", { mode: "global", vips: [{ network: NETWORKS[0]!.id, addr: "10.0.1.2/24" }] }),
      makeService("vault", { mode: "global", vips: [{ network: NETWORKS[1]!.id, addr: "10.0.2.2/24" }] }),
    ],
    tasks: [
      task("web", 1, 0, "10.0.1.3"),
      task("web", 2, 0, "10.0.1.4"),
      task("vault", 1, 1, "10.0.2.3"),
      task("vault", 2, 1, "10.0.2.4"),
    ],
  });
}

/** What one node's agent says of one network. */
function networkLines(node: 1 | 2, number: number, subnet: string, mtu: number): string[] {
  const me = `10.99.0.${node}`;
  const other = `10.99.0.${3 - node}`;
  return [
    `inside-mtu ${number} ${mtu}`,
    `own ${number} ${subnet}.${4 + node}/24`,
    `vxlan ${number} ${4096 + number} 4789`,
    `peer ${number} ${subnet}.${5 - node} ${other}`,
    `ipvs ${number} read`,
    `ipvs ${number} service 256`,
    `ipvs ${number} server 256 ${subnet}.3:0 1`,
    `ipvs ${number} server 256 ${subnet}.4:0 1`,
    `ipvs-timeout ${number} 900 120 300`,
    `capture ${number} begun`,
    `control ${number} before ${other} 10.0.9.9 2 2`,
    `ping ${number} ${other} ${subnet}.${5 - node} 3 3`,
    `control ${number} after ${other} 10.0.9.9 2 2`,
    `frames ${number} vxlan ${me} ${other} 4100 8`,
    `frames ${number} vxlan ${other} ${me} 4100 8`,
    `captured ${number} 28 captured`,
    `captured ${number} 0 dropped by kernel`,
    `capture ${number} ended`,
    `sweep ${number} ${other} ${subnet}.${5 - node} ${mtu - 28} ${mtu - 28}`,
  ];
}

/** What one node's agent says when all is well. */
export function soundLines(node: 1 | 2): string[] {
  const me = `10.99.0.${node}`;
  const other = `10.99.0.${3 - node}`;
  const mark = (vni: number) =>
    `-A OUTPUT -p udp -m udp --dport 4789 -m bpf --bytecode "7,32 0 0 4294963252,7 0 0 0,64 0 0 4,116 0 0 8,21 1 0 ${vni},6 0 0 0,6 0 0 4294967295" -j MARK --set-xmark 0xd0c4e3/0xffffffff`;
  const drop = (vni: number) =>
    `-A INPUT -p udp -m policy --dir in --pol none -m udp --dport 4789 -m bpf --bytecode "7,32 0 0 4294963252,7 0 0 0,64 0 0 4,116 0 0 8,21 1 0 ${vni},6 0 0 0,6 0 0 4294967295" -j DROP`;
  return [
    "tool tcpdump yes",
    "tool ipvsadm yes",
    "tool nft no",
    "clock 1795377525",
    "kernel 6.12.0",
    `address eth0 ${me}/24`,
    "address docker_gwbridge 172.18.0.1/16",
    "link eth0 1500 - -",
    "link docker_gwbridge 1500 - -",
    "modules vxlan ip_vs ip_vs_rr xfrm_user esp4 xt_policy",
    "sysctl net/ipv4/ip_forward 1",
    "sysctl net/bridge/bridge-nf-call-iptables 1",
    "neighbours 3",
    "metadata-route 169.254.169.254 via 10.99.0.254 dev eth0 src 10.99.0.1",
    "xfrm yes",
    `xfrm-state ${me} ${other} esp 0x1b016040 13681891`,
    `xfrm-state ${other} ${me} esp 0x88d6aee5 13681891`,
    `xfrm-policy ${me}/32 ${other}/32 4789 out 0xd0c4e3/0xffffffff 13681891`,
    "xfrm-count XfrmInNoStates 7",
    "chain filter FORWARD ACCEPT",
    "chain filter DOCKER-USER -",
    "chain nat DOCKER-INGRESS -",
    `rule mangle ${mark(4098)}`,
    `rule filter ${drop(4098)}`,
    "rules-read iptables-legacy-save",
    "rules-kind legacy",
    "netns 1-plain00000",
    "netns lb_plain0000",
    "enter yes",
    "inside-mtu 0 1450",
    `peer 0 10.0.9.${node} ${other}`,
    `ping 0 ${other} 10.0.9.9 3 3`,
    ...networkLines(node, 1, "10.0.1", 1450),
    `frames 1 vxlan ${me} ${other} 4097 6`,
    ...networkLines(node, 2, "10.0.2", 1424),
    `frames 2 esp ${me} ${other} 280 6`,
    `frames 2 esp ${other} ${me} 280 6`,
    `frames 2 vxlan ${other} ${me} 4098 3`,
    "dns 1 tasks.web.plain 20 10.0.1.3 10.0.1.4 ",
    "dns 2 tasks.vault.secret 30 10.0.2.4 10.0.2.3 ",
    `tcp ${other} 7946 open`,
    `tcp ${other} 2377 open`,
    `gossip ${other} ${me} 50`,
    `gossip ${me} ${other} 48`,
    `xfrm-after ${me} ${other} 0x1b016040`,
    "xfrm-count-after XfrmInNoStates 7",
  ];
}

export interface ProbedParts {
  /** Changes the lines of one node; null: it did not answer. */
  lines?: Partial<Record<1 | 2, (lines: string[]) => string[] | null>>;
  swarm?: Swarm;
  after?: Swarm;
  /** Why node 1's answer is not complete. */
  cut?: string;
  named?: boolean;
}

/** The judge's input made of the nodes' lines. */
export function probedInput(
  { lines = {}, swarm = probedSwarm(), after, cut, named = false }: ProbedParts = {},
): ProbeInput {
  const nodes = PROBE_NODES.map((node, at): ProbedNode => {
    const number = at + 1 as 1 | 2;
    const said = (lines[number] ?? ((all) => all))(soundLines(number));
    const facts = said?.map((line) => ({
      kind: line.split(" ")[0]!,
      text: line.slice(line.indexOf(" ") + 1),
      received: 1795377525_500,
    }));
    return {
      node,
      facts: facts === undefined ? null : readFacts(facts),
      why: facts === undefined ? "it is drained" : at === 0 ? cut ?? "" : "",
    };
  });
  return {
    before: swarm,
    after: after ?? swarm,
    targets: targetsOf(swarm.networks, named),
    control: [4100],
    nodes,
    port: 4789,
  };
}
