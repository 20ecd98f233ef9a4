import { affectedBy, bugOf } from "../../swarm/engine_bugs.ts";
import { encryptedOf, encryptionSubject, presentOf, versions, withVersions } from "../engines.ts";
import { rule } from "../rule.ts";
import { count } from "../../base/listing.ts";

const BUG = bugOf("spi-mismatch");

export const sn0108 = rule({
  code: "SN0108",
  name: "engine-spi-mismatch",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "change"],
  reads: ["networks", "nodes", "change"],
  what: "Engines of this swarm do not understand each other's encryption",
  why:
    "Engines 29.0.0 to 29.2.0 and 25.0.13 to 25.0.14 compute the security parameter indexes of IPsec unlike all other versions. " +
    "Traffic of encrypted networks between nodes of the two kinds is dropped, and all other traffic passes: it shows in the " +
    "middle of an upgrade.",
  fix: `Bring all engines to ${
    versions(BUG.fixed)
  } or later, or to any other version outside of these two ranges`,
  reference: ["https://github.com/moby/moby/issues/51798", "https://github.com/moby/moby/pull/51951"],
  bad: [{
    title: "Half-way through an upgrade to 29.1",
    swarm: {
      nodes: [{ hostname: "m1", engineVersion: "28.5.2" }, { hostname: "m2", engineVersion: "29.1.0" }],
      networks: [{ name: "app" }],
    },
  }],
  good: [{
    title: "An upgrade to a version that agrees with the old one",
    swarm: {
      nodes: [{ hostname: "m1", engineVersion: "28.5.2" }, { hostname: "m2", engineVersion: "29.2.1" }],
      networks: [{ name: "app" }],
    },
  }],
  check(view, report) {
    const linux = presentOf(view).filter((node) => node.os !== "windows");
    const odd = affectedBy(BUG, linux);
    // Among themselves they agree.
    if (odd.length === 0 || odd.length === linux.length) return;
    const networks = encryptedOf(view);
    if (networks.length === 0) return;
    const rest = linux.filter((node) => !odd.includes(node));
    report({
      object: encryptionSubject(view),
      message: `Traffic of ${count(networks.length, "encrypted network")} is dropped between ${
        withVersions(odd)
      } and ${withVersions(rest)}`,
    });
  },
});
