import { count } from "../base/listing.ts";
import { aliasesOn } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import { isEncrypted, type Network, type Service, STACK_LABEL, type Swarm } from "../swarm/model.ts";
import { insideMtu } from "../swarm/mtu.ts";
import { wantedTasks } from "../swarm/rolling.ts";
import { inline } from "../terminal/boundary.ts";
import type { BodyConfig } from "./body.ts";
import type { NetworkBody, PlanProblem } from "./model.ts";
import { byText, listed, objectOf, warning } from "./problem.ts";

/** What to know about one network's move, although nothing stands in its way. */
export function moveAdvice(swarm: Swarm, network: Network, successor: NetworkBody): PlanProblem[] {
  return [
    ...mtuDrop(network, successor),
    ...subnetChange(network, successor),
    ...internalChange(network, successor),
    ...stackFile(swarm, network, successor),
    ...proxies(swarm, network, successor),
    ...ingressClear(swarm, network, successor),
    ...leftOver(swarm, network),
  ];
}

function optionsOf(body: NetworkBody): Record<string, string> {
  return body.Options as Record<string, string>;
}

function mtuDrop(network: Network, successor: NetworkBody): PlanProblem[] {
  const before = insideMtu(network).mtu;
  const after = insideMtu({ options: optionsOf(successor) }).mtu;
  if (before === null || after === null || after >= before) return [];
  return [warning("mtu-drop", {
    object: `network ${inline(network.name)}`,
    what: `Packets inside ${inline(network.name)} may be ${after} bytes from now on, ${before} before`,
    why:
      "Encryption, or a smaller MTU, takes the rest; programs that set a packet size of their own, or tunnels inside, may not fit",
    fix: "Nothing for TCP; else --mtu, where the nodes' network carries larger frames",
  })];
}

function subnetChange(network: Network, successor: NetworkBody): PlanProblem[] {
  const after = (successor.IPAM as { Config: BodyConfig[] }).Config.map((one) => one.Subnet);
  const before = network.ipam.config.map((one) => one.subnet);
  if (before.length === after.length && before.every((one) => after.includes(one))) return [];
  return [warning("subnet-changed", {
    object: `network ${inline(network.name)}`,
    what: `Addresses of ${listed(before)} become addresses of ${
      after.length === 0 ? "an automatic subnet" : listed(after)
    }`,
    why: "Configurations, firewall rules and access lists that name the old block do not apply any more",
    fix: `Look for ${listed(before)} in what the services are configured with`,
  })];
}

function internalChange(network: Network, successor: NetworkBody): PlanProblem[] {
  if (successor.Internal === network.internal) return [];
  return [warning("internal-changed", {
    object: `network ${inline(network.name)}`,
    what: network.internal
      ? `Tasks on ${inline(network.name)} get a way out of the swarm`
      : `Tasks that are on ${inline(network.name)} alone lose their way out of the swarm`,
    why:
      "Containers have a leg in docker_gwbridge exactly if one of their overlay networks is not internal; while services are " +
      "on both networks, names are looked up in the one that is not internal first",
    fix: "Check what they call outside",
  })];
}

/** A stack file says nothing of the change, or names a network that is gone. */
function stackFile(swarm: Swarm, network: Network, successor: NetworkBody): PlanProblem[] {
  const users = indexOf(swarm).servicesOn(network.id);
  const own = network.labels[STACK_LABEL];
  const stacks = [...new Set([own, ...users.map((one) => one.labels[STACK_LABEL])])]
    .filter((one) => one !== undefined && one !== "").map((one) => one!).sort(byText);
  if (stacks.length === 0) return [];
  const object = `network ${inline(network.name)}`;
  const files = stacks.length === 1
    ? `The file of stack ${inline(stacks[0]!)}`
    : `The files of stacks ${listed(stacks)}`;
  if (successor.Name !== network.name) {
    return [warning("stack-file-name", {
      object,
      what: `${files} still ${stacks.length === 1 ? "names" : "name"} ${inline(network.name)}`,
      why:
        "The next docker stack deploy creates that network again and moves the services back to it, without a warning",
      fix: `Put ${inline(successor.Name)} there before the next deploy: name: ${
        inline(successor.Name)
      } under networks`,
    })];
  }
  if (own === undefined || own === "") return [];
  return [warning("stack-file-behind", {
    object,
    what: `The file of stack ${inline(own)} does not say what changes here, as far as can be seen`,
    why:
      "docker stack deploy leaves a network that exists as it is, so nothing is taken back; but after docker stack rm it is created again " +
      "as the file says",
    fix: `Change the network in the file too; docker swarmnet plan -c FILE ${inline(own)} shows what differs`,
  })];
}

