import { isEncrypted } from "../../swarm/model.ts";
import { encryptFix } from "../encrypt_fix.ts";
import { rule } from "../rule.ts";
import { ALLOW_PLAIN, isApplicationOverlay, network } from "../subjects.ts";

export const sn0101 = rule({
  code: "SN0101",
  name: "overlay-unencrypted",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "nodes", "stack"],
  concernsUsers: true,
  what: "The traffic of an overlay network between nodes is not encrypted",
  why:
    "A swarm encrypts its control traffic only. Frames of an overlay network cross the underlay as plain VXLAN " +
    "unless the network was created with the driver option `encrypted`: any host on the underlay network can read and inject packets.",
  fix: "Create the network with encryption, or allow it with the label swarmnet.allow-plain=REASON",
  reference: [
    "https://docs.docker.com/engine/network/drivers/overlay/#encrypt-traffic-on-an-overlay-network",
    "moby daemon/libnetwork/drivers/overlay/ov_network.go: the option's presence decides",
  ],
  falsePositives: "The underlay may be encrypted already (WireGuard, MACsec, a provider's private network)",
  cis: "7.3",
  bad: [
    {
      title: "A stack network without the option",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {}}\n",
    },
    { title: "A live overlay without the option", swarm: { networks: [{ name: "shop", options: {} }] } },
    {
      title: "On the only node of a swarm: a note, since no traffic leaves it yet",
      swarm: { nodes: [{ hostname: "m1", role: "manager" }], networks: [{ name: "shop", options: {} }] },
    },
  ],
  good: [
    {
      title: "The option is there",
      stack: 'services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: ""}}}\n',
    },
    {
      title: "The network is unencrypted on purpose",
      swarm: {
        networks: [{ name: "shop", options: {}, labels: { "swarmnet.allow-plain": "private wire" } }],
      },
    },
  ],
  check(view, report) {
    for (const one of view.networks) {
      if (!view.judged(one) || !isApplicationOverlay(one) || isEncrypted(one)) continue;
      if (Object.hasOwn(one.labels, ALLOW_PLAIN)) continue;
      // The traffic of a single node leaves it as soon as there is a second one.
      const alone = view.scope !== "stack" && view.nodes.length === 1;
      report({
        object: network(one),
        message: alone
          ? `Network ${one.name} is not encrypted; with one node, no traffic leaves it yet`
          : `Network ${one.name} is not encrypted: traffic between nodes is sent in plaintext`,
        ...(alone ? { level: "info" as const } : {}),
        fix: encryptFix(view, one, { waivable: true }),
      });
    }
  },
});
