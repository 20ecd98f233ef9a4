import type { Cluster, Node, Source } from "../swarm/model.ts";
import type { Raw } from "./engine.ts";
import { isObject, number, object, objects, record, text, texts } from "./raw.ts";

/** A node from GET /nodes. */
export function nodeFromRaw(raw: Raw): Node {
  const spec = object(raw.Spec);
  const description = object(raw.Description);
  const platform = object(description.Platform);
  const status = object(raw.Status);
  const manager = raw.ManagerStatus;
  return {
    id: text(raw.ID),
    hostname: text(description.Hostname),
    role: spec.Role === "manager" ? "manager" : "worker",
    availability: spec.Availability === "pause" || spec.Availability === "drain"
      ? spec.Availability
      : "active",
    state: stateOf(text(status.State)),
    addr: text(status.Addr),
    os: text(platform.OS),
    arch: text(platform.Architecture),
    engineVersion: text(object(description.Engine).EngineVersion),
    manager: isObject(manager)
      ? {
        leader: manager.Leader === true,
        reachability: text(manager.Reachability),
        addr: text(manager.Addr),
      }
      : null,
    labels: record(spec.Labels),
  };
}

function stateOf(state: string): Node["state"] {
  return state === "ready" || state === "down" || state === "disconnected" ? state : "unknown";
}

/** The swarm itself from GET /swarm. */
export function clusterFromRaw(raw: Raw): Cluster {
  const spec = object(raw.Spec);
  const pools = texts(raw.DefaultAddrPool);
  return {
    id: text(raw.ID),
    created: text(raw.CreatedAt),
    // null and never [] where the operator set none; an empty list would say the same.
    defaultAddrPool: pools.length === 0 ? null : pools,
    subnetSize: number(raw.SubnetSize) || 24,
    dataPathPort: number(raw.DataPathPort),
    autoLockManagers: object(spec.EncryptionConfig).AutoLockManagers === true,
    nodeCertExpiry: number(object(spec.CAConfig).NodeCertExpiry),
    rootRotationInProgress: raw.RootRotationInProgress === true,
    taskHistory: number(object(spec.Orchestration).TaskHistoryRetentionLimit, 5),
  };
}

/** The engine asked, from GET /info; what the connection knows is added by `collect`. */
export function sourceFromRaw(info: Raw): Omit<Source, "apiVersion" | "local" | "hostRoutes"> {
  const swarm = object(info.Swarm);
  return {
    engineVersion: text(info.ServerVersion),
    os: text(info.OSType),
    kernel: text(info.KernelVersion),
    name: text(info.Name),
    nodeId: text(swarm.NodeID),
    nodeAddr: text(swarm.NodeAddr),
    bridgePools: objects(info.DefaultAddressPools).map((pool) => ({
      base: text(pool.Base),
      size: number(pool.Size),
    })),
    liveRestore: info.LiveRestoreEnabled === true,
    firewallBackend: text(object(info.FirewallBackend).Driver),
  };
}
