import { versionNumbers } from "../../swarm/engine_version.ts";
import { presentOf } from "../engines.ts";
import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";
import { count, listed } from "../../base/listing.ts";

export const sn0505 = rule({
  code: "SN0505",
  name: "engine-version-skew",
  level: "warning",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live"],
  reads: ["nodes"],
  what: "The nodes run engines of different releases",
  why:
    "Gossip, encryption and load balancing are work that engines do together, and their fixes are tested between equal releases. " +
    "Defects that come and go with the node a task lands on are most often this.",
  fix: "Bring all nodes to one release, managers first, one node at a time",
  reference: [
    "https://docs.docker.com/engine/swarm/admin_guide/",
    "https://github.com/moby/moby/issues/51798",
  ],
  falsePositives: "An upgrade that is under way",
  bad: [{
    title: "An upgrade that stopped half-way",
    swarm: {
      nodes: [{ hostname: "m1", engineVersion: "28.5.2" }, { hostname: "w1", engineVersion: "24.0.9" }],
    },
  }],
  good: [{
    title: "One release",
    swarm: {
      nodes: [{ hostname: "m1", engineVersion: "28.5.2" }, { hostname: "w1", engineVersion: "28.5.2" }],
    },
  }],
  check(view, report) {
    const releases = new Map<string, string[]>();
    for (const { hostname, engineVersion } of presentOf(view)) {
      const numbers = versionNumbers(engineVersion);
      if (numbers === null) continue;
      const release = numbers.slice(0, 2).join(".");
      releases.set(release, [...releases.get(release) ?? [], hostname]);
    }
    if (releases.size < 2) return;
    const byVersion = [...releases].sort(([a], [b]) => compareReleases(a, b));
    report({
      object: THE_SWARM,
      message: `The swarm runs ${count(releases.size, "release")} of the engine: ${
        listed(byVersion.map(([release, names]) => `${release} on ${listed(names, 3)}`))
      }`,
    });
  },
});

function compareReleases(a: string, b: string): number {
  const [left, right] = [versionNumbers(a)!, versionNumbers(b)!];
  return left[0]! - right[0]! || (left[1] ?? 0) - (right[1] ?? 0);
}
