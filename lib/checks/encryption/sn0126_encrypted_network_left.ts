import { affectedBy, bugOf } from "../../swarm/engine_bugs.ts";
import { isEncrypted } from "../../swarm/model.ts";
import { encrypt, replace } from "../change_examples.ts";
import { versions, withVersions } from "../engines.ts";
import { replacementOf } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

const BUG = bugOf("shared-sa-removal");

export const sn0126 = rule({
  code: "SN0126",
  name: "encrypted-network-left",
  level: "warning",
  confidence: "medium",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "An encrypted network is to be removed while others between the same nodes stay encrypted",
  why:
    "All encrypted networks between two nodes share their IPsec security associations, and these engines do not count the users. When tasks leave " +
    "one network, the others can lose their traffic between these nodes until a task starts there again.",
  fix: `Upgrade the engines to ${versions(BUG.fixed)}, or later`,
  reference: ["https://github.com/moby/moby/pull/50169"],
  bad: [{
    title: "An encrypted network is replaced by an encrypted one",
    swarm: { networks: [{ name: "app" }] },
    change: replace("--mtu 1400", "app", { mtu: 1400 }),
  }],
  good: [{
    title: "It was not encrypted",
    swarm: { networks: [{ name: "app", options: {} }, { name: "data" }] },
    change: encrypt("app"),
  }],
  check(view, report) {
    const change = replacementOf(view);
    if (change === undefined) return;
    const { networks, nodes } = view.before!;
    const hit = affectedBy(BUG, nodes);
    if (hit.length === 0 || nodes.length < 2) return;
    const encrypted = networks.filter((one) => one.scope === "swarm" && isEncrypted(one)).length;
    for (const { network: one, successor } of change.successors) {
      const shared = encrypted > 1 || (!one.ingress && isEncrypted(successor));
      if (!isEncrypted(one) || !shared) continue;
      report({
        object: network(one),
        message: `Leaving ${one.name} may cut other encrypted networks between the same nodes`,
        details: [
          "encrypted traffic between two nodes may be dropped until a task starts there again (a rare fault of these engines)",
          `Engines: ${withVersions(hit)}; fixed in ${versions(BUG.fixed)}`,
        ],
        fix: {
          text:
            "Upgrade the engines first, or restart afterwards what does not answer: docker service update --force SERVICE",
        },
      });
    }
  },
});
