import { indexOf } from "../swarm/index.ts";
import { type CreateRequest, plainRequest } from "../swarm/change/create_request.ts";
import type { Change, ReplaceChange } from "../swarm/change/model.ts";
import type { NetworkChange } from "../swarm/change/replace_request.ts";
import type { ServiceRequest } from "../swarm/change/service_request.ts";
import { ENCRYPTED, MTU_OPTION, type Network, type Service, type Swarm } from "../swarm/model.ts";
import { obstacleOf } from "../swarm/replaceable.ts";
import { startsFirstMeanwhile } from "../swarm/update_downtime.ts";
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

/** What of a network `replace` changes, and how services are updated meanwhile. */
export interface ReplaceExample extends Partial<NetworkChange> {
  name?: string;
  allowGap?: boolean;
  startFirst?: boolean;
}

/** `docker swarmnet replace FLAGS NETWORK`, without the choice of subnets. */
export function replace(flags: string, name: string, example: ReplaceExample): Example {
  return {
    command: `docker swarmnet replace ${flags} ${name}`,
    of: (swarm) => replaceOf(swarm, name, example),
  };
}

/** `docker swarmnet encrypt FLAGS NETWORK`. */
export function encrypt(name: string, flags = "", example: ReplaceExample = {}): Example {
  return {
    command: `docker swarmnet encrypt ${flags}${flags === "" ? "" : " "}${name}`,
    of: (swarm) => replaceOf(swarm, name, { ...example, encrypted: true }),
  };
}

/** `docker swarmnet ingress replace FLAGS`. */
export function replaceIngress(flags: string, example: ReplaceExample): Example {
  return {
    command: `docker swarmnet ingress replace ${flags}`,
    of: (swarm) => {
      const change = replaceOf(swarm, indexOf(swarm).ingress!.name, example);
      return { ...change, request: { ...change.request, kind: "ingress" } };
    },
  };
}

function replaceOf(swarm: Swarm, of: string, example: ReplaceExample): ReplaceChange {
  const { name = of, allowGap = false, startFirst = false, ...change } = example;
  const network = networkIn(swarm, of);
  const options = Object.fromEntries(
    Object.entries({ ...network.options, ...change.options }).flatMap(([key, value]) =>
      value === null ? [] : [[key, value]]
    ),
  );
  if (change.encrypted === true) options[ENCRYPTED] = "";
  if (change.mtu !== undefined) options[MTU_OPTION] = String(change.mtu);
  const config = change.subnets?.map((subnet) => ({ subnet, range: "", gateway: "", aux: {} }));
  const successor: Network = {
    ...network,
    id: name,
    name,
    options,
    internal: change.internal ?? network.internal,
    attachable: change.attachable ?? network.attachable,
    ipam: config === undefined ? network.ipam : { ...network.ipam, config },
  };
  const users = indexOf(swarm).servicesOn(network.id);
  const waits = name === of && users.length > 0 && !network.ingress;
  return {
    kind: "replace",
    request: { kind: "replace", moves: [{ network: network.id, name, change }], allowGap, startFirst },
    successors: obstacleOf(network) !== undefined && !network.ingress ? [] : [{
      network,
      successor,
      temporary: waits ? { ...successor, id: "temporary", name: "temporary" } : undefined,
      missingSubnet: undefined,
    }],
    updates: {
      allowGap,
      startFirst: startFirst
        ? users.filter((one) => startsFirstMeanwhile(swarm, one)).map(({ id }) => id)
        : [],
    },
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
