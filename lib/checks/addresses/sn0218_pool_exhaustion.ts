import { formatPrefix } from "../../swarm/cidr.ts";
import { poolsOf, poolUsage, subnetSizeOf } from "../../swarm/pool.ts";
import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

/** Share of the pool from which on it is worth a word. */
const NEARLY = 0.8;

export const sn0218 = rule({
  code: "SN0218",
  name: "pool-exhaustion",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "cluster"],
  what: "The pool that automatic subnets come from is nearly used up",
  why:
    "Networks without a subnet of their own get the next free block of the swarm's default address pool. When there is none, creating a " +
    "network still succeeds, but it is never allocated and its tasks stay new. The pool is fixed at docker swarm init.",
  fix:
    "Remove networks that nobody uses (docker swarmnet prune), and give new ones a --subnet outside of the pool",
  reference: ["moby daemon/cluster/swarm.go", "moby libnetwork/cnmallocator"],
  bad: [{
    title: "Four of four blocks taken",
    swarm: {
      cluster: { defaultAddrPool: ["10.50.0.0/22"] },
      networks: ["10.50.0.0/24", "10.50.1.0/24", "10.50.2.0/24", "10.50.3.0/24"].map((subnet, at) => ({
        name: `n${at}`,
        subnet,
      })),
    },
  }],
  good: [{
    title: "One of four blocks taken",
    swarm: {
      cluster: { defaultAddrPool: ["10.50.0.0/22"] },
      networks: [{ name: "n", subnet: "10.50.0.0/24" }],
    },
  }],
  check(view, report) {
    const { total, taken } = poolUsage(view.swarm);
    if (total === 0 || taken < NEARLY * total) return;
    const pools = `${listed(poolsOf(view.cluster).map(formatPrefix))} in blocks of /${
      subnetSizeOf(view.cluster)
    }`;
    report({
      object: THE_SWARM,
      message: taken >= total
        ? `The default address pool is used up (${pools}, ${total} in all): a network without a --subnet can no longer be allocated`
        : `${taken} of the ${total} subnets of the default address pool are taken (${pools})`,
    });
  },
});
