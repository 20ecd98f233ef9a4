import { isEncrypted } from "../../swarm/model.ts";
import { rule } from "../rule.ts";
import { ALLOW_PLAIN, isOverlay, network } from "../subjects.ts";

export const sn0113 = rule({
  code: "SN0113",
  name: "encryption-waiver",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack"],
  reads: ["networks"],
  what: "A network is in clear on purpose, by the label swarmnet.allow-plain",
  why:
    "Somebody decided that this network need not be encrypted, which silences SN0101 or SN0102. The decision stays on the list " +
    "so that it is seen when circumstances change.",
  fix: "Nothing to do while the reason holds; else create the network with encryption and without the label",
  reference: ["docs/decisions/0007-rules.md"],
  bad: [
    {
      title: "A network that may stay plain",
      swarm: { networks: [{ name: "shop", options: {}, labels: { [ALLOW_PLAIN]: "private wire" } }] },
    },
    {
      title: "The same in a stack file",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {labels: {swarmnet.allow-plain: private wire}}}\n",
    },
  ],
  good: [{ title: "No such label", swarm: { networks: [{ name: "shop", options: {} }] } }],
  check(view, report) {
    for (const one of view.networks) {
      const reason = one.labels[ALLOW_PLAIN];
      if (reason === undefined || !view.judged(one) || !isOverlay(one) || isEncrypted(one)) continue;
      report({
        object: network(one),
        message: reason.trim() === ""
          ? `Network ${one.name} may stay in clear, but its label ${ALLOW_PLAIN} does not say why`
          : `Network ${one.name} may stay in clear: ${reason}`,
      });
    }
  },
});
