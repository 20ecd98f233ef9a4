import { encrypt } from "../change_examples.ts";
import { newlyEncrypted } from "../replacement.ts";
import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";

export const sn0125 = rule({
  code: "SN0125",
  name: "esp-unverified",
  level: "warning",
  confidence: "low",
  since: "0.2.0",
  scope: ["change"],
  reads: ["networks", "nodes", "change"],
  what: "A network is to be encrypted, and whether the nodes can exchange encrypted packets is not known",
  why:
    "Encrypted packets are ESP, IP protocol 50, which many firewalls drop, and kernels need esp4, xfrm_user and xt_policy for them. Where they " +
    "are dropped, tasks on different nodes do not reach each other.",
  fix: "Check it first: docker swarmnet probe",
  reference: [
    "https://docs.docker.com/engine/network/drivers/overlay/#encrypt-traffic-on-an-overlay-network",
  ],
  bad: [{
    title: "Several nodes",
    swarm: { networks: [{ name: "app", options: {} }] },
    change: encrypt("app"),
  }],
  good: [{
    title: "One node: nothing is sent between nodes",
    swarm: { nodes: [{ hostname: "m1", role: "manager" }], networks: [{ name: "app", options: {} }] },
    change: encrypt("app"),
  }],
  check(view, report) {
    if (newlyEncrypted(view).length === 0 || view.nodes.length < 2) return;
    report({
      object: THE_SWARM,
      message: "Not verified: that ESP (IP protocol 50) is allowed between the nodes",
      fix: { text: "Check it first", commands: ["docker swarmnet probe"] },
    });
  },
});
