import type { Port, Task, TaskAddress } from "../swarm/model.ts";
import { redactCredentials } from "../swarm/redact_text.ts";
import { portsFromRaw } from "./collect_service.ts";
import type { Filters, Raw } from "./engine.ts";
import { isObject, number, object, text, texts } from "./raw.ts";

/**
 * Filter that makes GET /tasks list the containers attached to networks by hand, too. Without any filter on `runtime` they are left
 * out, although they take addresses and keep networks in use (moby daemon/cluster/tasks.go; reproduced on 20.10.24 and 28.5.2).
 */
export const ALL_TASKS: Filters = { runtime: ["attachment", "container", ""] };

/** A task from GET /tasks. The Engine API does not tell which version of the spec it was made from: `specVersion` is 0. */
export function taskFromRaw(raw: Raw): Task {
  const status = object(raw.Status);
  const spec = object(raw.Spec);
  return {
    id: text(raw.ID),
    service: text(raw.ServiceID),
    slot: number(raw.Slot),
    node: text(raw.NodeID),
    state: text(status.State),
    desired: text(raw.DesiredState),
    message: redactCredentials(text(status.Message)),
    error: redactCredentials(text(status.Err)),
    created: text(raw.CreatedAt),
    since: text(status.Timestamp),
    networks: addressesOf(raw.NetworksAttachments, spec.Networks),
    container: text(object(status.ContainerStatus).ContainerID),
    attachment: text(object(spec.NetworkAttachmentSpec).ContainerID),
    specVersion: 0,
    hostPorts: hostPortsOf(object(status.PortStatus).Ports),
  };
}

/** Engines list a port once for each address family (reproduced on 20.10.24). */
function hostPortsOf(value: unknown): Port[] {
  const ports = portsFromRaw(value);
  const key = (port: Port) => `${port.protocol} ${port.target} ${port.published} ${port.mode}`;
  return ports.filter((port, at) => ports.findIndex((other) => key(other) === key(port)) === at);
}

/** Addresses come from the allocator, aliases from the task's copy of the spec; both by network ID. */
function addressesOf(attachments: unknown, wanted: unknown): TaskAddress[] {
  const found: TaskAddress[] = [];
  if (!Array.isArray(attachments)) return found;
  for (const attachment of attachments) {
    if (!isObject(attachment)) continue;
    const network = text(object(attachment.Network).ID);
    found.push({ network, addresses: texts(attachment.Addresses), aliases: aliasesOf(wanted, network) });
  }
  return found;
}

function aliasesOf(wanted: unknown, network: string): string[] {
  if (!Array.isArray(wanted)) return [];
  for (const each of wanted) if (isObject(each) && each.Target === network) return texts(each.Aliases);
  return [];
}
