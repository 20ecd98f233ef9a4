import { insideMtu } from "../../swarm/mtu.ts";
import { encrypt, replace } from "../change_examples.ts";
import { movesOf } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

export const sn0253 = rule({
  code: "SN0253",
  name: "mtu-lowered",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "Packets inside a network have less room after the change",
  why:
    "Encryption, or a smaller MTU, takes the rest. Programs that set a packet size, or tunnels inside the network, may not fit.",
  fix:
    "TCP adapts by itself. For other protocols, raise the underlay MTU and use 'docker swarmnet replace --mtu'",
  reference: ["moby daemon/libnetwork/drivers/overlay/ov_network.go maxMTU"],
  bad: [{
    title: "Encryption takes its part",
    swarm: { networks: [{ name: "app", options: {} }] },
    change: encrypt("app"),
  }],
  good: [{
    title: "The option allows for it",
    swarm: { networks: [{ name: "app", options: {} }] },
    change: replace("--encrypted --mtu 9000", "app", { encrypted: true, mtu: 9000 }),
  }],
  check(view, report) {
    for (const { network: one, successor } of movesOf(view)) {
      const before = insideMtu(one).mtu;
      const after = insideMtu(successor).mtu;
      if (before === null || after === null || after >= before) continue;
      report({
        object: network(one),
        message: `MTU inside ${one.name} is ${after} bytes after the change, ${before} before`,
      });
    }
  },
});
