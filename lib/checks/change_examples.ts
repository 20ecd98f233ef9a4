import { indexOf } from "../swarm/index.ts";
import { type CreateRequest, plainRequest } from "../swarm/change/create_request.ts";
import type { Change } from "../swarm/change/model.ts";
import type { ServiceRequest } from "../swarm/change/service_request.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import type { RuleExample } from "./rule.ts";

/** The change of an example. */
type Example = NonNullable<RuleExample["change"]>;

/** `docker swarmnet attach SERVICE... NETWORK`. */
export function attach(services: readonly string[], network: string, aliases: string[] = []): Example {
  const flags = aliases.map((alias) => `--alias ${alias} `).join("");
  return {
    command: `docker swarmnet attach ${flags}${services.join(" ")} ${network}`,
    of: (swarm) => ({
      kind: "attach",
      services: services.map((name) => serviceIn(swarm, name)),
      network: networkIn(swarm, network),
      aliases,
      driverOpts: {},
    }),
  };
}

/** `docker swarmnet detach SERVICE... NETWORK`. */
export function detach(services: readonly string[], network: string): Example {
  return {
    command: `docker swarmnet detach ${services.join(" ")} ${network}`,
    of: (swarm) => ({
      kind: "detach",
      services: services.map((name) => serviceIn(swarm, name)),
      network: networkIn(swarm, network),
    }),
  };
}

/** `docker swarmnet rm NETWORK...`. */
export function remove(...networks: string[]): Example {
  return {
    command: `docker swarmnet rm ${networks.join(" ")}`,
    of: (swarm) => ({
      kind: "remove-networks",
      networks: networks.map((name) => networkIn(swarm, name)),
    }),
  };
}

/** `docker swarmnet service create --name new FLAGS app:1`. */
export function serviceCreate(flags: string, request: Partial<ServiceRequest>): Example {
  return {
    command: `docker swarmnet service create --name new ${flags} app:1`,
    of: (): Change => ({
      kind: "service",
      service: undefined,
      request: { ...NOTHING, service: "new", ...request },
    }),
  };
}

/** `docker swarmnet service update FLAGS SERVICE`. */
export function serviceUpdate(name: string, flags: string, request: Partial<ServiceRequest>): Example {
  return {
    command: `docker swarmnet service update ${flags} ${name}`,
    of: (swarm) => ({
      kind: "service",
      service: serviceIn(swarm, name),
      request: { ...NOTHING, service: name, ...request },
    }),
  };
}

/** A network as a request names it, with its name as the ID that it resolves to. */
export function requested(target: string, aliases: string[] = []): ServiceRequest["networks"][number] {
  return { text: target, target, typed: target, aliases };
}

/** A requested port of the routing mesh. */
export function published(port: number, target = 80): ServiceRequest["ports"][number] {
  return { text: `${port}:${target}`, published: port, target, protocol: "tcp", mode: "ingress" };
}

const NOTHING: ServiceRequest = {
  service: undefined,
  networks: [],
  networksRemoved: [],
  ports: [],
  portsRemoved: [],
  endpointMode: undefined,
  mode: undefined,
  replicas: undefined,
  constraints: [],
  constraintsRemoved: [],
  maxReplicasPerNode: undefined,
  updateOrder: undefined,
  updateParallelism: undefined,
  replacesTasks: true,
};

function serviceIn(swarm: Swarm, name: string): Service {
  return indexOf(swarm).serviceByName.get(name)!;
}

function networkIn(swarm: Swarm, name: string): Network {
  return indexOf(swarm).networksByName.get(name)![0]!;
}

/** `docker swarmnet create FLAGS NETWORK`; the network is called app unless the request names it. */
export function creating(
  flags: string,
  request: Partial<CreateRequest>,
): Example {
  const asked = { ...plainRequest("app"), ...request };
  return {
    command: `docker swarmnet create ${flags}${flags === "" ? "" : " "}${asked.name}`,
    of: () => ({ kind: "create-network", request: asked }),
  };
}
