import type { RuleText } from "../rule_text.ts";
import { probeRule } from "./make.ts";

const IPVS = "moby daemon/libnetwork/service_linux.go";
const RESOLVER = "moby daemon/libnetwork/resolver.go";

/** What a node has by itself: kernel, packet filter, load balancers, names, clock. */
export const NODE_CHECKS: readonly RuleText[] = [
  probeRule({
    code: "SN0809",
    name: "xfrm-modules",
    level: "warning",
    confidence: "low",
    what: "Kernel modules that overlay networks need do not show as loaded",
    why: "Without them tasks of encrypted networks are rejected, or VIPs and published ports do not answer.",
    fix: "Load the modules, or install the kernel package that holds them",
    reference: ["moby contrib/check-config.sh", "moby daemon/libnetwork/drivers/overlay/joinleave.go"],
  }),
  probeRule({
    code: "SN0813",
    name: "checksum-offload",
    level: "warning",
    what: "A vmxnet3 device computes checksums of VXLAN packets itself",
    why:
      "Some versions of that device compute them wrongly for packets within packets: ping works over overlays, TCP does not.",
    fix:
      "ethtool -K DEVICE tx-checksum-ip-generic off, or another data path port with swarm init --data-path-port",
    reference: ["https://github.com/moby/moby/issues/41775"],
  }),
  probeRule({
    code: "SN0814",
    name: "ip-forward-off",
    level: "error",
    what: "The node does not forward IP packets",
    why:
      "Published ports and the way out of containers need forwarding; the engine turns it on when it starts, so something turned it off again.",
    fix: "sysctl -w net.ipv4.ip_forward=1, and find what sets it to 0",
    reference: ["moby daemon/libnetwork/drivers/bridge/setup_ip_forwarding.go"],
  }),
  probeRule({
    code: "SN0815",
    name: "bridge-nf-call",
    level: "warning",
    what: "Bridged packets pass by iptables",
    why: "docker's rules between containers of one bridge do not work then.",
    fix: "sysctl -w net.bridge.bridge-nf-call-iptables=1",
    reference: ["moby daemon/libnetwork/drivers/bridge/setup_bridgenetfiltering.go"],
  }),
  probeRule({
    code: "SN0816",
    name: "firewalld-active",
    level: "info",
    what: "firewalld is at work on the node",
    why:
      "A reload of firewalld removes docker's rules; engines before 29.0 (25.0.13) do not bring back those of the routing mesh.",
    fix: "Restart the engine after reloads of firewalld, or upgrade it",
    reference: ["https://github.com/moby/moby/pull/50443"],
  }),
  probeRule({
    code: "SN0817",
    name: "forward-policy-drop",
    level: "error",
    what: "Everything that is forwarded is dropped, and docker's chains are gone",
    why:
      "Somebody flushed the filter table after the engine had set its policy to DROP. Containers of this node have no way out and published ports do not answer.",
    fix: "Restart the engine on that node",
    reference: ["https://github.com/moby/moby/issues/34939"],
  }),
  probeRule({
    code: "SN0818",
    name: "ingress-chain-missing",
    level: "error",
    what: "The rules that lead published ports into the routing mesh are gone",
    why:
      "The nat table's chain DOCKER-INGRESS sends them to the ingress network. Without it no published port answers on this node, while other nodes are fine.",
    fix: "Restart the engine on that node, and keep firewalls from flushing docker's rules",
    reference: [IPVS, "https://github.com/moby/moby/pull/50443"],
  }),
  probeRule({
    code: "SN0819",
    name: "ipvs-backends",
    level: "error",
    what: "A node's load balancer disagrees with the running tasks",
    why:
      "Each node balances VIPs and published ports by itself, from what gossip told it. A missing back-end gets no requests from there; a stale one swallows a share of them.",
    fix: "docker service update --force SERVICE; if it stays, restart the engine on that node",
    reference: [
      IPVS,
      "https://github.com/moby/moby/issues/33790",
      "https://github.com/moby/moby/issues/30464",
    ],
  }),
  probeRule({
    code: "SN0820",
    name: "ipvs-timeouts",
    level: "info",
    what: "The load balancer forgets idle connections sooner than docker's 900 s",
    why: "A connection through a VIP that is idle for longer is dropped without a word to either end.",
    fix:
      "Set net.ipv4.tcp_keepalive_time below that on the services at both ends, or use endpoint mode dnsrr",
    reference: ["https://github.com/moby/moby/issues/31208"],
  }),
  probeRule({
    code: "SN0821",
    name: "neighbour-table-overflow",
    level: "warning",
    what: "The node's neighbour table is nearly full",
    why: "When it overflows, addresses can no longer be resolved and connections fail at random.",
    fix: "Raise net.ipv4.neigh.default.gc_thresh1, 2 and 3",
    reference: ["https://man7.org/linux/man-pages/man7/arp.7.html"],
  }),
  probeRule({
    code: "SN0822",
    name: "clock-skew",
    level: "warning",
    confidence: "medium",
    what: "A node's clock differs from the others'",
    why: "Certificates are refused and logs cannot be put in order.",
    fix: "Run a time service on every node",
    reference: ["swarmkit ca/certificates.go"],
  }),
  probeRule({
    code: "SN0823",
    name: "live-restore-on",
    level: "info",
    what: "live-restore is on at the node asked",
    why: "It does not work with swarm mode: engines refuse to start with both, or tasks are not kept.",
    fix: "Remove live-restore from daemon.json",
    reference: ["https://docs.docker.com/engine/daemon/live-restore/"],
  }),
  probeRule({
    code: "SN0824",
    name: "nftables-backend",
    level: "info",
    what: "The engine that was asked keeps its rules in nftables",
    why: "Rules in DOCKER-USER do not apply there, and some checks of probe cannot read these rules.",
    fix: "Move own rules to nftables tables of your own",
    reference: ["https://docs.docker.com/engine/network/firewall-nftables/"],
  }),
  probeRule({
    code: "SN0825",
    name: "stale-vxlan-interface",
    level: "warning",
    what: "A VXLAN device or namespace of a network that is gone was left on the node",
    why:
      'The kernel takes a VXLAN number once: the next network with this number cannot be set up there, and its tasks are rejected with "file exists".',
    fix: "Delete the device on that node (ip link delete DEVICE), or restart the node",
    reference: [
      "https://github.com/moby/libnetwork/issues/945",
      "https://github.com/moby/libnetwork/issues/562",
    ],
  }),
  probeRule({
    code: "SN0826",
    name: "metadata-route",
    level: "warning",
    what: "The address of the cloud's metadata service leads into a docker network",
    why:
      "Programs on the node that ask the metadata service (for credentials, among others) reach containers instead.",
    fix: "Recreate the network with another subnet",
    reference: ["https://datatracker.ietf.org/doc/html/rfc3927"],
  }),
  probeRule({
    code: "SN0827",
    name: "dns-latency",
    level: "warning",
    confidence: "medium",
    what: "docker's DNS takes more than a second to answer on a node",
    why:
      "Each new connection by name waits that long; often the engine is busy or an outer name server does not answer.",
    fix: "Look at the engine's load on that node and at the name servers in its resolv.conf",
    reference: [RESOLVER],
  }),
  probeRule({
    code: "SN0828",
    name: "dns-consistency",
    level: "error",
    what: "A node's DNS names other tasks than those that run",
    why:
      "Names come from what gossip told the node. A task that is missing gets no connections by name from there, a stale address swallows them.",
    fix: "docker service update --force SERVICE; if it stays, restart the engine on that node",
    reference: [
      RESOLVER,
      "https://github.com/moby/moby/issues/30134",
      "https://github.com/moby/moby/issues/53141",
    ],
  }),
];
