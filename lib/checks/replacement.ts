import { byName } from "../base/order.ts";
import type { PlannedUpdates, ReplaceChange, Succession } from "../swarm/change/model.ts";
import type { NetworkChange, NetworkMove } from "../swarm/change/replace_request.ts";
import { indexOf } from "../swarm/index.ts";
import { isEncrypted, type Network, type Service } from "../swarm/model.ts";
import type { View } from "./rule.ts";

/** The change where networks are replaced; undefined for other changes and scopes. */
export function replacementOf(view: View): ReplaceChange | undefined {
  return view.change?.kind === "replace" ? view.change : undefined;
}

/** Networks that get successors while their services run: all replaced ones but ingress. */
export function movesOf(view: View): readonly Succession[] {
  const change = replacementOf(view);
  return change === undefined || change.request.kind === "ingress" ? [] : change.successors;
}

/** What is asked for of a network that is replaced. */
export function askedOf(view: View, network: Network): NetworkChange {
  return moveOf(view, network)?.change ?? {};
}

function moveOf(view: View, network: Network): NetworkMove | undefined {
  return replacementOf(view)?.request.moves.find((one) => one.network === network.id);
}

/** Services on a network before the change, by name. */
export function usersBefore(view: View, network: Network): Service[] {
  return [...indexOf(view.before!).servicesOn(network.id)].sort(byName);
}

/** How a plan updates services; undefined for changes that are no plans. */
export function plannedUpdates(view: View): PlannedUpdates | undefined {
  const { change } = view;
  return change?.kind === "replace" || change?.kind === "deploy" ? change.updates : undefined;
}

/** Services as they are before a plan that updates them, by name; none for the routing mesh, whose ports are away meanwhile. */
export function updatedBefore(view: View): Service[] {
  if (plannedUpdates(view) === undefined || replacementOf(view)?.request.kind === "ingress") return [];
  return view.before!.services.filter(({ id }) => view.updated(id)).sort(byName);
}

/** How often the plan updates a service, in words: a service is attached to each next network and detached from the one before. */
export function updatesText(view: View, service: Service): string {
  const hops = movesOf(view).filter(({ network }) => usersBefore(view, network).includes(service))
    .reduce((sum, { temporary }) => sum + (temporary === undefined ? 1 : 2), 0);
  return hops === 0 ? "in each update" : `in each of ${2 * hops} updates`;
}

/** Names of networks that the change encrypts: what is wrong with encryption is news where there are any. */
export function newlyEncrypted(view: View): string[] {
  return (replacementOf(view)?.successors ?? []).filter(({ network, successor }) =>
    !isEncrypted(network) && isEncrypted(successor) && view.networks.some(({ id }) => id === successor.id)
  ).map(({ successor }) => successor.name);
}
