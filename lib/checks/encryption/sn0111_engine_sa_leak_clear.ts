import { affectedBy, bugOf } from "../../swarm/engine_bugs.ts";
import { encryptedOf, encryptionSubject, withVersions } from "../engines.ts";
import { rule } from "../rule.ts";
import { count } from "../../base/listing.ts";

const BUG = bugOf("sa-ref-count");

export const sn0111 = rule({
  code: "SN0111",
  name: "engine-sa-leak-clear",
  level: "warning",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live", "change"],
  reads: ["networks", "nodes", "change"],
  what: "Engines may drop the encryption of a network that is still in use",
  why:
    "These engines count who uses a security association, but the count can go wrong when tasks come and go. An association " +
    "that is still needed is then removed, and the packets to that node leave as plain VXLAN. No version with a fix " +
    "is known; the proposed one is moby#53420.",
  fix:
    "Look on the nodes now and then whether each peer has its associations: ip xfrm state. Restarting the engine of a node sets " +
    "them up again",
  reference: ["https://github.com/moby/moby/pull/53420"],
  bad: [{
    title: "An encrypted network on engine 29",
    swarm: { nodes: [{ hostname: "m1", engineVersion: "29.3.0" }], networks: [{ name: "app" }] },
  }],
  good: [{ title: "An engine without that counter", swarm: { networks: [{ name: "app" }] } }],
  check(view, report) {
    const nodes = affectedBy(BUG, view.nodes);
    if (nodes.length === 0) return;
    const networks = encryptedOf(view);
    if (networks.length === 0) return;
    report({
      object: encryptionSubject(view),
      message: `${count(networks.length, "encrypted network")} can silently fall back to plaintext on ${
        withVersions(nodes)
      }`,
    });
  },
});
