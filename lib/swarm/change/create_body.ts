import { ENCRYPTED, MTU_OPTION, type Network } from "../model.ts";
import type { CreateRequest } from "./create_request.ts";
import { contains, parseAddress, parsePrefix, type Prefix } from "../cidr.ts";
import { versionAtLeast } from "../engine_version.ts";

/** One entry of IPAM.Config as docker sends it: empty parts are left out. */
export interface BodyConfig {
  Subnet: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Record<string, string>;
}

/** The body of `POST /networks/create`. */
export type CreateBody = { [key: string]: unknown };

/** Driver options as they will be stored: --opt, then what --encrypted and --mtu add. */
export function optionsOf(request: CreateRequest): Record<string, string> {
  const options = { ...request.options };
  if (request.encrypted === true && !Object.hasOwn(options, ENCRYPTED)) options[ENCRYPTED] = "";
  if (request.mtu !== undefined) options[MTU_OPTION] = String(request.mtu);
  return options;
}

/**
 * The body of POST /networks/create, field by field what docker's CLI sends for the same flags (captured from 28.2.2):
 * EnableIPv4 and EnableIPv6 only where they were asked for, CheckDuplicate up to API 1.43.
 */
export function bodyOf(request: CreateRequest, apiVersion: string): CreateBody {
  return {
    Driver: "overlay",
    Scope: request.scope,
    ...(request.ipv4 === undefined ? {} : { EnableIPv4: request.ipv4 }),
    ...(request.ipv6 === undefined ? {} : { EnableIPv6: request.ipv6 }),
    IPAM: { Driver: request.ipamDriver, Options: request.ipamOptions, Config: configsOf(request) },
    Internal: request.internal,
    Attachable: request.attachable,
    Ingress: request.ingress,
    ConfigOnly: request.configOnly,
    ConfigFrom: request.configFrom === "" ? null : { Network: request.configFrom },
    Options: optionsOf(request),
    Labels: request.labels,
    Name: request.name,
    ...(versionAtLeast(apiVersion, "1.44") ? {} : { CheckDuplicate: true }),
  };
}

/** Each range, gateway and auxiliary address goes to the first subnet that holds it (docker cli command/network/create.go). */
export function configsOf(request: CreateRequest): BodyConfig[] {
  const configs = request.subnets.map((subnet): BodyConfig => ({ Subnet: subnet }));
  const blocks = request.subnets.map(parsePrefix);
  for (const range of request.ranges) {
    const config = configs[holderOf(blocks, range.split("/")[0]!)];
    if (config !== undefined) config.IPRange = range;
  }
  for (const gateway of request.gateways) {
    const config = configs[holderOf(blocks, gateway)];
    if (config !== undefined) config.Gateway = gateway;
  }
  for (const [name, address] of Object.entries(request.aux)) {
    const config = configs[holderOf(blocks, address)];
    if (config !== undefined) config.AuxiliaryAddresses = { ...config.AuxiliaryAddresses, [name]: address };
  }
  return configs;
}

/** Index of the first block that holds an address, or -1. */
function holderOf(blocks: readonly (Prefix | null)[], address: string): number {
  const parsed = parseAddress(address);
  return parsed === null ? -1 : blocks.findIndex((block) => block !== null && contains(block, parsed));
}

/** The network that a request would make, as the model has it; its name stands for the ID that it does not have yet. */
export function networkOfRequest(request: CreateRequest, created: string): Network {
  return {
    id: request.name,
    name: request.name,
    created,
    scope: request.configOnly ? "local" : "swarm",
    driver: "overlay",
    enableIPv4: request.ipv4 ?? true,
    enableIPv6: request.ipv6 ?? false,
    internal: request.internal,
    attachable: request.attachable,
    ingress: request.ingress,
    configOnly: request.configOnly,
    configFrom: request.configFrom,
    ipam: {
      driver: request.ipamDriver,
      options: { ...request.ipamOptions },
      config: configsOf(request).map(({ Subnet, IPRange, Gateway, AuxiliaryAddresses }) => ({
        subnet: Subnet,
        range: IPRange ?? "",
        gateway: Gateway ?? "",
        aux: AuxiliaryAddresses ?? {},
      })),
    },
    options: optionsOf(request),
    labels: { ...request.labels },
    containers: null,
    peers: null,
    usage: null,
    gossip: null,
  };
}
