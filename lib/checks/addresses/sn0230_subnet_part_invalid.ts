import { creating } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { requestedNetwork, requestOf, takenUnmasked } from "./requested.ts";
import { auxFaults, gatewayFaults, rangeFaults } from "./requested_parts.ts";

export const sn0230 = rule({
  code: "SN0230",
  name: "subnet-part-invalid",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change", "source"],
  refusedByEngine: true,
  what: "An address range, gateway or auxiliary address of a new network does not fit its subnet",
  why:
    "Each must lie in a --subnet of the same command, with one range and one gateway for each subnet. docker or the engine refuse others; with " +
    "the network or broadcast address as gateway the network is never allocated.",
  fix: "Give an address inside the subnet, or leave the flag out",
  reference: [
    "docker/cli cli/command/network/create.go",
    "moby api/types/network/ipam.go ValidateIPAM",
    "moby daemon/libnetwork/cnmallocator (reproduced on 20.10.24 and 28.5.2)",
  ],
  bad: [
    {
      title: "A gateway outside",
      swarm: {},
      change: creating("--subnet 10.20.0.0/24 --gateway 10.21.0.1", {
        subnets: ["10.20.0.0/24"],
        gateways: ["10.21.0.1"],
      }),
    },
    {
      title: "A range larger than its subnet",
      swarm: {},
      change: creating("--subnet 10.20.0.0/24 --ip-range 10.20.0.0/16", {
        subnets: ["10.20.0.0/24"],
        ranges: ["10.20.0.0/16"],
      }),
    },
  ],
  good: [{
    title: "Both inside",
    swarm: {},
    change: creating("--subnet 10.20.0.0/24 --gateway 10.20.0.1 --ip-range 10.20.0.128/25", {
      subnets: ["10.20.0.0/24"],
      gateways: ["10.20.0.1"],
      ranges: ["10.20.0.128/25"],
    }),
  }],
  check(view, report) {
    const request = requestOf(view);
    if (request === undefined) return;
    for (
      const { given, message, fix, range } of [
        ...rangeFaults(request),
        ...gatewayFaults(request),
        ...auxFaults(request),
      ]
    ) {
      report({
        object: requestedNetwork(request),
        message,
        part: given,
        fix: { text: fix },
        ...takenUnmasked(view, range ?? null),
      });
    }
  },
});
