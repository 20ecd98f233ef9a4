import { isMasked, masked, parsePrefix, type Prefix } from "../../swarm/cidr.ts";
import { versionWithin } from "../../swarm/engine_version.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";
import { askedOf, replacementOf } from "../replacement.ts";
import type { ObjectRef, View } from "../rule.ts";
import { isOverlay, isPlanned, network } from "../subjects.ts";

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

/** For a report: engines before 25.0 take a block with host bits as it is (moby api/types/network/ipam.go). */
export function takenUnmasked({ source }: View, block: Prefix | null): { binding?: false } {
  const isTaken = block !== null && !isMasked(block) && versionWithin(source.engineVersion, "0", "25.0");
  return isTaken ? { binding: false } : {};
}

/** A network that does not exist yet, as far as checks of its definition read it. */
export interface NewNetwork {
  object: ObjectRef;
  subnets: readonly string[];
  options: Readonly<Record<string, string>>;
  ipamDriver: string;
  configOnly: boolean;
}

/** Networks that a command or a stack file would create. */
export function newNetworks(view: View): NewNetwork[] {
  const request = requestOf(view);
  if (request !== undefined) {
    const { subnets, options, ipamDriver, configOnly } = request;
    return [{ object: requestedNetwork(request), subnets, options, ipamDriver, configOnly }];
  }
  if (view.scope !== "stack") return [];
  const added = view.networks.filter((one) => isOverlay(one) && isPlanned(view, one) && view.judged(one));
  return added.map((one) => ({
    object: network(one),
    subnets: one.ipam.config.map(({ subnet }) => subnet),
    options: one.options,
    ipamDriver: one.ipam.driver === "" ? "default" : one.ipam.driver,
    configOnly: false,
  }));
}
