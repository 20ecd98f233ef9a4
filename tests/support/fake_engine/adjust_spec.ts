import type { Raw, ServiceSpec } from "./types.ts";

/**
 * What the engine erases from a spec that is posted at an API version older than the field
 * (moby daemon/server/router/swarm/helpers.go, adjustForAPIVersion); `api` is 141 for 1.41.
 */
export function adjustSpec(spec: ServiceSpec, api: number): ServiceSpec {
  const out = structuredClone(spec);
  const task = out.TaskTemplate as Raw | undefined;
  const erase = (since: number, holder: unknown, ...keys: string[]) => {
    if (api < since && holder !== undefined && holder !== null) {
      for (const key of keys) delete (holder as Raw)[key];
    }
  };
  const container = task?.["ContainerSpec"] as Raw | undefined;
  const resources = task?.["Resources"] as Raw | undefined;
  erase(152, resources, "SwapBytes", "MemorySwappiness");
  erase(146, container, "OomScoreAdj");
  for (const mount of (container?.["Mounts"] as Raw[] | undefined) ?? []) {
    erase(146, mount["TmpfsOptions"], "Options");
  }
  const privileges = container?.["Privileges"] as Raw | undefined;
  erase(144, privileges, "Seccomp", "AppArmor");
  if (api < 144 && privileges?.["NoNewPrivileges"] !== undefined) privileges["NoNewPrivileges"] = false;
  erase(144, container?.["Healthcheck"], "StartInterval");
  erase(141, container, "CapabilityAdd", "CapabilityDrop", "Ulimits");
  erase(141, resources?.["Limits"], "Pids");
  erase(141, out.Mode, "ReplicatedJob", "GlobalJob");
  erase(140, container, "Sysctls");
  erase(140, task?.["Placement"], "MaxReplicas");
  return out;
}
