import { VXLAN_PORT } from "../swarm/data_path.ts";
import { count } from "../base/listing.ts";
import { indexOf } from "../swarm/index.ts";
import { affectedBy, bugOf, type EngineBug } from "../swarm/engine_bugs.ts";
import { isEncrypted, type Network, type Node, type Service, type Swarm } from "../swarm/model.ts";
import { canRun } from "../swarm/placement.ts";
import { inline } from "../terminal/boundary.ts";
import type { NetworkBody, PlanProblem } from "./model.ts";
import { blocker, byText, listed, warning } from "./problem.ts";

/** What of nodes and engines keeps a network that is to be encrypted from being so. Asked once for a plan. */
export function encryptionProblems(swarm: Swarm): PlanProblem[] {
  return [
    ...injection(swarm),
    ...fixedPort(swarm),
    ...spiMismatch(swarm),
    ...refCount(swarm),
    ...notProbed(swarm),
  ];
}

function problem(
  level: "error" | "warning",
  id: string,
  bug: EngineBug,
  nodes: readonly Node[],
  extra = "",
): PlanProblem {
  const upgrade = bug.fixed.length === 0
    ? "No fixed version is known; check from time to time what is on the wire: docker swarmnet probe"
    : `Upgrade ${count(nodes.length, "engine")} to ${bug.fixed.join(" or ")}, or later`;
  const make = level === "error" ? blocker : warning;
  return make(id, {
    object: nodes.length === 1 ? `node ${inline(nodes[0]!.hostname)}` : "",
    what: `${
      nodes.length === 1 ? "This engine has" : "These engines have"
    } a known fault in overlay encryption: ${withVersions(nodes)}`,
    why: `${bug.what[0]!.toUpperCase()}${bug.what.slice(1)}${extra} (${bug.reference})`,
    fix: upgrade,
  });
}

function withVersions(nodes: readonly Node[]): string {
  return listed(nodes.map((one) => `${one.hostname} (${one.engineVersion})`).sort(byText));
}

function injection({ nodes }: Swarm): PlanProblem[] {
  const bug = bugOf("vxlan-injection");
  const hit = affectedBy(bug, nodes);
  return hit.length === 0 ? [] : [problem("error", "engine-cve", bug, hit)];
}

function fixedPort({ nodes, cluster }: Swarm): PlanProblem[] {
  if (cluster.dataPathPort === 0 || cluster.dataPathPort === VXLAN_PORT) return [];
  const bug = bugOf("fixed-data-path-port");
  const hit = affectedBy(bug, nodes);
  const extra = `; this one's is ${cluster.dataPathPort}, which is fixed when the swarm is created`;
  return hit.length === 0 ? [] : [problem("error", "engine-data-path-port", bug, hit, extra)];
}

/** Among themselves they agree. */
function spiMismatch({ nodes }: Swarm): PlanProblem[] {
  const bug = bugOf("spi-mismatch");
  const hit = affectedBy(bug, nodes);
  const linux = nodes.filter((one) => one.os !== "windows");
  return hit.length === 0 || hit.length === linux.length
    ? []
    : [problem("error", "engine-spi-mismatch", bug, hit)];
}

function refCount({ nodes }: Swarm): PlanProblem[] {
  const bug = bugOf("sa-ref-count");
  const hit = affectedBy(bug, nodes);
  return hit.length === 0 ? [] : [problem("warning", "engine-sa-ref-count", bug, hit)];
}

/** What the API cannot tell. A swarm of one node sends nothing between nodes. */
function notProbed({ nodes }: Swarm): PlanProblem[] {
  if (nodes.length < 2) return [];
  return [warning("esp-unproven", {
    object: "",
    what: "Whether encrypted packets pass between the nodes cannot be seen from here",
    why:
      "They are ESP, IP protocol 50, which many firewalls drop; kernels need esp4, xfrm_user and xt_policy for it",
    fix: "Check it first: docker swarmnet probe",
  })];
}

/** Windows nodes that a service on an encrypted network may run on. */
export function windowsProblems(swarm: Swarm, network: Network): PlanProblem[] {
  const windows = swarm.nodes.filter((one) => one.os === "windows");
  if (windows.length === 0) return [];
  const may = (service: Service) => windows.filter((node) => canRun(service, node));
  const services = indexOf(swarm).servicesOn(network.id).filter((one) => may(one).length > 0);
  if (services.length === 0) return [];
  const nodes = windows.filter((node) => services.some((one) => canRun(one, node)));
  const names = services.map((one) => one.name).sort(byText);
  return [blocker("windows-node", {
    object: `network ${inline(network.name)}`,
    what: `Tasks of ${listed(names)} may run on Windows: ${
      listed(nodes.map((one) => one.hostname).sort(byText))
    }`,
    why:
      "Windows nodes ignore the option without an error: among them traffic is in clear, and Linux nodes cannot reach them",
    fix: names.length === 1
      ? `docker service update --constraint-add node.platform.os==linux ${inline(names[0]!)}`
      : "Keep each of them on Linux: docker service update --constraint-add node.platform.os==linux SERVICE",
  })];
}

/** Encrypted networks that are left while others between the same nodes are encrypted: engines may cut these too. */
export function sharedRemovalProblems(swarm: Swarm, leaving: readonly Network[]): PlanProblem[] {
  const bug = bugOf("shared-sa-removal");
  const hit = affectedBy(bug, swarm.nodes);
  const names = leaving.map((one) => one.name).sort(byText);
  if (hit.length === 0 || names.length === 0 || swarm.nodes.length < 2) return [];
  return [warning("shared-sa-removal", {
    object: names.length === 1 ? `network ${inline(names[0]!)}` : "",
    what: `Leaving ${listed(names)} may cut other encrypted networks between the same nodes`,
    why: `On ${withVersions(hit)}, ${bug.what} (${bug.reference})`,
    fix:
      `Upgrade the engines to ${
        bug.fixed.join(" or ")
      }, or later; else restart what does not answer afterwards: ` +
      "docker service update --force SERVICE",
    gap:
      "encrypted traffic between two nodes may be dropped until a task starts there again (a fault of the engine; it is rare)",
  })];
}

/** Of these, the encrypted ones that do not stand alone: with others in the swarm, or with what takes their place. */
export function sharingEncryption(
  swarm: Swarm,
  moves: readonly { network: Network; successor: NetworkBody }[],
): Network[] {
  const encrypted = swarm.networks.filter((one) => one.scope === "swarm" && isEncrypted(one)).length;
  return moves.filter(({ network, successor }) => {
    const options = successor.Options as Record<string, string>;
    return isEncrypted(network) && (encrypted > 1 || (!network.ingress && isEncrypted({ options })));
  }).map((one) => one.network);
}
