import type { Attachment, Port, Service, ServiceMode, UpdateConfig } from "../swarm/model.ts";
import { redactCredentials } from "../swarm/redact_text.ts";
import type { Raw } from "./engine.ts";
import { isObject, number, object, objects, record, text, texts } from "./raw.ts";

const SECOND = 1_000_000_000;

/** A service from GET /services or GET /services/{id}. `running` and `desired` need `status=true` in the list's query. */
export function serviceFromRaw(raw: Raw): Service {
  const spec = object(raw.Spec);
  const template = object(spec.TaskTemplate);
  const container = object(template.ContainerSpec);
  const endpoint = object(raw.Endpoint);
  const status = isObject(raw.ServiceStatus) ? raw.ServiceStatus : undefined;
  return {
    id: text(raw.ID),
    name: text(spec.Name),
    version: number(object(raw.Version).Index),
    created: text(raw.CreatedAt),
    updated: text(raw.UpdatedAt),
    labels: record(spec.Labels),
    ...modeOf(object(spec.Mode)),
    image: text(container.Image),
    networks: attachmentsFromRaw(template.Networks),
    legacyNetworks: attachmentsFromRaw(spec.Networks),
    // Endpoint.Spec is empty on services with dnsrr or without networks: only the spec tells (reproduced on 28.5.2).
    endpointMode: text(object(spec.EndpointSpec).Mode) === "dnsrr" ? "dnsrr" : "vip",
    portsSpec: portsFromRaw(object(spec.EndpointSpec).Ports),
    ports: portsFromRaw(endpoint.Ports),
    vips: objects(endpoint.VirtualIPs).map((vip) => ({ network: text(vip.NetworkID), addr: text(vip.Addr) })),
    update: updateFromRaw(spec.UpdateConfig),
    rollback: updateFromRaw(spec.RollbackConfig),
    updateStatus: updateStatusOf(raw.UpdateStatus),
    ...placementOf(object(template.Placement)),
    healthCheck: hasHealthCheck(container.Healthcheck),
    sysctls: record(container.Sysctls),
    stopGrace: number(container.StopGracePeriod, 10 * SECOND),
    running: status === undefined ? null : number(status.RunningTasks),
    desired: status === undefined ? null : number(status.DesiredTasks),
  };
}

/** The entries of a network list in a spec. */
function attachmentsFromRaw(value: unknown): Attachment[] {
  return objects(value).map((each) => ({
    target: text(each.Target),
    aliases: texts(each.Aliases),
    driverOpts: record(each.DriverOpts),
  }));
}

/** The entries of a list of ports. Zero values are left out by the engine: protocol tcp, mode ingress. */
export function portsFromRaw(value: unknown): Port[] {
  return objects(value).map((each) => ({
    name: text(each.Name),
    protocol: text(each.Protocol) || "tcp",
    target: number(each.TargetPort),
    published: number(each.PublishedPort),
    mode: each.PublishMode === "host" ? "host" : "ingress",
  }));
}

/** How many a mode wants: swarmkit takes 1 where a number is left out, and a job's total from its concurrency (manager/controlapi). */
function modeOf(mode: Raw): { mode: ServiceMode; replicas: number | null } {
  if (isObject(mode.Global)) return { mode: "global", replicas: null };
  if (isObject(mode.GlobalJob)) return { mode: "global-job", replicas: null };
  if (isObject(mode.ReplicatedJob)) {
    const concurrent = number(mode.ReplicatedJob.MaxConcurrent, 1);
    return { mode: "replicated-job", replicas: number(mode.ReplicatedJob.TotalCompletions, concurrent) };
  }
  return { mode: "replicated", replicas: number(object(mode.Replicated).Replicas, 1) };
}

/** What is left out, or the whole, means swarmkit's defaults (swarmkit api/defaults/service.go). */
function updateFromRaw(value: unknown): UpdateConfig {
  const config = object(value);
  return {
    // Written out, 0 means all at once; without any configuration it is one.
    parallelism: number(config.Parallelism, isObject(value) ? 0 : 1),
    delay: number(config.Delay),
    monitor: number(config.Monitor, 5 * SECOND),
    failureAction: text(config.FailureAction) || "pause",
    maxFailureRatio: number(config.MaxFailureRatio),
    order: config.Order === "start-first" ? "start-first" : "stop-first",
  };
}

function updateStatusOf(value: unknown): Service["updateStatus"] {
  if (!isObject(value) || text(value.State) === "") return null;
  return {
    state: text(value.State),
    started: text(value.StartedAt),
    completed: text(value.CompletedAt),
    message: redactCredentials(text(value.Message)),
  };
}

function placementOf(placement: Raw): Pick<Service, "constraints" | "maxReplicasPerNode" | "platforms"> {
  return {
    constraints: texts(placement.Constraints),
    maxReplicasPerNode: number(placement.MaxReplicas),
    platforms: objects(placement.Platforms).map((each) => ({
      os: text(each.OS),
      arch: text(each.Architecture),
    })),
  };
}

function hasHealthCheck(value: unknown): boolean {
  const test = texts(object(value).Test);
  return test.length > 0 && test[0] !== "NONE";
}
