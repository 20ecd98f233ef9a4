import { formatPrefix, overlaps, type Prefix } from "../../swarm/cidr.ts";
import { hasAutomaticBeside, nextAutomatic, pickSubnet, poolsOf, subnetSizeOf } from "../../swarm/pool.ts";
import type { Swarm } from "../../swarm/model.ts";
import { type Occupant, occupants } from "../../swarm/occupants.ts";
import { listed, type Problem, shown } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";
import { type Subnet, subnetsOf } from "./subnets.ts";

/** What of the swarm and its machines the network's subnets collide with; automatic subnets too, as far as they can be foreseen. */
export function overlapProblems(request: CreateRequest, swarm: Swarm): Problem[] {
  // Configurations hold no addresses, and a plugin hands out its own.
  if (request.configOnly || request.ipamDriver !== "default") return [];
  const known = occupants(swarm);
  const subnets = subnetsOf(request).filter((one) => one.block.family === 4 && one.block.value !== 0n);
  if (request.subnets.length === 0) return automatic(swarm, known);
  return subnets.flatMap((one) => [...collisions(request, one, swarm, known), ...inPool(one, swarm)]);
}

interface Verdict {
  severity: Problem["severity"];
  /** Words before the names of what is in the way. */
  of: string;
  why: string;
  rule: string;
}

const VERDICTS: Record<Occupant["kind"], Verdict> = {
  "swarm network": {
    severity: "error",
    of: "network",
    why:
      "The managers compare subnets after the engine has answered that all is well: the network would exist without driver " +
      "and subnet, and its tasks would wait for ever",
    rule: "moby libnetwork/cnmallocator (reproduced on 20.10.24 and 28.5.2)",
  },
  "local network": {
    severity: "warning",
    of: "the local network",
    why:
      "No engine checks this for overlays: containers on both networks have two ways to the same addresses",
    rule: "moby#50011",
  },
  "bridge pool": {
    severity: "warning",
    of: "the pool of local bridges",
    why: "Any engine may cut docker_gwbridge or a bridge network from it later, without looking at overlays",
    rule: "moby libnetwork/ipamutils; moby#50011",
  },
  node: {
    severity: "error",
    of: "the address of node",
    why: "Containers on the network could not reach the node, nor what it publishes",
    rule: "moby#27399",
  },
  manager: {
    severity: "error",
    of: "the manager address of node",
    why: "Containers on the network could not reach the manager",
    rule: "moby#27399",
  },
  "host route": {
    severity: "warning",
    of: "a route of this machine:",
    why:
      "No engine checks this for overlays: containers on the network can no longer reach what the route leads to",
    rule: "moby#23207",
  },
};

function collisions(
  request: CreateRequest,
  subnet: Subnet,
  swarm: Swarm,
  known: readonly Occupant[],
): Problem[] {
  const problems: Problem[] = [];
  for (const [kind, verdict] of Object.entries(VERDICTS)) {
    const hit = known.filter((one) => one.kind === kind && overlaps(one.block, subnet.block));
    if (hit.length === 0) continue;
    // A bridge that was cut from the pool says it all.
    if (
      kind === "bridge pool" &&
      known.some((one) => one.kind === "local network" && overlaps(one.block, subnet.block))
    ) continue;
    const ranged = kind === "swarm network" && request.ranges.length > 0;
    problems.push({
      severity: verdict.severity,
      what: `--subnet ${shown(subnet.text)} overlaps ${verdict.of} ${namesOf(hit)}`,
      why: ranged
        ? "With an --ip-range the managers do not even compare subnets where both have one: two networks would hand out the same " +
          "addresses; where only one has, the network is never allocated"
        : verdict.why,
      fix: freeLike(subnet.block, swarm),
      rule: ranged ? "moby#46756 (reproduced on 20.10.24 and 28.5.2)" : verdict.rule,
    });
  }
  return problems;
}

function namesOf(hit: readonly Occupant[]): string {
  return listed([
    ...new Set(
      hit.map((one) =>
        one.name === formatPrefix(one.block) ? one.name : `${one.name} (${formatPrefix(one.block)})`
      ),
    ),
  ]);
}

/** A free subnet of the same size, as a flag. */
function freeLike(block: Prefix, swarm: Swarm): string {
  const free = pickSubnet(swarm, { prefix: block.bits });
  return free === null
    ? `Nothing of /${block.bits} is free; look at what is used: docker swarmnet ls`
    : `--subnet ${formatPrefix(free)}, which is free as far as can be seen from here`;
}

/** What it means that a subnet lies in the pool that automatic subnets come from. */
function inPool(subnet: Subnet, swarm: Swarm): Problem[] {
  const pool = poolsOf(swarm.cluster).find((one) => overlaps(one, subnet.block));
  if (pool === undefined) return [];
  const size = subnetSizeOf(swarm.cluster);
  const fact = `automatic networks take /${size} blocks of ${formatPrefix(pool)} and skip what is taken`;
  if (hasAutomaticBeside(swarm, [subnet.block])) {
    return [{
      severity: "note",
      what: `--subnet ${shown(subnet.text)} lies in the swarm's default pool`,
      why: `Nothing breaks: ${fact}`,
      fix: "Nothing to do",
      rule: "moby libnetwork/cnmallocator (reproduced on 20.10.24 and 28.5.2)",
    }];
  }
  return [{
    severity: "warning",
    what: `--subnet ${shown(subnet.text)} takes the last of the swarm's default pool`,
    why: `Networks without a subnet of their own could not be allocated any more: ${fact}`,
    fix: "Use a subnet outside of the pool; the pool itself is fixed at docker swarm init",
    rule: "moby daemon/cluster/swarm.go",
  }];
}

function automatic(swarm: Swarm, known: readonly Occupant[]): Problem[] {
  const [next] = nextAutomatic(swarm, 1);
  const pools = poolsOf(swarm.cluster).map(formatPrefix).join(", ");
  const size = subnetSizeOf(swarm.cluster);
  if (next === undefined) {
    return [{
      severity: "error",
      what: `The swarm's default pool (${pools} in /${size}) has no free subnet left`,
      why: "The engine would answer that all is well, and the managers could never allocate the network",
      fix: freeLike({ family: 4, value: 0n, bits: size }, swarm),
      rule: "moby libnetwork/cnmallocator",
    }];
  }
  const hit = known.filter((one) => one.kind !== "bridge pool" && overlaps(one.block, next));
  if (hit.length === 0) return [];
  return [{
    severity: "warning",
    what: `The automatic subnet, likely ${formatPrefix(next)}, overlaps ${VERDICTS[hit[0]!.kind].of} ${
      namesOf(hit)
    }`,
    why:
      "Swarm looks at its own networks only when it chooses; containers on the network could not reach what is there",
    fix: freeLike({ ...next, bits: size }, swarm),
    rule: "moby#27399, moby#50011",
  }];
}
