import { canonical } from "../fake_engine/state.ts";
import type { State } from "../fake_engine/state.ts";
import type { FakeNetwork, FakeService, NetworkRef, ServiceSpec } from "../fake_engine/types.ts";

const VNI = "com.docker.network.driver.overlay.vxlanid_list";

/** The network list in effect. */
export function networksIn(spec: ServiceSpec): NetworkRef[] {
  const own = spec.TaskTemplate.Networks ?? [];
  return own.length > 0 ? own : spec.Networks ?? [];
}

/** Networks of the swarm that somebody made. */
export function swarmNetworks(state: State): FakeNetwork[] {
  return [...state.networks.values()].filter((one) => one.scope === "swarm" && !one.predefined);
}

function networkText(network: FakeNetwork): unknown {
  const { Name, Internal, Attachable, Ingress, Labels, Options } = network.spec;
  const { [VNI]: _, ...options } = { ...Options, ...network.allocated?.options };
  return {
    Name,
    driver: network.allocated?.driver ?? "(not allocated)",
    subnets: network.allocated?.subnets ?? [],
    options,
    labels: Object.entries(Labels ?? {}).filter(([key]) => !key.startsWith("swarmnet.")).sort(),
    flags: [Internal ?? false, Attachable ?? false, Ingress ?? false],
  };
}

/** The spec without its network lists; `without` may leave out what a plan changes and restores. */
export function restOf(spec: ServiceSpec, without: { order?: boolean; ports?: boolean } = {}): string {
  const { Networks: _, TaskTemplate, UpdateConfig, EndpointSpec, ...rest } = spec;
  const { Networks: _list, ...template } = TaskTemplate;
  const { Order, ...update } = UpdateConfig ?? {};
  const { Ports, ...endpoint } = EndpointSpec ?? {};
  return canonical({
    ...rest,
    template,
    update: without.order ? update : { ...update, Order },
    endpoint: without.ports ? endpoint : { ...endpoint, Ports },
  });
}

function serviceText(state: State, service: FakeService): unknown {
  return {
    name: service.spec.Name,
    networks: networksIn(service.spec).map(({ Target, Aliases, DriverOpts }) => ({
      network: state.networks.get(Target)?.spec.Name ?? `(gone) ${Target}`,
      aliases: Aliases ?? [],
      options: DriverOpts ?? {},
    })),
    rest: restOf(service.spec),
    ports: service.ports.map(canonical),
  };
}

/** What a swarm is, apart from identifiers (IDs, VNIs, version indexes) and labels of ours; equal texts are equal swarms. */
export function snapshotOf(state: State): string {
  const byName = (a: unknown, b: unknown) => (canonical(a) < canonical(b) ? -1 : 1);
  return JSON.stringify(
    {
      networks: swarmNetworks(state).map(networkText).sort(byName),
      services: [...state.services.values()].map((one) => serviceText(state, one)).sort(byName),
      configs: [...state.configs.values()].map((one) => one.spec.Name).sort(),
    },
    null,
    1,
  );
}
