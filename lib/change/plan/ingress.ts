import type { Swarm } from "../../swarm/model.ts";
import { indexOf } from "../../swarm/index.ts";
import { networkBody, successorBody } from "./body.ts";
import { restartsOf } from "./estimate.ts";
import { networkFooting, serviceFooting, usersFooting } from "./footing.ts";
import type { Plan, RawPort } from "./model.ts";
import type { NetworkChange } from "./request.ts";
import { type Draft, NO_RESTARTS, numberSteps } from "./steps.ts";

/** The routing mesh's network gets a successor. */
export interface IngressRequest {
  change: NetworkChange;
  /** Its name in the end; as now where left out. */
  name?: string;
  /** The interruption of every port of the mesh is accepted. */
  allowGap: boolean;
}

/** How the ingress network is replaced: ports away, network away, network, ports. */
export function planIngress(swarm: Swarm, request: IngressRequest): Plan {
  const ingress = indexOf(swarm).ingress;
  const drafts: Draft[] = [];
  if (ingress !== undefined) {
    const services = indexOf(swarm).servicesOn(ingress.id);
    const ports = services.map((service) => {
      const from: RawPort[] = service.portsSpec.map((one) => ({
        ...(one.name === "" ? {} : { Name: one.name }),
        Protocol: one.protocol,
        TargetPort: one.target,
        PublishedPort: one.published,
        PublishMode: one.mode,
      }));
      return { service, from, without: from.filter((one) => one.PublishMode !== "ingress") };
    });
    for (const { service, from, without } of ports) {
      const target = { id: service.id, name: service.name };
      drafts.push({
        key: `away/${service.id}`,
        phase: "Take ports off the routing mesh",
        action: { kind: "set-ports", service: target, from, to: without },
        reason: "The ingress network cannot be removed while a service publishes a port on it",
        needs: [],
        undo: { kind: "set-ports", service: target, from: without, to: from },
        restarts: restartsOf(swarm, service),
      });
    }
    const body = networkBody(ingress);
    const successor = successorBody(ingress, request.change, request.name);
    drafts.push({
      key: "remove",
      phase: `Remove ${ingress.name}`,
      action: { kind: "remove-network", network: { id: ingress.id, name: ingress.name }, body },
      reason: "A swarm has one ingress network at a time",
      needs: drafts.map((one) => one.key),
      undo: { kind: "create-network", body },
      restarts: NO_RESTARTS,
    }, {
      key: "create",
      phase: `Create ${successor.Name}`,
      action: { kind: "create-network", body: successor },
      reason: "It carries the routing mesh from now on",
      needs: ["remove"],
      undo: { kind: "remove-network", network: { step: "create", name: successor.Name }, body: successor },
      restarts: NO_RESTARTS,
    });
    for (const { service, from, without } of ports) {
      const target = { id: service.id, name: service.name };
      drafts.push({
        key: `back/${service.id}`,
        phase: "Publish the ports again",
        action: { kind: "set-ports", service: target, from: without, to: from },
        reason: "As before",
        needs: ["create"],
        undo: { kind: "set-ports", service: target, from, to: without },
        restarts: restartsOf(swarm, service),
      });
    }
  }
  return {
    schema: "swarmnet/plan/1",
    kind: "ingress",
    title: "Replace the ingress network",
    standsOn: ingress === undefined ? [] : [
      networkFooting(ingress),
      usersFooting(swarm, ingress),
      ...indexOf(swarm).servicesOn(ingress.id).map((one) => serviceFooting(swarm, one)),
    ],
    problems: [],
    ...numberSteps(drafts),
  };
}
