import { formatPrefix, type Prefix } from "../../swarm/cidr.ts";
import { versionAtLeast } from "../../swarm/engine_version.ts";
import { subnetsOf } from "../../swarm/occupants.ts";
import { rangeKind } from "../../swarm/ranges.ts";
import { atSubnet } from "../address_ranges.ts";
import { creating } from "../change_examples.ts";
import { resubnetted } from "../fix_network.ts";
import { rule, type View } from "../rule.ts";
import { isOverlay, network } from "../subjects.ts";

export const sn0228 = rule({
  code: "SN0228",
  name: "subnet-unusable",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "source", "stack", "policy", "cluster", "nodes"],
  what: "A network has a subnet that hosts cannot use, or one that hides addresses outside",
  why:
    "Linux does not route loopback, multicast and reserved addresses, and a subnet of the whole address space overlaps everything: the managers " +
    "never allocate it. With public or link-local addresses the containers cannot reach the real hosts, such as a cloud's metadata service.",
  fix: "Use a private subnet: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
  reference: [
    "RFC 6890, RFC 3927, RFC 1918",
    "moby daemon/libnetwork/cnmallocator; moby#50114: from 29.0 on 0.0.0.0/26 asks for any free /26 (reproduced on 20.10.24, 28.5.2 and 29.7.2)",
  ],
  bad: [
    {
      title: "Loopback",
      swarm: {},
      change: creating("--subnet 127.9.0.0/24", { subnets: ["127.9.0.0/24"] }),
    },
    { title: "Public addresses: a warning", swarm: { networks: [{ name: "app", subnet: "8.8.8.0/24" }] } },
  ],
  good: [{ title: "A private subnet", swarm: { networks: [{ name: "app", subnet: "10.20.0.0/24" }] } }],
  check(view, report) {
    for (const one of view.networks) {
      if (!view.judged(one) || !isOverlay(one)) continue;
      for (const block of subnetsOf(one)) {
        const fault = block.family === 4 ? faultOf(block, view) : undefined;
        if (fault === undefined) continue;
        report({
          object: network(one),
          ...atSubnet(view, one),
          message: `Subnet ${formatPrefix(block)} of network ${one.name} ${fault.text}`,
          ...(fault.harmful ? {} : { level: "warning" as const }),
          part: formatPrefix(block),
          ...resubnetted(view, one),
        });
      }
    }
  },
});

function faultOf(block: Prefix, view: View): { text: string; harmful: boolean } | undefined {
  if (block.bits === 0) return { text: "is the whole address space: it is never allocated", harmful: true };
  if (block.value === 0n) {
    const bySize = versionAtLeast(view.source.engineVersion, "29.0") && block.bits > 8 && block.bits <= 30;
    return bySize ? undefined : { text: "lies in 0.0.0.0/8, which no host can have", harmful: true };
  }
  const kind = rangeKind(block);
  switch (kind) {
    case "loopback":
    case "multicast":
    case "reserved":
      return { text: `lies in a ${kind} range, which Linux does not route`, harmful: true };
    case "link-local":
      return { text: "lies in the link-local range, which hosts and metadata services use", harmful: false };
    case "public":
      return { text: "has public addresses: containers cannot reach the real hosts there", harmful: false };
    default:
      return undefined;
  }
}
