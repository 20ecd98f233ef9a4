import { affectedBy, bugOf } from "../../swarm/engine_bugs.ts";
import { encryptedOf, encryptionSubject, versions, withVersions } from "../engines.ts";
import { newlyEncrypted } from "../replacement.ts";
import { rule } from "../rule.ts";
import { count } from "../../base/listing.ts";

const BUG = bugOf("vxlan-injection");

export const sn0107 = rule({
  code: "SN0107",
  name: "engine-encryption-cve",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "change"],
  reads: ["networks", "nodes", "change"],
  what: "Engines have the known holes in the encryption of overlay networks of 2023",
  why:
    "On such an engine any host that reaches the VXLAN port can inject packets into encrypted networks. A network with a single " +
    "endpoint on the node takes forged packets, and on kernels without xt_u32 traffic is silently sent in plaintext.",
  fix: `Upgrade the engines to ${versions(BUG.fixed)}, or later`,
  reference: [
    "CVE-2023-28840: https://github.com/moby/moby/security/advisories/GHSA-232p-vwff-86mp",
    "CVE-2023-28841: https://github.com/moby/moby/security/advisories/GHSA-33pg-m6jh-5237",
    "CVE-2023-28842: https://github.com/moby/moby/security/advisories/GHSA-6wrf-mxfj-pf5p",
  ],
  falsePositives: "A distribution may have put the fixes into an older version",
  bad: [{
    title: "An engine of the affected line, and an encrypted network",
    swarm: { nodes: [{ hostname: "m1", engineVersion: "20.10.23" }], networks: [{ name: "app" }] },
  }],
  good: [{
    title: "The first fixed version",
    swarm: { nodes: [{ hostname: "m1", engineVersion: "20.10.24" }], networks: [{ name: "app" }] },
  }],
  check(view, report) {
    const nodes = affectedBy(BUG, view.nodes);
    if (nodes.length === 0) return;
    const networks = encryptedOf(view).length;
    report({
      object: encryptionSubject(view),
      // `encrypt` would give a wrong sense of safety.
      ...(newlyEncrypted(view).length > 0 ? { level: "error" as const } : {}),
      message:
        `${count(nodes.length, "node has an engine", "nodes have engines")} with known holes in overlay ` +
        `encryption: ${withVersions(nodes)}; ${
          networks === 0
            ? "no network is encrypted yet"
            : `${count(networks, "encrypted network")} may not be protected`
        }`,
    });
  },
});
