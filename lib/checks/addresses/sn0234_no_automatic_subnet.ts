import { formatPrefix } from "../../swarm/cidr.ts";
import { hasAutomaticBeside, poolsOf, subnetSizeOf } from "../../swarm/pool.ts";
import { creating } from "../change_examples.ts";
import { freeSubnet } from "../fix_network.ts";
import { rule } from "../rule.ts";
import { requestedNetwork, requestedSubnets, requestOf } from "./requested.ts";

export const sn0234 = rule({
  code: "SN0234",
  name: "no-automatic-subnet",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  refusedByEngine: true,
  reads: ["networks", "nodes", "cluster", "source", "change", "policy"],
  what:
    "A new network needs a subnet of the default address pool, and none is free; or it takes the last one",
  why:
    "The engine answers 201 and the managers never allocate a network for which the pool has no subnet left. The pool is fixed at docker swarm init.",
  fix: "Name a --subnet outside the pool",
  reference: ["moby daemon/libnetwork/cnmallocator", "moby daemon/cluster/swarm.go"],
  bad: [{
    title: "A pool of one subnet, which is taken",
    swarm: {
      cluster: { defaultAddrPool: ["10.9.0.0/24"], subnetSize: 24 },
      networks: [{ name: "ingress", subnet: "10.9.0.0/24" }],
    },
    change: creating("", {}),
  }],
  good: [{ title: "The usual pool", swarm: {}, change: creating("", {}) }],
  check(view, report) {
    const request = requestOf(view);
    if (request === undefined || request.configOnly || request.ipamDriver !== "default") return;
    const pools = `${poolsOf(view.cluster).map(formatPrefix).join(", ")} in /${subnetSizeOf(view.cluster)}`;
    const taken = requestedSubnets(request).map(({ block }) => block).filter(({ bits }) => bits > 0);
    // SN0228 reports the whole address space.
    if (taken.length < request.subnets.length) return;
    if (hasAutomaticBeside(view.before!, taken)) return;
    const inPool = taken.length > 0;
    // A subnet elsewhere changes nothing about a pool that is used up already.
    if (inPool && !hasAutomaticBeside(view.before!, [])) return;
    const free = freeSubnet(view, subnetSizeOf(view.cluster));
    report({
      object: requestedNetwork(request),
      ...(inPool ? { level: "warning" as const } : {}),
      message: inPool
        ? `It takes the last subnet of the default address pool (${pools})`
        : `The default address pool (${pools}) has no free subnet: the network would never be allocated`,
      ...(free === null ? {} : { fix: { text: `--subnet ${free}` } }),
    });
  },
});
