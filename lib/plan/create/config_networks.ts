import { type Problem, shown } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";

/** Rules of --config-only and --config-from. */
export function configProblems(request: CreateRequest): Problem[] {
  return [...configOnly(request), ...configFrom(request)];
}

function configOnly(request: CreateRequest): Problem[] {
  if (!request.configOnly) return [];
  const flags = (["ingress", "internal", "attachable"] as const).filter((flag) => request[flag]).map((flag) =>
    `--${flag}`
  );
  if (request.scope !== "") flags.push("--scope");
  const problems: Problem[] = [{
    severity: "warning",
    what: `${shown(request.name)} will exist on this engine only`,
    why:
      "Config-only networks are objects of one engine; networks made from one need it under the same name on every node, " +
      "and overlay networks cannot be made from one",
    fix: `For an overlay network leave --config-only out and give ${
      shown(request.name)
    } its settings directly`,
    rule: "moby libnetwork/controller.go",
  }];
  if (flags.length > 0) {
    problems.push({
      severity: "error",
      what: `--config-only does not go with ${flags.join(", ")}`,
      why:
        "A configuration network holds subnets and driver options only; these flags belong to the network made from it",
      fix: `Leave ${flags.join(", ")} out here`,
      rule: "moby libnetwork/network.go validateConfiguration",
    });
  }
  if (request.configFrom !== "") {
    problems.push({
      severity: "error",
      what: "--config-only and --config-from exclude each other",
      why: "A configuration network cannot depend on another one",
      fix: "Leave --config-from out",
      rule: "moby libnetwork/network.go validateConfiguration",
    });
  }
  return problems;
}

/**
 * Reproduced on 20.10.24 and 28.5.2: the engine answers 201, the managers ignore the configuration's subnet and options,
 * and each node rejects tasks ("user specified configurations are not supported if the network depends on a configuration
 * network"), because the allocated subnet counts as one.
 */
function configFrom(request: CreateRequest): Problem[] {
  if (request.configFrom === "" || request.configOnly) return [];
  return [{
    severity: "error",
    what: `--config-from ${shown(request.configFrom)} does not work with overlay networks`,
    why:
      "The engine creates the network without the configuration's subnet and options, and then every node rejects its tasks",
    fix:
      `Give the settings directly (docker network inspect ${shown(request.configFrom)} shows them), or use ` +
      "docker network create for a macvlan or ipvlan network",
    rule: "moby libnetwork/network.go validateConfiguration (reproduced on 20.10.24 and 28.5.2)",
  }];
}
