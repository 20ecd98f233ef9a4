import { masked, parsePrefix, type Prefix } from "../../swarm/cidr.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";
import { askedOf, replacementOf } from "../replacement.ts";
import type { ObjectRef, View } from "../rule.ts";

/** What `create` is asked for; undefined for other changes and scopes. */
export function requestOf(view: View): CreateRequest | undefined {
  return view.change?.kind === "create-network" ? view.change.request : undefined;
}

/** The network that does not exist yet. */
export function requestedNetwork({ name }: CreateRequest): ObjectRef {
  return { kind: "network", name, id: name };
}

/** The subnets that a command asks for, by the network that gets them. */
export function subnetsAsked(view: View): { object: ObjectRef; subnets: readonly string[] }[] {
  const request = requestOf(view);
  if (request !== undefined) return [{ object: requestedNetwork(request), subnets: request.subnets }];
  return (replacementOf(view)?.successors ?? []).map(({ network, successor }) => ({
    object: { kind: "network", name: successor.name, id: successor.id },
    subnets: askedOf(view, network).subnets ?? [],
  }));
}

/** A subnet of a request that can be read, with its host bits cleared. */
export interface RequestedSubnet {
  text: string;
  block: Prefix;
}

/** The subnets of a request that can be read. */
export function requestedSubnets({ subnets }: { subnets: readonly string[] }): RequestedSubnet[] {
  return subnets.flatMap((text) => {
    const block = parsePrefix(text);
    return block === null ? [] : [{ text, block: masked(block) }];
  });
}
