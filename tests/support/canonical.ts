/** A real swarm as a text in which nothing stands that a move and its way back may change: IDs, versions, times, VNIs. */
import type Docker from "dockerode";

// deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
type Answer = any;

/** Overlays and services by name, with all that was asked for, as JSON lines; also any config of ours that was left. */
export async function canonical(witness: Docker): Promise<string> {
  const networks: Answer[] = await witness.listNetworks({
    filters: { scope: ["swarm"], driver: ["overlay"] },
  });
  const full: Answer[] = await Promise.all(networks.map((one) => witness.getNetwork(one.Id).inspect()));
  const names = new Map(full.map((one) => [one.Id, one.Name]));
  const services: Answer[] = await witness.listServices();
  const configs: Answer[] = await witness.listConfigs();
  const rows = [
    ...full.map((one) => ["network", one.Name, networkOf(one)]),
    ...services.map((one) => ["service", one.Spec.Name, serviceOf(one.Spec, names)]),
    ...configs.map((one) => ["config", one.Spec.Name, {}]).filter(([, name]) =>
      /^swarmnet\./.test(name as string)
    ),
  ];
  return rows.map((row) => JSON.stringify(sorted(row))).sort().join("\n");
}

function networkOf(one: Answer): unknown {
  const { vxlanid_list: _, ...options } = {
    ...one.Options,
    "com.docker.network.driver.overlay.vxlanid_list": undefined,
  };
  return {
    attachable: one.Attachable,
    internal: one.Internal,
    ingress: one.Ingress,
    ipam: one.IPAM.Config,
    labels: withoutOurs(one.Labels),
    options,
  };
}

function serviceOf(spec: Answer, names: ReadonlyMap<string, string>): unknown {
  const named = (list: Answer[] | null | undefined) =>
    (list ?? []).map((entry) => ({ ...entry, Target: names.get(entry.Target) ?? entry.Target }));
  const { Networks, TaskTemplate, ...rest } = spec;
  return {
    ...rest,
    Labels: withoutOurs(spec.Labels),
    TaskTemplate: { ...TaskTemplate, Networks: named(TaskTemplate.Networks) },
    ...(Networks ? { Networks: named(Networks) } : {}),
  };
}

function withoutOurs(labels: Record<string, string> | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !key.startsWith("swarmnet.")));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([k, v]) => [k, sorted(v)]),
  );
}