/** Labels that pin a proxy to a network by its name: Traefik's, caddy-docker-proxy's, and others made alike. */
function proxies(swarm: Swarm, network: Network, successor: NetworkBody): PlanProblem[] {
  const found: { service: string; label: string }[] = [];
  for (const service of indexOf(swarm).servicesOn(network.id)) {
    for (const [label, value] of Object.entries(service.labels)) {
      if (!/network/i.test(label) || label.startsWith("com.docker.")) continue;
      if (value.split(/[\s,]+/).includes(network.name)) found.push({ service: service.name, label });
    }
  }
  if (found.length === 0) return [];
  const services = [...new Set(found.map((one) => one.service))].sort(byText);
  const labels = [...new Set(found.map((one) => one.label))].sort(byText);
  const stays = successor.Name === network.name;
  return [warning("proxy-pinned", {
    object: objectOf("service", services),
    what: `${listed(services)} ${services.length === 1 ? "tells" : "tell"} a proxy to use ${
      inline(network.name)
    } (${listed(labels)})`,
    why: stays
      ? "There is no network of that name between the two halves of the move; the proxy then takes any network of the service, " +
        "which may be one that it is not on"
      : "There will be no network of that name; the proxy then takes any network of the service, which may be one that it is not on",
    fix: stays
      ? "Watch the proxy, or let it and these services share no other network"
      : `Set the label to ${inline(successor.Name)}: docker service update --label-add ${
        inline(labels[0]!)
      }=${inline(successor.Name)} SERVICE`,
  })];
}

function ingressClear(swarm: Swarm, network: Network, successor: NetworkBody): PlanProblem[] {
  const { ingress } = indexOf(swarm);
  const encrypts = !isEncrypted(network) && isEncrypted({ options: optionsOf(successor) });
  if (!encrypts || ingress === undefined || isEncrypted(ingress)) return [];
  const published = indexOf(swarm).servicesOn(network.id).filter((one) =>
    one.ports.some((port) => port.mode === "ingress")
  ).map((one) => one.name).sort(byText);
  if (published.length === 0) return [];
  return [warning("ingress-clear", {
    object: objectOf("service", published),
    what: `Requests to the published ports of ${listed(published)} still travel in clear between nodes`,
    why:
      "They go through the ingress network, which is not encrypted; this network carries what services send each other",
    fix: "docker swarmnet encrypt --ingress, which interrupts them",
  })];
}

/** What an operation that was given up has left. */
function leftOver(swarm: Swarm, network: Network): PlanProblem[] {
  const prefix = `${network.name}-swarmnet-`;
  const found = swarm.networks.filter((one) =>
    one.scope === "swarm" && one.name.startsWith(prefix) &&
    /^[0-9a-f]{4}$/.test(one.name.slice(prefix.length))
  ).map((one) => one.name).sort(byText);
  if (found.length === 0) return [];
  return [warning("network-left-over", {
    object: objectOf("network", found),
    what: `${listed(found)} looks like what an earlier move of ${inline(network.name)} has left`,
    why: "It is not used by this plan, and services that are still on it stay there",
    fix: "See whether that operation can be finished or taken back: docker swarmnet operations",
  })];
}

/** What to know about services that are moved, whatever network they leave. */
export function serviceAdvice(swarm: Swarm, services: readonly Service[]): PlanProblem[] {
  return [...noHealthCheck(swarm, services), ...cachedAddresses(services), ...failureActions(services)];
}

