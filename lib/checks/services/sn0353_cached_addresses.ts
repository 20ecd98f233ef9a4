import { listed } from "../../base/listing.ts";
import { encrypt } from "../change_examples.ts";
import { movesOf, usersBefore } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

export const sn0353 = rule({
  code: "SN0353",
  name: "cached-addresses",
  level: "warning",
  confidence: "low",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "Services that call each other get new addresses",
  why:
    "Services that publish ports are taken for the callers of the others and are detached before them. Which of the others call each other is not " +
    "known. A client that keeps an address loses it.",
  fix: "No change is needed where clients look names up again after a failed connection",
  reference: ["docs/decisions/0009-moving-a-network.md"],
  bad: [{
    title: "Two services",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "api", on: ["app"] }, { name: "db", on: ["app"] }],
    },
    change: encrypt("app"),
  }],
  good: [{
    title: "One service",
    swarm: { networks: [{ name: "app", options: {} }], services: [{ name: "api", on: ["app"] }] },
    change: encrypt("app"),
  }],
  check(view, report) {
    for (const { network: one } of movesOf(view)) {
      const users = usersBefore(view, one);
      if (users.length < 2) continue;
      const dnsrr = users.filter(({ endpointMode }) => endpointMode === "dnsrr").map(({ name }) => name);
      const most = dnsrr.length === 0 ? "" : `; most affected: ${listed(dnsrr)} (endpoint mode dnsrr)`;
      report({
        object: network(one),
        message: `Service addresses on ${one.name} change: clients that cache one must reconnect${most}`,
      });
    }
  },
});
