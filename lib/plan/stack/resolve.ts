import type { Stack, StackNetwork } from "../../stack/index.ts";
import { indexOf } from "../../swarm/index.ts";
import { type Network, STACK_LABEL, type Swarm } from "../../swarm/model.ts";

/** Label that the executor puts on networks that an operation of this tool makes. */
const OPERATION_LABEL = "swarmnet.operation";

/** A network that services of the stack are on, and what of it is in the swarm. */
export interface Resolved {
  written: StackNetwork;
  /** What deploy would take for it: the stack's own of this name, or the external one. */
  live: Network | undefined;
  /** Networks that hold its name without being it; deploy would stop at them. */
  takenBy: Network | undefined;
  /** The same network under the name that `replace --name` gave it. */
  renamedTo: Network | undefined;
}

/** The networks of the files, each with the one of the swarm that it stands for. */
export interface Resolution {
  /** Own networks in the order of the files, then external ones. */
  networks: Resolved[];
  byName: ReadonlyMap<string, Resolved>;
}

/**
 * Finds each network that services of the stack are on. Deploy takes a network for the stack's own when it has the stack's
 * label and the exact name (docker/cli cli/command/stack/swarm/deploy_composefile.go createNetworks).
 */
export function resolveNetworks(stack: Stack, swarm: Swarm, options: { renames: boolean }): Resolution {
  const networks = [
    ...stack.networks.map((written) => own(written, stack, swarm)),
    ...stack.external.map((written): Resolved => ({
      written,
      live: external(written, swarm),
      takenBy: undefined,
      renamedTo: undefined,
    })),
  ];
  if (options.renames) findRenames(networks, stack, swarm);
  return { networks, byName: new Map(networks.map((one) => [one.written.name, one])) };
}

function own(written: StackNetwork, stack: Stack, swarm: Swarm): Resolved {
  const holders = indexOf(swarm).networksByName.get(written.name) ?? [];
  const live = holders.find((one) => one.labels[STACK_LABEL] === stack.name);
  return { written, live, takenBy: live === undefined ? holders[0] : undefined, renamedTo: undefined };
}

/** External networks are looked up by name or ID; swarm's own before those of the engine. */
function external(written: StackNetwork, swarm: Swarm): Network | undefined {
  const index = indexOf(swarm);
  return index.networksByName.get(written.name)?.[0] ?? index.networkById.get(written.name);
}

/** Every name of a network that the files mention, used or not. */
function mentionedNames(stack: Stack): Set<string> {
  return new Set([...stack.networks, ...stack.external, ...stack.unused].map((one) => one.name));
}

/** Swarm networks of the stack that no file mentions. */
export function unmentioned(stack: Stack, swarm: Swarm): Network[] {
  const mentioned = mentionedNames(stack);
  return swarm.networks.filter((one) =>
    one.scope === "swarm" && !one.ingress && one.labels[STACK_LABEL] === stack.name &&
    !mentioned.has(one.name)
  );
}

/**
 * A network that is missing, while all its services, and no others of the stack, are on one that an operation of this tool
 * made for the stack under a name that no file has: that is `replace --name`, not a wish to have the old one back.
 */
function findRenames(networks: readonly Resolved[], stack: Stack, swarm: Swarm): void {
  const index = indexOf(swarm);
  const liveOf = ({ name }: Stack["services"][number]) => index.serviceByName.get(name)?.id ?? [];
  const all = new Set(stack.services.flatMap(liveOf));
  const made = unmentioned(stack, swarm).filter((one) => one.labels[OPERATION_LABEL] !== undefined);
  const users = new Map(
    made.map((one) => [one, index.servicesOn(one.id).map(({ id }) => id).filter((id) => all.has(id))]),
  );
  const claims = new Map<Network, Resolved[]>();
  for (const one of networks) {
    if (one.written.external || one.live !== undefined || one.takenBy !== undefined) continue;
    const wanted = stack.services
      .filter((service) => service.networks.some(({ target }) => target === one.written.name))
      .flatMap(liveOf);
    const candidates = made.filter((network) => isSame(users.get(network)!, wanted));
    if (wanted.length === 0 || candidates.length !== 1) continue;
    claims.set(candidates[0]!, [...claims.get(candidates[0]!) ?? [], one]);
  }
  for (const [network, claimants] of claims) {
    if (claimants.length === 1) claimants[0]!.renamedTo = network;
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && new Set([...one, ...other]).size === one.length;
}
