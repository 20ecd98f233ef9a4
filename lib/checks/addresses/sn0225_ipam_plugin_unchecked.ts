import { listed } from "../../base/listing.ts";
import { creating } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { newNetworks, requestedNetwork, requestOf } from "./requested.ts";

export const sn0225 = rule({
  code: "SN0225",
  name: "ipam-plugin-unchecked",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["stack", "change"],
  reads: ["networks", "change"],
  what: "A network is to be created with an IPAM plugin, or with IPAM options that have no effect",
  why:
    "The managers refuse the network unless the plugin runs on them, and what a plugin allocates cannot be checked here. Swarm's own address " +
    "management stores options and reads none.",
  fix: "Leave --ipam-driver and --ipam-opt out",
  reference: ["swarmkit manager/controlapi/common.go", "moby daemon/libnetwork/ipams/defaultipam"],
  bad: [
    {
      title: "In a stack file",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {driver: acme}}}\n",
    },
    { title: "A plugin", swarm: {}, change: creating("--ipam-driver acme", { ipamDriver: "acme" }) },
    { title: "An option", swarm: {}, change: creating("--ipam-opt a=b", { ipamOptions: { a: "b" } }) },
  ],
  good: [{ title: "Neither", swarm: {}, change: creating("", {}) }],
  check(view, report) {
    for (const { object, ipamDriver } of newNetworks(view)) {
      if (ipamDriver === "default" || ipamDriver === "") continue;
      report({
        object,
        message: `Addresses come from the IPAM plugin ${ipamDriver} and are not checked`,
        part: "driver",
      });
    }
    const request = requestOf(view);
    const keys = Object.keys(request?.ipamOptions ?? {});
    if (request === undefined || keys.length === 0) return;
    report({
      object: requestedNetwork(request),
      message: `IPAM options have no effect: ${listed(keys)}`,
      part: "options",
      fix: { text: "Leave --ipam-opt out" },
    });
  },
});
