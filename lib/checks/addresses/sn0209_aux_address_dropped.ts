import { formatPrefix, freeBlocks, only, parseAddress, parsePrefix } from "../../swarm/cidr.ts";
import type { Network } from "../../swarm/model.ts";
import { rule } from "../rule.ts";
import { isOverlay, network } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

export const sn0209 = rule({
  code: "SN0209",
  name: "aux-address-dropped",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "change"],
  reads: ["networks", "change"],
  what: "An overlay network lists auxiliary addresses, which swarm does not keep free",
  why:
    "Auxiliary addresses are to stay out of the allocator's hands. The managers never learn of them: the engine leaves them out when it " +
    "passes a network on, so a task or a VIP can be given such an address, and then two hosts answer to it.",
  fix: "Keep addresses free with an --ip-range that leaves them out",
  reference: ["moby daemon/cluster/convert/network.go (the same at 20.10 and 28.5.2; reproduced on both)"],
  falsePositives:
    "Managers do not show what they dropped, so this is seen only where another source of the network kept it",
  bad: [{
    title: "An address for a host outside of swarm",
    swarm: { networks: [{ name: "app", ipam: aux({ printer: "10.5.0.9" }) }] },
  }],
  good: [{ title: "None", swarm: { networks: [{ name: "app", ipam: aux({}) }] } }],
  check(view, report) {
    for (const one of view.networks) {
      if (!view.judged(one) || !isOverlay(one)) continue;
      const names = one.ipam.config.flatMap((config) =>
        Object.entries(config.aux).map(([name, address]) => `${name} (${address})`)
      );
      if (names.length === 0) continue;
      report({
        object: network(one),
        message: `Network ${one.name} has auxiliary addresses, which are dropped and can be given to tasks: ${
          listed(names)
        }`,
        ...(view.change?.kind === "create-network" ? { fix: { text: rangeFix(one.ipam.config) } } : {}),
      });
    }
  },
});

/** What keeps the addresses free: the largest range that holds none of them. */
function rangeFix(configs: Network["ipam"]["config"]): string {
  const [config] = configs.filter(({ aux }) => Object.keys(aux).length > 0);
  const subnet = parsePrefix(config!.subnet)!;
  const kept = Object.values(config!.aux).flatMap((text) => parseAddress(text) ?? []).map(only);
  for (let bits = subnet.bits + 1; bits <= 32; bits++) {
    for (const block of freeBlocks(subnet, bits, kept)) {
      return `Leave --aux-address out; --ip-range ${formatPrefix(block)} keeps the addresses free`;
    }
  }
  return "Leave --aux-address out";
}

/** Examples: a subnet with these auxiliary addresses. */
function aux(addresses: Record<string, string>) {
  return {
    driver: "default",
    options: {},
    config: [{ subnet: "10.5.0.0/24", range: "", gateway: "", aux: addresses }],
  };
}
