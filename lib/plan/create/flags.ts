import type { Swarm } from "../../swarm/model.ts";
import { type Problem, shown } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";

/** Swarm's own mark on its bridge and host networks. */
const RESERVED_LABEL = "com.docker.swarm.predefined";

/** Rules of scope, ingress, IPv4, the IPAM driver and labels. */
export function flagProblems(request: CreateRequest, swarm: Swarm): Problem[] {
  return [
    ...scope(request),
    ...ingress(request, swarm),
    ...ipv4(request),
    ...ipam(request),
    ...labels(request),
  ];
}

function scope({ scope, configOnly }: CreateRequest): Problem[] {
  if (scope === "" || scope === "swarm" || configOnly) return [];
  return [{
    severity: "error",
    what: `--scope ${shown(scope)} is not possible for an overlay network`,
    why: scope === "local"
      ? "An overlay network belongs to the whole swarm; the engine refuses to narrow its scope"
      : "The engine takes any word here and creates a network of scope swarm all the same",
    fix: "Leave --scope out",
    rule: "moby libnetwork/controller.go (reproduced on 20.10.24 and 28.5.2)",
  }];
}

function ingress(request: CreateRequest, swarm: Swarm): Problem[] {
  if (!request.ingress || request.configOnly) return [];
  const problems: Problem[] = [];
  if (request.attachable) {
    problems.push({
      severity: "error",
      what: "--ingress and --attachable exclude each other",
      why: "Only the routing mesh is on the ingress network; containers cannot be attached to it",
      fix: "Leave --attachable out",
      rule: "swarmkit manager/controlapi/network.go",
    });
  }
  const present = swarm.networks.find((one) => one.ingress && one.scope === "swarm");
  if (present !== undefined) {
    problems.push({
      severity: "error",
      what: `This swarm has an ingress network already: ${shown(present.name)} (${
        shown(present.id.slice(0, 12))
      })`,
      why: "There is only one; it can be replaced after no service publishes a port through it any more",
      fix: `See who uses it: docker swarmnet ingress; then: docker network rm ${shown(present.name)}`,
      rule: "swarmkit manager/controlapi/network.go",
    });
  }
  return problems;
}

/** Older engines do not know the field: asked for what is always on there, they ignore it. */
function ipv4({ ipv4 }: CreateRequest): Problem[] {
  if (ipv4 !== false) return [];
  return [{
    severity: "error",
    what: "--ipv4=false is not possible for an overlay network",
    why: "Swarm allocates IPv4 addresses; engines from 28.0 refuse this, older ones ignore it",
    fix: "Leave --ipv4 out",
    rule: "moby daemon/network.go (reproduced on 28.5.2)",
  }];
}

function ipam({ ipamDriver, ipamOptions }: CreateRequest): Problem[] {
  if (ipamDriver !== "default" && ipamDriver !== "") {
    return [{
      severity: "warning",
      what: `Addresses will come from the IPAM plugin ${shown(ipamDriver)}`,
      why:
        "The managers refuse the network unless the plugin runs on them, and what it allocates cannot be checked here",
      fix: "Leave --ipam-driver out for swarm's own address management",
      rule: "swarmkit manager/controlapi/common.go",
    }];
  }
  const keys = Object.keys(ipamOptions);
  if (keys.length === 0) return [];
  return [{
    severity: "warning",
    what: `--ipam-opt ${keys.map(shown).join(", ")} has no effect`,
    why: "Swarm's own address management stores such options and reads none of the user's",
    fix: "Leave --ipam-opt out",
    rule: "moby libnetwork/ipams/defaultipam (reproduced on 20.10.24 and 28.5.2)",
  }];
}

function labels({ labels }: CreateRequest): Problem[] {
  if (!Object.hasOwn(labels, RESERVED_LABEL)) return [];
  return [{
    severity: "error",
    what: `The label ${RESERVED_LABEL} is reserved`,
    why: "Swarm marks its own bridge and host networks with it and refuses it on others",
    fix: `Leave --label ${RESERVED_LABEL} out`,
    rule: "swarmkit manager/controlapi/network.go",
  }];
}
