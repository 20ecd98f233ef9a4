import { affectedBy, bugOf } from "../../swarm/engine_bugs.ts";
import { encryptedOf, versions, withVersions } from "../engines.ts";
import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

const BUG = bugOf("shared-sa-removal");

export const sn0110 = rule({
  code: "SN0110",
  name: "engine-sa-refcount",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "change"],
  reads: ["networks", "nodes"],
  what: "Removing one encrypted network can cut the others off on these engines",
  why:
    "All encrypted networks between two nodes share their IPsec security associations, and these engines do not count how many " +
    "networks use them. When a network is removed, or its last task leaves a node, the others can lose their traffic to " +
    "that node until their tasks are restarted.",
  fix:
    "Before an encrypted network is removed, plan to restart the tasks on the others (docker service update --force), or " +
    `upgrade first: engines from ${versions(BUG.fixed)} count`,
  reference: [
    "https://github.com/moby/moby/pull/50169",
    "moby libnetwork/drivers/overlay/encryption.go of 28.5",
  ],
  falsePositives: "A swarm whose encrypted networks never change does not meet it",
  bad: [{
    title: "Two encrypted networks on engine 28",
    swarm: { networks: [{ name: "app" }, { name: "data" }] },
  }],
  good: [{ title: "Only one network is encrypted", swarm: { networks: [{ name: "app" }] } }],
  check(view, report) {
    const networks = encryptedOf(view);
    if (networks.length < 2) return;
    const nodes = affectedBy(BUG, view.nodes);
    if (nodes.length === 0) return;
    const some = nodes.length < view.nodes.length ? ` on ${withVersions(nodes)}` : "";
    report({
      object: THE_SWARM,
      message: `Removing one of ${networks.length} encrypted networks can cut the others off${some}`,
      details: [
        `Encrypted: ${listed(networks.map(({ name }) => name))}`,
        `Engines: ${withVersions(nodes)}; fixed in ${versions(BUG.fixed)}`,
      ],
    });
  },
});
