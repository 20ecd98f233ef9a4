import { formatPrefix } from "../../swarm/cidr.ts";
import { hasAutomaticBeside, nextAutomatic, poolsOf, subnetSizeOf } from "../../swarm/pool.ts";
import { creating } from "../change_examples.ts";
import { freeSubnet } from "../fix_network.ts";
import { hasSwarm } from "../known_swarm.ts";
import { type Report, rule, type View } from "../rule.ts";
import { newNetworks, requestedNetwork, requestedSubnets, requestOf } from "./requested.ts";

export const sn0234 = rule({
  code: "SN0234",
  name: "no-automatic-subnet",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["stack", "change"],
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
  }, {
    title: "Two networks of a stack file, and one subnet",
    stack: "services: {a: {image: x, networks: [n, m]}}\nnetworks: {n: {}, m: {}}\n",
    swarm: { cluster: { defaultAddrPool: ["10.9.0.0/24"], subnetSize: 24 } },
  }],
  good: [{ title: "The usual pool", swarm: {}, change: creating("", {}) }],
  check(view, report) {
    if (view.scope === "stack") return ofFile(view, report);
    const request = requestOf(view);
    if (request === undefined || request.configOnly || request.ipamDriver !== "default") return;
    const pools = poolText(view);
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

/** Networks of a file that name no subnet, as far as the pool has none for them. */
function ofFile(view: View, report: (finding: Report) => void): void {
  if (!hasSwarm(view)) return;
  const automatic = newNetworks(view).filter(({ subnets, ipamDriver }) =>
    subnets.length === 0 && ipamDriver === "default"
  );
  const free = nextAutomatic(view.swarm, automatic.length).length;
  for (const { object } of automatic.slice(free)) {
    report({
      object,
      message: `The default address pool (${
        poolText(view)
      }) has no free subnet: ${object.name} would never be allocated`,
      fix: { text: "Name a subnet outside the pool: ipam: {config: [{subnet: SUBNET}]}" },
    });
  }
}

function poolText({ cluster }: View): string {
  return `${poolsOf(cluster).map(formatPrefix).join(", ")} in /${subnetSizeOf(cluster)}`;
}
