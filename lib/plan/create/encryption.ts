import { affectedBy, ENCRYPTION_BUGS, type EngineBug } from "../../swarm/engine_bugs.ts";
import { isEncrypted, type Node, type Swarm } from "../../swarm/model.ts";
import { optionsOf } from "../../swarm/change/create_body.ts";
import { listed, type Problem } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";

/** The VXLAN port of a swarm that set none. */
const USUAL_PORT = 4789;

/** What of this swarm's nodes and engines keeps an encrypted network from being one. */
export function encryptionProblems(request: CreateRequest, swarm: Swarm): Problem[] {
  if (request.configOnly || !isEncrypted({ options: optionsOf(request) })) return [];
  return [...windows(swarm), ...ENCRYPTION_BUGS.flatMap((bug) => engines(bug, swarm))];
}

function windows({ nodes }: Swarm): Problem[] {
  const found = nodes.filter((node) => node.os === "windows");
  if (found.length === 0) return [];
  return [{
    severity: "warning",
    what: `Windows nodes do not encrypt: ${listed(found.map((node) => node.hostname))}`,
    why:
      "On Windows the option is ignored without an error: between Windows nodes the traffic is in clear, between Windows and " +
      "Linux nodes it is dropped",
    fix: "Keep the services of this network on Linux: --constraint node.platform.os==linux",
    rule: "docker documentation, overlay driver",
  }];
}

function engines(bug: EngineBug, swarm: Swarm): Problem[] {
  const linux = swarm.nodes.filter((node) => node.os !== "windows");
  const hit = affectedBy(bug, swarm.nodes);
  if (hit.length === 0) return [];
  const problem = (severity: Problem["severity"], fix: string): Problem[] => [{
    severity,
    what: `${
      bug.id === "spi-mismatch"
        ? "Engines that do not understand each other's encryption"
        : "Affected engines"
    }: ${withVersions(hit)}`,
    why: bug.what[0]!.toUpperCase() + bug.what.slice(1),
    fix,
    rule: bug.reference,
  }];
  const upgrade = `Upgrade their engines to ${bug.fixed.join(" or ")}, or later`;
  switch (bug.id) {
    case "vxlan-injection":
      return problem("warning", upgrade);
    case "fixed-data-path-port": {
      const port = swarm.cluster.dataPathPort;
      if (port === 0 || port === USUAL_PORT) return [];
      return problem(
        "error",
        `${upgrade}; this swarm's data path port is ${port}, which is fixed at docker swarm init`,
      );
    }
    case "spi-mismatch":
      // Among themselves they agree.
      return hit.length === linux.length
        ? []
        : problem("warning", `${upgrade}; until then nodes of the two groups cannot talk`);
    case "shared-sa-removal":
      return swarm.networks.some((one) => one.scope === "swarm" && isEncrypted(one))
        ? problem("note", `${upgrade}, or remove encrypted networks only while the others are idle`)
        : [];
    case "sa-ref-count":
      return problem("note", "Look at the nodes' security associations from time to time: ip xfrm state");
  }
}

function withVersions(nodes: readonly Node[]): string {
  return listed(nodes.map((node) => `${node.hostname} (${node.engineVersion})`));
}
