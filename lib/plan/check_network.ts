import { indexOf } from "../swarm/index.ts";
import { type Network, type Swarm, VNI_OPTION } from "../swarm/model.ts";
import { insideMtu } from "../swarm/mtu.ts";
import { isSwarmName, LONGEST_NETWORK_NAME, PREDEFINED_NETWORKS } from "../swarm/names.ts";
import { WRONG_MTU_OPTION } from "../swarm/overlay_options.ts";
import { inline } from "../terminal/boundary.ts";
import { optionsAfter } from "./body.ts";
import type { PlanProblem } from "./model.ts";
import { blocker, warning } from "./problem.ts";
import type { NetworkChange, NetworkMove } from "../swarm/change/replace_request.ts";

/** A kind of network that cannot be moved: what to call it, why, and what to do instead. `name` is escaped. */
interface Unmovable {
  id: string;
  is(network: Network): boolean;
  words(name: string, network: Network): { what: string; why: string; fix: string };
}

const UNMOVABLE: readonly Unmovable[] = [
  {
    id: "network-ingress",
    is: (network) => network.ingress,
    words: (name) => ({
      what: `${name} is the ingress network, which has no services attached to it`,
      why:
        "Its traffic is that of published ports; a swarm has one such network, so it is replaced with an interruption",
      fix: "docker swarmnet encrypt --ingress, or docker swarmnet ingress replace",
    }),
  },
  {
    id: "network-config-only",
    is: (network) => network.configOnly,
    words: (name) => ({
      what: `${name} is a configuration for other networks, not a network`,
      why: "Nothing runs on it",
      fix: "Name the networks that were made from it: docker swarmnet ls",
    }),
  },
  {
    id: "network-predefined",
    is: (network) => PREDEFINED_NETWORKS.has(network.name),
    words: (name) => ({
      what: `${name} is one of the engine's own networks`,
      why: "It belongs to each node and cannot be replaced",
      fix: "Attach the services to an overlay network: docker swarmnet attach SERVICE NETWORK",
    }),
  },
  {
    id: "network-local",
    is: (network) => network.scope !== "swarm",
    words: (name) => ({
      what: `${name} exists on one node only`,
      why: "Services are moved between networks of the swarm",
      fix: "Name a network of the swarm: docker swarmnet ls",
    }),
  },
  {
    id: "network-unallocated",
    is: (network) => network.driver === "",
    words: (name) => ({
      what: `${name} was never allocated`,
      why: "The managers could not give it a subnet or an identifier, so what it should be is not known",
      fix: `See why, then remove it and create it again: docker swarmnet inspect ${name}`,
    }),
  },
  {
    id: "network-not-overlay",
    is: (network) => network.driver !== "overlay",
    words: (name, network) => ({
      what: `${name} has the driver ${inline(network.driver)}`,
      why:
        "Only overlay networks connect tasks across nodes, so that services can meet on two of them for a while",
      fix: "Create the new network by hand and attach the services to it",
    }),
  },
  {
    id: "network-config-from",
    is: (network) => network.configFrom !== "",
    words: (name, network) => ({
      what: `${name} was made from the configuration ${inline(network.configFrom)} of each node`,
      why: "A network that is made from a configuration takes no options of its own",
      fix:
        `Create a network without --config-from, then docker swarmnet attach SERVICE NETWORK and docker swarmnet rm ${name}`,
    }),
  },
];

/** Why services cannot be moved off this network at all; none for an overlay of the swarm. */
export function unmovable(network: Network): PlanProblem[] {
  const name = inline(network.name);
  const kind = UNMOVABLE.find((one) => one.is(network));
  return kind === undefined
    ? []
    : [blocker(kind.id, { object: `network ${name}`, ...kind.words(name, network) })];
}

/** What speaks against the final names, those of the other moves included. */
export function nameProblems(swarm: Swarm, moves: readonly NetworkMove[]): PlanProblem[] {
  const index = indexOf(swarm);
  const lower = new Map(swarm.networks.map((one) => [one.name.toLowerCase(), one]));
  const claimed = new Map<string, number>();
  for (const { name } of moves) claimed.set(name.toLowerCase(), (claimed.get(name.toLowerCase()) ?? 0) + 1);
  return moves.flatMap((move) => {
    const network = index.networkById.get(move.network);
    if (network === undefined || network.name === move.name) return [];
    const object = `network ${inline(network.name)}`;
    const name = inline(move.name);
    if (
      !isSwarmName(move.name) || move.name.length > LONGEST_NETWORK_NAME || PREDEFINED_NETWORKS.has(move.name)
    ) {
      return [blocker("name-invalid", {
        object,
        what: `${name} cannot be the name of a network`,
        why:
          `Swarm allows letters, digits, and - and _ between them, up to ${LONGEST_NETWORK_NAME} characters ` +
          "(swarmkit manager/controlapi/common.go)",
        fix: "--name NAME with such a name",
      })];
    }
    const taken = lower.get(move.name.toLowerCase());
    if (taken === undefined && claimed.get(move.name.toLowerCase())! < 2) return [];
    return [blocker("name-taken", {
      object,
      what: taken === undefined
        ? `Two networks would be called ${name}`
        : `There is a network ${inline(taken.name)} already`,
      why: "Names of networks are unique in a swarm, whatever their letter case",
      fix: "--name with a name that is free: docker swarmnet ls",
    })];
  });
}

/** What is wrong with the options asked for. */
export function optionProblems(network: Network, change: NetworkChange): PlanProblem[] {
  const object = `network ${inline(network.name)}`;
  const problems: PlanProblem[] = [];
  if (typeof change.options?.[VNI_OPTION] === "string") {
    problems.push(blocker("option-vni", {
      object,
      what: `${VNI_OPTION} cannot be kept or set in a move`,
      why:
        "Old and new network exist at the same time and cannot have the same identifier; the managers choose free ones",
      fix: "Leave the option out",
    }));
  }
  const inside = insideMtu({ options: optionsAfter(network, change) });
  if (inside.mtu === null) {
    problems.push(blocker("mtu-invalid", {
      object,
      what: `The MTU asked for cannot be set: ${inline(inside.why)}`,
      why:
        "The managers would take it, and every node would refuse to start tasks on the network (moby overlay/ov_network.go)",
      fix: "--mtu with what the nodes' network cards carry, usually 1500",
    }));
  }
  if (typeof change.options?.[WRONG_MTU_OPTION] === "string") {
    problems.push(warning("mtu-wrong-key", {
      object,
      what: `${WRONG_MTU_OPTION} has no effect on an overlay network`,
      why: "The overlay driver reads another key",
      fix: "--mtu BYTES",
    }));
  }
  return problems;
}
