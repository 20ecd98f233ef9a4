import type { Swarm } from "../../swarm/model.ts";
import { isSwarmName, LONGEST_NETWORK_NAME, PREDEFINED_NETWORKS } from "../../swarm/names.ts";
import type { Problem } from "./problem.ts";
import { shown } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";

/** Rules of the network's own name. */
export function nameProblems(request: CreateRequest, swarm: Swarm): Problem[] {
  const { name } = request;
  if (name === "") {
    return [{
      severity: "error",
      what: "The network's name is empty",
      why: "Every network needs a name",
      fix: "docker swarmnet create [OPTIONS] NETWORK",
      rule: "moby daemon/network.go",
    }];
  }
  if (PREDEFINED_NETWORKS.has(name)) {
    return [{
      severity: "error",
      what: `"${name}" is the name of a network that every engine has`,
      why: "bridge, host, none and default are predefined and cannot be created",
      fix: `Choose another name, such as ${name}-overlay`,
      rule: "moby runconfig/network.go",
    }];
  }
  return [...grammar(request), ...clashes(request, swarm)];
}

function grammar({ name, configOnly }: CreateRequest): Problem[] {
  // Config-only networks are objects of one engine, which takes any name.
  if (configOnly) return [];
  const problems: Problem[] = [];
  if ([...name].length > LONGEST_NETWORK_NAME) {
    problems.push({
      severity: "error",
      what: `The name "${shown(name)}" is ${[...name].length} characters long`,
      why: `A swarm network's name has at most ${LONGEST_NETWORK_NAME} characters`,
      fix: `Shorten it, for instance to ${suggestion(name)}`,
      rule: "swarmkit manager/controlapi/common.go",
    });
  }
  if (!isSwarmName(name)) {
    problems.push({
      severity: "error",
      what: `"${shown(name)}" cannot be the name of a swarm network`,
      why:
        "It takes letters, digits, - and _ only, and begins and ends with a letter or digit; dots are not allowed",
      fix: `Rename it, for instance to ${suggestion(name)}`,
      rule: "swarmkit manager/controlapi/common.go",
    });
  }
  return problems;
}

/** The nearest name that the rules allow. */
function suggestion(name: string): string {
  const tidy = [...name].slice(0, 4 * LONGEST_NETWORK_NAME).join("").replace(/[^A-Za-z0-9_-]+/g, "-").replace(
    /^[-_]+/,
    "",
  );
  return tidy.slice(0, LONGEST_NETWORK_NAME).replace(/[-_]+$/, "") || "my-network";
}

function clashes({ name, configOnly }: CreateRequest, swarm: Swarm): Problem[] {
  const same = swarm.networks.find((one) => one.name === name);
  if (same !== undefined) {
    const where = same.scope === "swarm"
      ? "in this swarm"
      : `on ${shown(swarm.source.name)}, scope ${same.scope}`;
    return [{
      severity: "error",
      what: `A network named ${shown(name)} exists already (${shown(same.id.slice(0, 12))}, ${where})`,
      why: "Names of networks are unique",
      fix: `Choose another name, or look at it: docker swarmnet inspect ${shown(name)}`,
      rule: "moby daemon/network.go",
    }];
  }
  const lower = name.toLowerCase();
  const alike = swarm.networks.find((one) => one.scope === "swarm" && one.name.toLowerCase() === lower);
  if (alike === undefined || configOnly) return [];
  return [{
    severity: "error",
    what: `${shown(name)} differs from the existing network ${shown(alike.name)} in letter case only`,
    why: "Names of swarm networks are unique whatever their case, although they are looked up by exact case",
    fix: `Choose another name, or use ${shown(alike.name)}`,
    rule: "swarmkit manager/state/store (reproduced on 20.10.24 and 28.5.2)",
  }];
}
