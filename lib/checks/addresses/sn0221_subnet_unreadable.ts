import {
  formatPrefix,
  isMasked,
  masked,
  parseAddress,
  parsePrefix,
  prefixProblem,
} from "../../swarm/cidr.ts";
import { rule } from "../rule.ts";
import { subnetsAsked, takenUnmasked } from "./requested.ts";

export const sn0221 = rule({
  code: "SN0221",
  name: "subnet-unreadable",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack", "change"],
  refusedByEngine: true,
  reads: ["stack", "change", "source"],
  what: "A subnet of a new network cannot be read, or has host bits set",
  why:
    "Engines refuse it; those before 25.0 store host bits as they are. `docker stack config` does not check subnets, and newer " +
    "clients drop those they cannot read: the network silently gets another subnet.",
  fix: "Write the subnet as network address and length, such as 10.9.0.0/24",
  reference: [
    "docker/cli cli/compose/convert/compose.go",
    "moby api/types/network/ipam.go ValidateIPAM (25.0 and later refuse host bits)",
  ],
  bad: [
    {
      title: "No length",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 10.9.0.0}]}}}\n",
    },
    {
      title: "Not an address",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 10.9.0/24}]}}}\n",
    },
  ],
  good: [
    {
      title: "A subnet",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 10.9.0.0/24}]}}}\n",
    },
  ],
  check(view, report) {
    for (const { object, subnets } of subnetsAsked(view)) {
      for (const subnet of subnets) {
        const fault = faultOf(subnet);
        if (fault === undefined) continue;
        report({
          object,
          ...takenUnmasked(view, parsePrefix(subnet)),
          message: `Subnet ${JSON.stringify(subnet)} cannot be used: ${fault}`,
          part: subnet,
          fix: { text: `--subnet ${corrected(subnet)}` },
        });
      }
    }
    for (const one of view.stack?.networks ?? []) {
      for (const { subnet, at } of one.ipam.config) {
        const fault = subnet === "" ? undefined : faultOf(subnet);
        if (fault === undefined) continue;
        report({
          object: { kind: "network", name: one.name },
          ...takenUnmasked(view, parsePrefix(subnet)),
          message: `Subnet ${JSON.stringify(subnet)} of network ${one.name} cannot be used: ${fault}`,
          at,
          part: subnet,
        });
      }
    }
  },
});

function faultOf(subnet: string): string | undefined {
  const prefix = parsePrefix(subnet);
  if (prefix === null) return prefixProblem(subnet) ?? "it cannot be read";
  if (isMasked(prefix)) return undefined;
  return `bits after /${prefix.bits} are set; the subnet is ${formatPrefix(masked(prefix))}`;
}

/** A subnet near to what was typed. */
function corrected(subnet: string): string {
  const prefix = parsePrefix(subnet);
  if (prefix !== null) return formatPrefix(masked(prefix));
  const address = parseAddress(subnet.split("/")[0]!);
  return address === null || address.family === 6
    ? "10.20.0.0/24"
    : formatPrefix(masked({ ...address, bits: 24 }));
}
