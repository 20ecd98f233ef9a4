import { type ChangeSettings, DEFAULT_SETTINGS } from "../checks/judge_change.ts";
import { byName } from "../base/order.ts";
import type { NetworkChange } from "../swarm/change/replace_request.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Port, Service, Swarm } from "../swarm/model.ts";
import { restartsOf } from "../swarm/update_duration.ts";
import { inline } from "../terminal/boundary.ts";
import { isMet, networkBody, networkOfBody, successorBody } from "./body.ts";
import {
  absentPrecondition,
  networkPrecondition,
  servicePrecondition,
  usersPrecondition,
} from "./preconditions.ts";
import type { NetworkBody, Plan, RawPort } from "./model.ts";
import { findingsOf } from "./replace.ts";
import { type Draft, NO_RESTARTS, numberSteps } from "./steps.ts";

/** The routing mesh's network gets a successor. */
export interface IngressRequest {
  change: NetworkChange;
  /** Its name in the end; as now where left out. */
  name?: string;
  /** The interruption of every port of the mesh is accepted. */
  allowGap: boolean;
}

/**
 * How the ingress network is replaced. A swarm has one at a time, and none can be removed while a service publishes a port on
 * it: so all ports leave the mesh first and come back when the new network is there. Numbers that swarm chose are asked for
 * by name then, so that they stay what they were.
 */
export function planIngress(
  swarm: Swarm,
  ingress: Network,
  request: IngressRequest,
  settings: ChangeSettings = DEFAULT_SETTINGS,
): Plan {
  const { change, allowGap, name = ingress.name } = request;
  const plan: Plan = {
    schema: "swarmnet/plan/2",
    kind: "ingress",
    title: `${change.encrypted === true ? "Encrypt" : "Replace"} ingress network ${inline(ingress.name)}`,
    standsOn: [],
    findings: [],
    steps: [],
    phases: [],
  };
  if (name === ingress.name && isMet(ingress, change)) return plan;
  const services = [...indexOf(swarm).servicesOn(ingress.id)].sort(byName);
  const successor = successorBody(ingress, change, name);
  const moves = [{ network: ingress.id, name, change }];
  return {
    ...plan,
    standsOn: [
      networkPrecondition(ingress),
      usersPrecondition(swarm, ingress),
      ...(name === ingress.name ? [] : [absentPrecondition(name)]),
      ...services.map((one) => servicePrecondition(swarm, one)),
    ],
    findings: findingsOf(swarm, {
      kind: "replace",
      request: { kind: "ingress", moves, allowGap, startFirst: false },
      successors: [{
        network: ingress,
        successor: networkOfBody(ingress, successor),
        temporary: undefined,
        missingSubnet: undefined,
      }],
      updates: { allowGap, startFirst: [] },
    }, settings),
    ...numberSteps(draftsOf(swarm, ingress, services, successor)),
  };
}

function draftsOf(
  swarm: Swarm,
  ingress: Network,
  services: readonly Service[],
  successor: NetworkBody,
): Draft[] {
  const away = services.map((service) => {
    const before = service.portsSpec.map((one) => rawPort(one, one.published));
    const without = before.filter((one) => one.PublishMode !== "ingress");
    return portStep(swarm, service, "away", before, without, []);
  });
  const body = networkBody(ingress);
  const remove: Draft = {
    key: "remove",
    phase: `Remove ${inline(ingress.name)}`,
    action: { kind: "remove-network", network: { id: ingress.id, name: ingress.name }, body },
    reason: "A swarm has one ingress network at a time",
    needs: away.map((one) => one.key),
    undo: { kind: "create-network", body },
    restarts: NO_RESTARTS,
  };
  const create: Draft = {
    key: "create",
    phase: `Create ${inline(successor.Name)}`,
    action: { kind: "create-network", body: successor },
    reason: "It carries the routing mesh from now on",
    needs: [remove.key],
    undo: { kind: "remove-network", network: { step: "create", name: successor.Name }, body: successor },
    restarts: NO_RESTARTS,
  };
  const back = services.map((service) => {
    const pinned = pinnedPorts(service);
    const without = pinned.filter((one) => one.PublishMode !== "ingress");
    return portStep(swarm, service, "back", without, pinned, [create.key]);
  });
  return [...away, remove, create, ...back];
}

function portStep(
  swarm: Swarm,
  service: Service,
  way: "away" | "back",
  from: RawPort[],
  to: RawPort[],
  needs: string[],
): Draft {
  const target = { id: service.id, name: service.name };
  return {
    key: `${way}/${service.id}`,
    phase: way === "away" ? "Take ports off the routing mesh" : "Publish the ports again",
    action: { kind: "set-ports", service: target, from, to },
    reason: way === "away"
      ? "The ingress network cannot be removed while a service publishes a port on it; ports in mode host stay"
      : "The same ports as before, on the new network; numbers that swarm had chosen are kept",
    needs,
    undo: { kind: "set-ports", service: target, from: to, to: from },
    restarts: restartsOf(swarm, service),
  };
}

/** A port as the Engine API has it; empty parts are left out, as docker does. */
function rawPort(port: Port, published: number): RawPort {
  return {
    ...(port.name === "" ? {} : { Name: port.name }),
    Protocol: port.protocol,
    TargetPort: port.target,
    ...(published === 0 ? {} : { PublishedPort: published }),
    PublishMode: port.mode,
  };
}

/** The ports as asked for, with the numbers that swarm chose for the mesh where none was asked for. */
function pinnedPorts(service: Service): RawPort[] {
  const assigned = [...service.ports];
  const take = (port: Port): number => {
    const at = assigned.findIndex((one) =>
      one.mode === port.mode && one.target === port.target && one.protocol === port.protocol &&
      (port.published === 0 || one.published === port.published)
    );
    return at < 0 ? port.published : assigned.splice(at, 1)[0]!.published;
  };
  // Ports with a number first, so that these do not lend theirs to others.
  const fixed = new Map(
    service.portsSpec.filter((one) => one.published !== 0).map((one) => [one, take(one)]),
  );
  return service.portsSpec.map((one) =>
    rawPort(one, fixed.get(one) ?? (one.mode === "ingress" ? take(one) : 0))
  );
}
