import type { Port, Service } from "./model.ts";

/** Tasks of jobs run to an end: swarm gives such services no virtual IP and no rolling update. */
export function isJob(service: { mode: string }): boolean {
  return service.mode.endsWith("-job");
}

/** The ports of a service as assigned; as asked for where the managers assigned none yet. */
export function portsOf(service: Pick<Service, "ports" | "portsSpec">): readonly Port[] {
  return service.ports.length > 0 ? service.ports : service.portsSpec;
}

/** Whether the routing mesh carries any of the service's ports. */
export function isOnMesh(service: Pick<Service, "ports" | "portsSpec">): boolean {
  return portsOf(service).some((port) => port.mode === "ingress");
}
