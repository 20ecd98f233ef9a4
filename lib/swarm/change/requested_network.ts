import type { Network } from "../model.ts";
import { configsOf, optionsOf } from "./create_body.ts";
import type { CreateRequest } from "./create_request.ts";

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
