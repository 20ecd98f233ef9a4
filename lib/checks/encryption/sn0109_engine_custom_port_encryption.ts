import { VXLAN_PORT } from "../../swarm/data_path.ts";
import { affectedBy, bugOf } from "../../swarm/engine_bugs.ts";
import { encryptedOf, encryptionSubject, versions, withVersions } from "../engines.ts";
import { rule } from "../rule.ts";
import { count } from "../../base/listing.ts";

const BUG = bugOf("fixed-data-path-port");
export const sn0109 = rule({
  code: "SN0109",
  name: "engine-custom-port-encryption",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "change"],
  reads: ["networks", "nodes", "cluster", "change"],
  what: "Engines encrypt port 4789 only, but the swarm's data path port is another one",
  why:
    "These engines have 4789 written into their IPsec rules. With `docker swarm init --data-path-port` set to another port " +
    "their encrypted networks are broken, or their traffic is sent in plaintext.",
  fix: `Upgrade the engines to ${
    versions(BUG.fixed)
  }, or later; the data path port itself is fixed when the swarm is created`,
  reference: ["https://github.com/moby/moby/issues/45635", "checked in the code of 20.10.27"],
  bad: [{
    title: "20.10 with another port",
    swarm: {
      nodes: [{ hostname: "m1", engineVersion: "20.10.24" }],
      cluster: { dataPathPort: 7789 },
      networks: [{ name: "app" }],
    },
  }],
  good: [{
    title: "The usual port",
    swarm: { nodes: [{ hostname: "m1", engineVersion: "20.10.24" }], networks: [{ name: "app" }] },
  }],
  check(view, report) {
    const port = view.cluster.dataPathPort;
    if (port === 0 || port === VXLAN_PORT) return;
    const nodes = affectedBy(BUG, view.nodes);
    const networks = encryptedOf(view);
    if (nodes.length === 0 || networks.length === 0) return;
    report({
      object: encryptionSubject(view),
      message: `The data path port is ${port}, but only ${VXLAN_PORT} is encrypted on ${
        withVersions(nodes)
      }: ${count(networks.length, "encrypted network")} may be broken or sent in plaintext there`,
    });
  },
});
