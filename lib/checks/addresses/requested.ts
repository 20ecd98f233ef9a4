import { masked, parsePrefix, type Prefix } from "../../swarm/cidr.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";
import type { ObjectRef, View } from "../rule.ts";

/** What `create` is asked for; undefined for other changes and scopes. */
export function requestOf(view: View): CreateRequest | undefined {
  return view.change?.kind === "create-network" ? view.change.request : undefined;
}

/** The network that does not exist yet. */
export function requestedNetwork({ name }: CreateRequest): ObjectRef {
  return { kind: "network", name, id: name };
}

/** A subnet of a request that can be read, with its host bits cleared. */
export interface RequestedSubnet {
  text: string;
  block: Prefix;
}

/** The subnets of a request that can be read. */
export function requestedSubnets(request: CreateRequest): RequestedSubnet[] {
  return request.subnets.flatMap((text) => {
    const block = parsePrefix(text);
    return block === null ? [] : [{ text, block: masked(block) }];
  });
}
