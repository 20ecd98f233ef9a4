import { isEncrypted } from "../../swarm/model.ts";
import { encryptFix } from "../encrypt_fix.ts";
import { rule } from "../rule.ts";
import { isApplicationOverlay, network } from "../subjects.ts";

export const sn0117 = rule({
  code: "SN0117",
  name: "policy-require-encryption",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "policy", "stack"],
  concernsUsers: true,
  what: "An overlay network is not encrypted, and require-encryption is set to error",
  why:
    "The setting require-encryption asks for encrypted networks only. The label swarmnet.allow-plain does not lift that.",
  fix: "Create the network with encryption, and move its services there",
  reference: ["docs/decisions/0007-rules.md"],
  bad: [
    {
      title: "A live network",
      swarm: { networks: [{ name: "app", options: {} }] },
      policy: { requireEncryption: { value: "error", origin: ".swarmnet.yaml" } },
    },
    {
      title: "A stack's network",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {}}\n",
      policy: { requireEncryption: { value: "error", origin: ".swarmnet.yaml" } },
    },
  ],
  good: [
    {
      title: "It is encrypted",
      swarm: { networks: [{ name: "app" }] },
      policy: { requireEncryption: { value: "error", origin: ".swarmnet.yaml" } },
    },
    {
      title: "The setting asks for a warning",
      swarm: { networks: [{ name: "app", options: {} }] },
      policy: { requireEncryption: { value: "warn", origin: "the default" } },
    },
  ],
  check(view, report) {
    const { requireEncryption } = view.policy;
    if (requireEncryption?.value !== "error") return;
    for (const one of view.networks) {
      if (!view.judged(one) || !isApplicationOverlay(one) || isEncrypted(one)) continue;
      report({
        object: network(one),
        message:
          `Network ${one.name} is not encrypted, which require-encryption forbids (${requireEncryption.origin})`,
        fix: encryptFix(view, one, { waivable: false }),
      });
    }
  },
});
