import { indexOf } from "../../swarm/index.ts";
import type { Network, Service, Swarm } from "../../swarm/model.ts";
import { aliasFault } from "../../swarm/names.ts";
import { inline } from "../../terminal/boundary.ts";
import { attachmentsOn, listOf } from "../../swarm/attached.ts";
import { sharedNames } from "./alias_check.ts";
import { checkEncryption, checkNetwork, checkRoom, type EncryptionPolicy } from "./attach_check.ts";
import { checkDetach } from "./detach_check.ts";
import { checkPorts } from "./port_check.ts";
import { hasErrors, type Problem } from "./problem.ts";
import { checkRoll, networksKept } from "./roll_check.ts";
import type { RequestedNetwork, ServiceRequest } from "../../swarm/change/service_request.ts";
import { findNetwork, findService } from "../targets.ts";

/** Networks of each node that docker accepts for a service. */
const PREDEFINED = new Set(["host", "bridge", "none"]);

/**
 * What is wrong with the network part of a `docker service create` or `update`. Errors are what docker or swarm would
 * refuse as well; what they accept and is likely not meant is a warning.
 */
export function checkServiceWords(
  swarm: Swarm,
  kind: "create" | "update",
  words: ServiceRequest,
  policy: EncryptionPolicy,
): Problem[] {
  const target = kind === "update" ? findService(swarm, words.service ?? "") : undefined;
  if (target !== undefined && "problem" in target) return words.service === undefined ? [] : [target.problem];
  const service = target?.found;
  const own = words.networks.filter((word) => !PREDEFINED.has(word.target));
  const found = own.map((word) => ({ word, result: lookUp(swarm, word) }));
  const problems = found.flatMap(({ result }) => ("problem" in result ? [result.problem] : []));
  const named = found.flatMap(({ word, result }) =>
    "found" in result ? [{ word, network: result.found, faults: networkFaults(result.found) }] : []
  );
  const joins = named.filter(({ faults }) => !hasErrors(faults));
  const subject = service ?? newService(words);
  return [
    ...problems,
    ...named.flatMap(({ faults }) => faults),
    ...(own.length < words.networks.length && own.length > 0 ? [mixed(words)] : []),
    ...checkTwice(swarm, service, joins),
    ...joins.flatMap(({ word }) => checkAliases(word)),
    ...joins.flatMap(({ word, network }) =>
      sharedNames(swarm, network, [{ service: subject, aliases: word.aliases }])
    ),
    ...joins.flatMap(({ network }) => checkRoom(swarm, network, [subject]).map(asWarning)),
    ...joins.flatMap(({ network }) => checkEncryption(swarm, network, [subject], policy)),
    ...(service === undefined ? [] : checkRemoved(swarm, service, words.networksRemoved, joins)),
    ...(service === undefined || joins.length === 0
      ? []
      : checkRoll(swarm, service, networksKept(swarm, service, joins[0]!.network)).map(asWarning)),
    ...checkPorts(swarm, service, words),
  ];
}

type Join = { word: RequestedNetwork; network: Network };

function lookUp(swarm: Swarm, word: RequestedNetwork): { found: Network } | { problem: Problem } {
  const result = findNetwork(swarm, word.target);
  if ("found" in result || word.typed === word.target) return result;
  const meant = indexOf(swarm).networksByName.get(word.typed)?.find((network) => network.scope === "swarm");
  if (meant === undefined) return result;
  return {
    problem: {
      level: "error",
      what: `docker would look for a network ${inline(word.target)} instead of ${inline(word.typed)}`,
      why: "It lower-cases the whole long form of --network, and networks are looked up by exact case",
      fix: `Name it by its ID: --network ${inline(word.text.replace(word.typed, meant.id))}`,
    },
  };
}

/** docker creates a service on a network that was never allocated all the same; its tasks then never start. */
function networkFaults(network: Network): Problem[] {
  const faults = checkNetwork(network);
  return network.driver === "" ? faults.map(asWarning) : faults;
}

function asWarning(problem: Problem): Problem {
  return { ...problem, level: "warning" };
}