/** Measured on 28.5.2: four in six replaced tasks refused connections at first, on any update; none with a health check. */
function noHealthCheck(swarm: Swarm, services: readonly Service[]): PlanProblem[] {
  const found = services.filter((one) =>
    !one.healthCheck && one.endpointMode === "vip" && !one.mode.endsWith("-job") &&
    wantedTasks(swarm, one) > 0
  ).map((one) => one.name);
  if (found.length === 0) return [];
  return [warning("no-health-check", {
    object: objectOf("service", found),
    what: `${count(found.length, "service has", "services have")} no health check: ${listed(found, 20)}`,
    why:
      "Swarm sends requests to a new task as soon as its container runs; until its program listens, some fail, as in any update. " +
      "An image may have a health check that cannot be seen from here",
    fix: found.length === 1
      ? `docker service update --health-cmd COMMAND ${inline(found[0]!)}`
      : "Give them one that succeeds once they serve: docker service update --health-cmd COMMAND SERVICE",
  })];
}

function cachedAddresses(services: readonly Service[]): PlanProblem[] {
  if (services.length < 2) return [];
  const dnsrr = services.filter((one) => one.endpointMode === "dnsrr").map((one) => one.name);
  return [warning("cached-addresses", {
    object: objectOf("service", dnsrr),
    what: dnsrr.length === 0
      ? "Programs that look a name up once and keep its address may lose it"
      : `Programs that keep addresses may lose them, above all those of ${
        listed(dnsrr)
      } (endpoint mode dnsrr)`,
    why:
      "Services get new addresses. Those that publish ports are taken for the callers of the others, and leave before them; " +
      "who calls whom among the others cannot be seen",
    fix: "Nothing where programs look names up again when a connection fails",
  })];
}

const ACTIONS: readonly { action: string; id: string; what: string; why: string; fix: string }[] = [
  {
    action: "continue",
    id: "failure-action-continue",
    what: "Updates go on although new tasks fail",
    why: "Swarm would replace all their good tasks by failing ones before this is noticed",
    fix: "docker service update --update-failure-action pause SERVICE",
  },
  {
    action: "rollback",
    id: "failure-action-rollback",
    what: "Swarm rolls back when new tasks fail",
    why: "The operation then stops, with that service as it was before its last step, and says so",
    fix: "Nothing: docker swarmnet resume or undo goes on from there",
  },
];

function failureActions(services: readonly Service[]): PlanProblem[] {
  return ACTIONS.flatMap(({ action, id, what, why, fix }) => {
    const names = services.filter((one) => one.update.failureAction === action).map((one) => one.name);
    return names.length === 0
      ? []
      : [warning(id, { object: objectOf("service", names), what: `${what}: ${listed(names)}`, why, fix })];
  });
}

/** Names that two services answer to on the network, one of which `concerns` us: there before, and there afterwards. */
export function sharedAliases(
  swarm: Swarm,
  network: Network,
  concerns: (service: Service) => boolean = () => true,
): PlanProblem[] {
  const ours = new Set(indexOf(swarm).servicesOn(network.id).filter(concerns).map((one) => one.name));
  const owners = new Map<string, Set<string>>();
  for (const service of indexOf(swarm).servicesOn(network.id)) {
    for (const name of [service.name, ...aliasesOn(swarm, service, network)]) {
      const key = name.toLowerCase();
      const set = owners.get(key);
      if (set === undefined) owners.set(key, new Set([service.name]));
      else set.add(service.name);
    }
  }
  const told = (set: Set<string>) => set.size > 1 && [...set].some((name) => ours.has(name));
  return [...owners].filter(([, set]) => told(set)).sort(([a], [b]) => byText(a, b)).map(([name, set]) =>
    warning("alias-shared", {
      object: `network ${inline(network.name)}`,
      what: `${listed([...set].sort(byText))} all answer to ${inline(name)} on ${inline(network.name)}`,
      why: "Look-ups get one or the other, before, while and after they are moved",
      fix: "Give them names of their own, if that is not meant",
    })
  );
}
