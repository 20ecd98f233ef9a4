import { Failure } from "../base/errors.ts";
import { object } from "../engine/raw.ts";
import { inline } from "../terminal/boundary.ts";
import { attachmentTo, type RawSpec, withNetwork, withoutNetwork } from "../plan/attachments.ts";
import type { RawPort, Step, UpdateOrder } from "../plan/model.ts";
import type { Change } from "./write_service.ts";
import { SuccessorMissing, successorOf } from "./barrier.ts";
import { refOf, type ServiceAction, type Stage } from "./stage.ts";

/** What a step changes in a service's spec: a function of the spec as it is now, whoever wrote it. */
export function serviceChange(stage: Stage, step: Step, action: ServiceAction): Change {
  switch (action.kind) {
    case "attach": {
      const network = refOf(stage, action.network);
      const { aliases, driverOpts } = action.entry;
      return (spec) => withNetwork(spec, { network, aliases, driverOpts, at: action.at });
    }
    case "detach": {
      const network = refOf(stage, action.network);
      const successor = successorOf(stage, step, action);
      return (spec) => {
        const next = withoutNetwork(spec, network);
        // At this very version of the spec: whoever writes it next is refused as out of sequence, or we are.
        if (next !== spec && successor !== undefined && attachmentTo(spec, successor) === undefined) {
          throw new SuccessorMissing(
            `${inline(action.service.name)} is not on ${inline(successor.name)} any more`,
          );
        }
        return next;
      };
    }
    case "set-order":
      return (spec) => withOrder(spec, action.to);
    case "set-ports":
      return (spec) => withPorts(spec, action);
  }
}

/** What swarm takes where a service says nothing of updates (swarmkit api/defaults/service.go), as moby writes it. */
const DEFAULT_UPDATE: Record<string, unknown> = {
  Parallelism: 1,
  Delay: 0,
  FailureAction: "pause",
  Monitor: 5e9,
  MaxFailureRatio: 0,
};

/**
 * The spec with this update order; null takes it away. A spec without UpdateConfig gets its parallelism said too: once there
 * is an UpdateConfig, one without parallelism means all tasks at once (swarmkit manager/orchestrator/update/updater.go).
 */
export function withOrder(spec: RawSpec, to: UpdateOrder | null): RawSpec {
  const present = spec.UpdateConfig === undefined || spec.UpdateConfig === null
    ? undefined
    : object(spec.UpdateConfig);
  if (to !== null) {
    if (present?.Order === to) return spec;
    return { ...spec, UpdateConfig: { ...(present ?? { Parallelism: 1 }), Order: to } };
  }
  if (present === undefined || (present.Order === undefined && !isDefault(present))) return spec;
  const { Order: _, ...rest } = present;
  const { UpdateConfig: __, ...others } = spec;
  return isDefault(rest) ? others : { ...others, UpdateConfig: rest };
}

function isDefault(config: Record<string, unknown>): boolean {
  return config.Parallelism === 1 &&
    Object.entries(config).every(([key, value]) => DEFAULT_UPDATE[key] === value);
}

/** The spec with these ports. Throws `Failure` where the ports are neither what they were nor what they shall be. */
export function withPorts(
  spec: RawSpec,
  { service, from, to }: Extract<ServiceAction, { kind: "set-ports" }>,
): RawSpec {
  if (hasPorts(spec, to)) return spec;
  if (!hasPorts(spec, from)) {
    throw new Failure(`Another client changed the published ports of ${inline(service.name)} meanwhile`, {
      why: "They are neither what they were when the plan was made nor what they shall be",
      next: `docker service inspect ${inline(service.name)}`,
    });
  }
  return { ...spec, EndpointSpec: { ...object(spec.EndpointSpec), Ports: to } };
}

/** Whether a service publishes exactly these ports. */
export function hasPorts(spec: RawSpec, ports: readonly RawPort[]): boolean {
  const now = (object(spec.EndpointSpec).Ports ?? []) as RawPort[];
  return canonicalPorts(now) === canonicalPorts(ports);
}

/** Text that is equal for equal ports: moby writes neither empty names nor a published port of 0. */
function canonicalPorts(ports: readonly RawPort[]): string {
  return JSON.stringify(
    ports.map((port) =>
      Object.entries(port).filter(([, value]) => value !== "" && value !== 0 && value !== null).sort((
        [a],
        [b],
      ) => a < b ? -1 : 1)
    ),
  );
}
