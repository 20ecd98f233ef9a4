import { matchesGlob } from "../../base/glob.ts";
import { isEncrypted } from "../../swarm/model.ts";
import { encryptFix } from "../encrypt_fix.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

export const sn0115 = rule({
  code: "SN0115",
  name: "policy-must-encrypt",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "policy", "stack"],
  concernsUsers: true,
  what: "A network that must be encrypted by the configuration is not",
  why:
    "The configuration lists networks that must be encrypted. The label swarmnet.allow-plain does not lift that: a label " +
    "can be set by persons who do not decide on the policy.",
  fix: "Create the network with encryption, and move its services there",
  reference: ["docs/decisions/0007-rules.md"],
  bad: [
    {
      title: "A live network that the policy names",
      swarm: { networks: [{ name: "payments", options: {} }] },
      policy: { mustEncrypt: ["pay*"] },
    },
    {
      title: "A stack's network; the policy sees its full name",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {}}\n",
      policy: { mustEncrypt: ["shop_*"] },
    },
  ],
  good: [{
    title: "It is encrypted",
    swarm: { networks: [{ name: "payments" }] },
    policy: { mustEncrypt: ["pay*"] },
  }],
  check(view, report) {
    const { mustEncrypt } = view.policy;
    for (const one of view.networks) {
      // What was not allocated shows neither driver nor options; SN0201 speaks of it.
      if (!view.judged(one) || one.scope !== "swarm" || one.configOnly || one.driver === "") continue;
      const encryptable = one.driver === "overlay";
      if (encryptable && isEncrypted(one)) continue;
      const pattern = mustEncrypt.find((glob) => matchesGlob(one.name, glob));
      if (pattern === undefined) continue;
      report({
        object: network(one),
        message: encryptable
          ? `Network ${one.name} is not encrypted, which must-encrypt ${JSON.stringify(pattern)} requires`
          : `Network ${one.name} must be encrypted (must-encrypt ${
            JSON.stringify(pattern)
          }), which its driver ${one.driver} cannot do`,
        ...(encryptable ? { fix: encryptFix(view, one, { waivable: false }) } : {}),
      });
    }
  },
});
