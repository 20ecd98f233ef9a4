import type { RuleText } from "../rule_text.ts";
import { probeRule } from "./make.ts";

const ENCRYPTION = "moby daemon/libnetwork/drivers/overlay/encryption.go";
const PORTS =
  "https://docs.docker.com/engine/swarm/swarm-tutorial/#open-protocols-and-ports-between-the-hosts";

/** Ports, encryption and packet sizes between nodes. */
export const WIRE_CHECKS: readonly RuleText[] = [
  probeRule({
    code: "SN0801",
    name: "port-2377-tcp",
    level: "error",
    what: "A node cannot reach a manager's port for cluster management",
    why:
      "Nodes get their tasks, keys and certificates from the managers over this port (TCP 2377 unless it was changed). A node that " +
      "loses it goes on with what it has and is soon seen as down.",
    fix:
      "Open TCP port 2377 from every node to every manager; docker swarmnet ports --for nftables (or ufw, ...) writes the rules",
    reference: [PORTS],
  }),
  probeRule({
    code: "SN0802",
    name: "port-7946-tcp",
    level: "error",
    what: "A node cannot reach another node's port for gossip over TCP",
    why:
      "Which address lives on which node is spread by gossip; over TCP nodes exchange all of it when one joins and now and then later. Without it a " +
      "node misses names and addresses: requests to services fail there although all tasks run.",
    fix: "Open TCP port 7946 between all nodes; the port cannot be changed",
    reference: [PORTS, "https://github.com/moby/moby/issues/39280"],
  }),
  probeRule({
    code: "SN0803",
    name: "port-7946-udp",
    level: "error",
    confidence: "medium",
    what: "Gossip of one node does not arrive at another one",
    why:
      "News of names and addresses travels in datagrams on UDP port 7946. Where they are lost nodes hold each other for failed and forget each " +
      "other's addresses.",
    fix: "Open UDP port 7946 between all nodes",
    reference: [PORTS],
    falsePositives:
      "In a large swarm nodes gossip with a few others at a time; silence alone is never counted as failed",
  }),
  probeRule({
    code: "SN0804",
    name: "port-data-path-udp",
    level: "error",
    what: "Nothing that one node sends over an overlay network is answered by another node",
    why:
      "All overlay networks travel in VXLAN, on UDP port 4789 unless swarm init said otherwise. Where it is blocked tasks of different nodes cannot talk at all.",
    fix:
      "Open the data path's UDP port between all nodes; on virtual machines whose host uses the same port, or breaks its checksums, set another one with swarm init --data-path-port",
    reference: [PORTS, "https://github.com/moby/moby/issues/41775"],
  }),
  probeRule({
    code: "SN0805",
    name: "esp-path",
    level: "error",
    what: "Encrypted packets leave a node and nothing comes back, while plain ones pass",
    why:
      "Encrypted networks travel as ESP, which is an IP protocol of its own (50) and has no ports: firewalls and cloud security groups that only know " +
      "TCP and UDP drop it, and address translation breaks it. The network looks healthy and carries nothing between nodes.",
    fix: "Allow IP protocol 50 between all nodes, and let them reach each other without address translation",
    reference: [ENCRYPTION, "https://github.com/moby/moby/issues/46838"],
  }),
  probeRule({
    code: "SN0806",
    name: "mtu-nic-and-option",
    level: "error",
    what: "A network counts on larger packets than a node's device carries",
    why:
      "The option com.docker.network.driver.mtu is what the path between the nodes carries, 1500 where it is not set; engines never look at the " +
      "device. Packets that are too large are cut into pieces or lost: small requests work, large ones hang.",
    fix:
      "Recreate the network with an MTU option no larger than the smallest device between the nodes: docker swarmnet replace NETWORK --mtu BYTES",
    reference: [
      "moby daemon/libnetwork/drivers/overlay/ov_network.go",
      "https://github.com/moby/moby/issues/36689",
    ],
  }),
  probeRule({
    code: "SN0807",
    name: "mtu-path",
    level: "error",
    what: "Full-size packets of a network are lost between two nodes",
    why:
      "Something between the nodes carries less than the network's devices were told. Connections are made and small answers come, then transfers " +
      "stall: a black hole that no error message names.",
    fix: "Make the path carry what the option says, or recreate the network with a smaller MTU option",
    reference: ["https://github.com/moby/moby/issues/36689", "https://github.com/moby/moby/issues/43673"],
  }),
  probeRule({
    code: "SN0808",
    name: "mtu-gateway",
    level: "warning",
    what: "docker_gwbridge has a larger MTU than the node's own device",
    why:
      "What tasks send to the outside leaves through docker_gwbridge. With a smaller device behind it large packets depend on path MTU discovery, which firewalls often break.",
    fix:
      "On the node, while it is out of the swarm, recreate docker_gwbridge with the device's MTU: docker network create --opt com.docker.network.driver.mtu=BYTES ... docker_gwbridge",
    reference: ["https://github.com/moby/moby/issues/41406"],
  }),
  probeRule({
    code: "SN0810",
    name: "xfrm-state-missing",
    level: "error",
    what: "A node lacks IPsec states or policies for another node of an encrypted network",
    why:
      "The kernel encrypts towards a node only with a state for it. Without one packets of the network are dropped, or, where the policy is missing " +
      "as well, could leave in clear. The Engine API shows the network as encrypted all the same.",
    fix:
      "Restart the engine on that node; engines before 29.0 can remove states of one network when another is removed",
    reference: [ENCRYPTION, "https://github.com/moby/moby/pull/50169"],
  }),
  probeRule({
    code: "SN0811",
    name: "encryption-rule-missing",
    level: "error",
    what: "The packet filter rules that lead an encrypted network into IPsec are not there",
    why:
      "docker marks what the network sends, and only marked packets are encrypted; a second rule drops what comes in clear. Without the first the " +
      "network's traffic leaves in clear, without the second anybody may send into the network. Flushing iptables or reloading a firewall removes them.",
    fix: "Restart the engine on that node, and keep firewalls from flushing docker's rules",
    reference: [ENCRYPTION, "https://github.com/moby/moby/security/advisories/GHSA-33pg-m6jh-5237"],
  }),
  probeRule({
    code: "SN0812",
    name: "xfrm-counters",
    level: "warning",
    what: "Packets were lost to IPsec while the probe looked",
    why:
      "The kernel counts what it drops because a state or policy does not fit, in /proc/net/xfrm_stat. Rising numbers mean lost packets now.",
    fix:
      "Look at the other findings about IPsec of this node; engines of different versions may compute different states",
    reference: [
      "https://docs.kernel.org/networking/xfrm_proc.html",
      "https://github.com/moby/moby/issues/51798",
    ],
    falsePositives: "Other IPsec users of the node count here, too",
  }),
  probeRule({
    code: "SN0829",
    name: "clear-on-the-wire",
    level: "error",
    what:
      "Frames of a network that should be encrypted leave a node in clear, or it could not be proven that they do not",
    why:
      "Nothing in the Engine API tells whether an encrypted network is really encrypted. probe looks at the sender's own interfaces; it says " +
      "encrypted only when the same capture saw the frames of a plain throw-away network, what was sent was answered, none of it was in clear, and as " +
      "many ESP packets of that size left.",
    fix: "Restart the engine on the sending node and probe again; keep secrets off the network until then",
    reference: [ENCRYPTION, "https://github.com/moby/moby/security/advisories/GHSA-33pg-m6jh-5237"],
  }),
];