function mixed(words: ServiceRequest): Problem {
  const names = words.networks.map((word) => inline(word.target)).join(", ");
  return {
    level: "warning",
    what: `A service cannot be on ${names} at once`,
    why:
      "A container that shares its node's network cannot be connected to any other one, so the tasks would fail to start",
    fix: "Leave out the node's network, or all others",
  };
}

/** The service as far as its place in a network goes, before it exists. */
function newService(words: ServiceRequest): Service {
  const mode = words.mode === "global" || words.mode === "replicated-job" || words.mode === "global-job"
    ? words.mode
    : "replicated";
  const update = { parallelism: 1, delay: 0, monitor: 0, failureAction: "pause", maxFailureRatio: 0 };
  return {
    id: "",
    name: words.service ?? "",
    version: 0,
    created: "",
    updated: "",
    labels: {},
    mode,
    replicas: mode === "replicated" || mode === "replicated-job" ? words.replicas ?? 1 : null,
    image: "",
    networks: [],
    legacyNetworks: [],
    endpointMode: words.endpointMode === "dnsrr" || mode.endsWith("-job") ? "dnsrr" : "vip",
    portsSpec: [],
    ports: [],
    vips: [],
    update: { ...update, order: "stop-first" },
    rollback: { ...update, order: "stop-first" },
    updateStatus: null,
    constraints: [],
    maxReplicasPerNode: 0,
    platforms: [],
    healthCheck: false,
    sysctls: {},
    stopGrace: 0,
    running: null,
    desired: null,
  };
}

function checkTwice(swarm: Swarm, service: Service | undefined, joins: readonly Join[]): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const { network } of joins) {
    const name = inline(network.name);
    if (service !== undefined && attachmentsOn(swarm, service, network).length > 0) {
      problems.push({
        level: "error",
        what: `${inline(service.name)} is attached to ${name} already`,
        why: "docker refuses to add a network twice",
        fix: `To add an alias: docker swarmnet attach --alias NAME ${inline(service.name)} ${name}`,
      });
    }
    if (seen.has(network.id)) {
      problems.push({
        level: "warning",
        what: `${name} is named twice`,
        why: "Swarm accepts that, and each task and VIP then takes two addresses there",
        fix: "Name it once, with several alias= in the long form",
      });
    }
    seen.add(network.id);
  }
  return problems;
}

function checkAliases(word: RequestedNetwork): Problem[] {
  return word.aliases.flatMap((alias): Problem[] => {
    const fault = aliasFault(alias);
    if (fault === undefined) return [];
    return [{
      level: "warning",
      what: `The alias ${JSON.stringify(inline(alias))} cannot be looked up: ${fault}`,
      why: "docker and swarm accept any text as an alias",
      fix: "Use a name such as a host could have",
    }];
  });
}

function checkRemoved(
  swarm: Swarm,
  service: Service,
  words: readonly string[],
  joins: readonly Join[],
): Problem[] {
  const results = words.filter((word) => !PREDEFINED.has(word)).map((word) => findNetwork(swarm, word));
  const removed = new Set(results.flatMap((result) => ("found" in result ? [result.found.id] : [])));
  const added = joins.map(({ network }) => ({ target: network.id, aliases: [], driverOpts: {} }));
  return results.flatMap((result): Problem[] => {
    if ("problem" in result) return [result.problem];
    const network = result.found;
    if (attachmentsOn(swarm, service, network).length > 0) {
      // As it would be if this network were the last one to go.
      const others = listOf(service).filter(({ target }) => {
        const id = indexOf(swarm).network(target)?.id;
        return id === network.id || id === undefined || !removed.has(id);
      });
      return checkDetach(swarm, [{ ...service, networks: [...others, ...added] }], network).map(asWarning);
    }
    return [{
      level: "warning",
      what: `${inline(service.name)} is not on ${inline(network.name)}`,
      why: "docker ignores the removal of a network that a service does not have",
      fix: `See its networks: docker swarmnet service inspect ${inline(service.name)}`,
    }];
  });
}
