import { formatPrefix, parsePrefix } from "../swarm/cidr.ts";
import { ENCRYPTED, isEncrypted, MTU_OPTION, type Network, VNI_OPTION } from "../swarm/model.ts";
import { usableOf } from "../swarm/usage.ts";
import type { NetworkBody } from "./model.ts";
import type { NetworkChange } from "../swarm/change/replace_request.ts";
import { byText } from "../base/order.ts";

/** Labels of ours on networks; they say who made one, not what it is. */
export const OWN_LABELS = "swarmnet.";

/** The body that makes a network again as it was observed. Its identifiers (ID, VNI) will be others. */
export function networkBody(network: Network): NetworkBody {
  return successorBody(network, {});
}

/**
 * The body of the network that takes the place of another: all that was observed of that one, and the change. Subnets stay
 * unless the change names some, so the two cannot exist at the same time then. VNIs are the manager's affair.
 */
export function successorBody(network: Network, change: NetworkChange, name = network.name): NetworkBody {
  return {
    Name: name,
    Driver: network.driver,
    ...(network.enableIPv6 ? { EnableIPv6: true } : {}),
    IPAM: {
      Driver: network.ipam.driver === "" ? "default" : network.ipam.driver,
      Options: { ...network.ipam.options },
      Config: configsOf(network, change),
    },
    Internal: change.internal ?? network.internal,
    Attachable: change.attachable ?? network.attachable,
    ...(network.ingress ? { Ingress: true } : {}),
    ...(network.configFrom === "" ? {} : { ConfigFrom: { Network: network.configFrom } }),
    Options: optionsAfter(network, change),
    Labels: labelsAfter(network, change),
  };
}

/** One entry of IPAM.Config as it is sent: empty parts are left out. */
export interface BodyConfig {
  Subnet: string;
  IPRange?: string;
  Gateway?: string;
}

function configsOf(network: Network, { subnets }: NetworkChange): BodyConfig[] {
  if (subnets !== undefined && !sameSubnets(network, subnets)) return subnets.map((one) => ({ Subnet: one }));
  return network.ipam.config.map(({ subnet, range, gateway }) => ({
    Subnet: subnet,
    ...(range === "" ? {} : { IPRange: range }),
    ...(gateway === "" ? {} : { Gateway: gateway }),
  }));
}

/** Whether a network has these subnets and no others; then its gateways and ranges stay too. */
function sameSubnets(network: Network, subnets: readonly string[]): boolean {
  const canonicalOf = (texts: readonly string[]) =>
    texts.map((one) => {
      const block = parsePrefix(one);
      return block === null ? one : formatPrefix(block);
    }).sort().join(" ");
  return canonicalOf(network.ipam.config.map((one) => one.subnet)) === canonicalOf(subnets);
}

/** Driver options of the successor. Options win over `encrypted` and `mtu` only where these say nothing. */
function optionsAfter(
  network: Pick<Network, "options">,
  change: NetworkChange,
): Record<string, string> {
  const { [VNI_OPTION]: _, ...own } = network.options;
  const options = merged(own, change.options ?? {});
  if (change.encrypted === true && !isEncrypted({ options })) options[ENCRYPTED] = "";
  if (change.encrypted === false) delete options[ENCRYPTED];
  if (change.mtu !== undefined) options[MTU_OPTION] = String(change.mtu);
  return options;
}

/** Labels of the successor, without ours: the operation that makes it adds its own. */
function labelsAfter(network: Pick<Network, "labels">, change: NetworkChange): Record<string, string> {
  return Object.fromEntries(
    Object.entries(merged(network.labels, change.labels ?? {})).filter(([key]) =>
      !key.startsWith(OWN_LABELS)
    ),
  );
}

function merged(
  base: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const result = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(change)) {
    if (value === null) result.delete(key);
    else result.set(key, value);
  }
  return Object.fromEntries([...result].sort(([a], [b]) => byText(a, b)));
}

/** Whether the network is already what the change asks for, its name aside. */
export function isMet(network: Network, change: NetworkChange): boolean {
  return canonical(successorBody(network, change)) === canonical(networkBody(network));
}

/** Text that is equal for equal bodies: keys sorted, subnets written as the engine writes them. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one) => {
    if (typeof one !== "object" || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => byText(a, b)));
  });
}

/** The network that a body makes in the place of another, as the model has it; its name stands for the ID that it does not have yet. */
export function networkOfBody(network: Network, body: NetworkBody): Network {
  const ipam = body.IPAM as { Driver: string; Options: Record<string, string>; Config: BodyConfig[] };
  return {
    ...network,
    id: body.Name,
    name: body.Name,
    internal: body.Internal === true,
    attachable: body.Attachable === true,
    options: body.Options as Record<string, string>,
    labels: body.Labels as Record<string, string>,
    ipam: {
      driver: ipam.Driver,
      options: ipam.Options,
      config: ipam.Config.map(({ Subnet, IPRange, Gateway }) => (
        { subnet: Subnet, range: IPRange ?? "", gateway: Gateway ?? "", aux: {} }
      )),
    },
    containers: null,
    peers: null,
    usage: null,
    gossip: null,
  };
}

/** Addresses for consumers; null where the subnet is automatic. */
export function usableOfBody(body: NetworkBody): number | null {
  const configs = (body.IPAM as { Config: BodyConfig[] }).Config;
  if (configs.length === 0) return null;
  return configs.reduce(
    (sum, one) =>
      sum + usableOf({ subnet: one.Subnet, range: one.IPRange ?? "", gateway: one.Gateway ?? "" }),
    0,
  );
}
