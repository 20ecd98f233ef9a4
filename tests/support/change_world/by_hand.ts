import type { NetworkRef, ServiceSpec } from "../fake_engine/types.ts";
import { networksIn, swarmNetworks } from "./canonical.ts";
import { serviceSpec, type World } from "./world.ts";

/** Something that somebody does by hand while an operation is under way. */
export interface ByHand {
  name: string;
  /** `service` is the one it is about. */
  act(world: World, service: string): void;
  /** What of it is lost now; "" for nothing. */
  lost?(world: World, service: string): string;
  /** It parts services by itself, or breaks tasks: only what the operation's own calls do counts then. */
  parts?: boolean;
  /** It changes which tasks run, and so says nothing of what the operation does to them. */
  tasks?: boolean;
}

/** Reads a service, changes it, writes it, as a client by hand does. */
export function update(world: World, name: string, change: (spec: ServiceSpec) => void, query = ""): void {
  const service = [...world.state.services.values()].find((one) => one.spec.Name === name);
  if (service === undefined) return;
  const spec = structuredClone(service.spec);
  change(spec);
  world.monitor.foreign(service.id, () => {
    world.hand("POST", `/services/${service.id}/update?version=${service.version}${query}`, spec);
  });
}

export function setNetworks(spec: ServiceSpec, networks: NetworkRef[]): void {
  delete spec.Networks;
  spec.TaskTemplate.Networks = networks;
}

function specOf(world: World, name: string): ServiceSpec | undefined {
  return [...world.state.services.values()].find((one) => one.spec.Name === name)?.spec;
}

function idOfNetwork(world: World, name: string): string | undefined {
  return swarmNetworks(world.state).find((one) => one.spec.Name === name)?.id;
}

/** docker stack deploy of a file in which every service is on `back` alone: networks that are missing are made. */
function deploy(world: World): void {
  const back = idOfNetwork(world, "back") ?? world.network("back");
  for (const name of ["api", "db", "web"]) {
    update(world, name, (spec) => {
      setNetworks(spec, [{ Target: back, Aliases: [name] }]);
      spec.Labels = { ...spec.Labels, "com.docker.stack.image": "app:1" };
    });
  }
}

export const BY_HAND: readonly ByHand[] = [
  {
    name: "service update --env-add",
    act: (world, service) =>
      update(world, service, (spec) => {
        (spec.TaskTemplate.ContainerSpec!["Env"] as string[]).push("BY=hand");
      }),
    lost: (world, service) =>
      (specOf(world, service)?.TaskTemplate.ContainerSpec?.["Env"] as string[]).includes("BY=hand")
        ? ""
        : "Env",
  },
  {
    name: "service update --label-add",
    act: (world, service) =>
      update(world, service, (spec) => void (spec.Labels = { ...spec.Labels, by: "hand" })),
    lost: (world, service) => specOf(world, service)?.Labels?.["by"] === "hand" ? "" : "label",
  },
  {
    name: "service scale",
    act: (world, service) =>
      update(world, service, (spec) => void (spec.Mode = { Replicated: { Replicas: 3 } })),
    lost: (world, service) => specOf(world, service)?.Mode?.Replicated?.Replicas === 3 ? "" : "replicas",
    tasks: true,
  },
  {
    name: "service update --network-add",
    act: (world, service) => {
      const other = idOfNetwork(world, "other")!;
      update(
        world,
        service,
        (spec) => setNetworks(spec, [...networksIn(spec), { Target: other, Aliases: ["by-hand"] }]),
      );
    },
    lost: (world, service) => {
      const other = idOfNetwork(world, "other");
      const entry = networksIn(specOf(world, service)!).find((one) => one.Target === other);
      return entry?.Aliases?.[0] === "by-hand" ? "" : "network";
    },
  },
  {
    name: "service update --force",
    act: (world, service) =>
      update(world, service, (spec) => {
        spec.TaskTemplate["ForceUpdate"] = Number(spec.TaskTemplate["ForceUpdate"] ?? 0) + 1;
      }),
    lost: (world, service) => specOf(world, service)?.TaskTemplate["ForceUpdate"] === 1 ? "" : "force",
  },
  {
    name: "service update --network-rm of what was attached last",
    act: (world, service) =>
      update(world, service, (spec) => {
        if (networksIn(spec).length > 1) setNetworks(spec, networksIn(spec).slice(0, -1));
      }),
    parts: true,
  },
  {
    name: "service update --network-rm of what was there first",
    act: (world, service) =>
      update(world, service, (spec) => {
        if (networksIn(spec).length > 1) setNetworks(spec, networksIn(spec).slice(1));
      }),
    parts: true,
  },
  {
    name: "service rollback",
    act: (world, service) => {
      const found = [...world.state.services.values()].find((one) => one.spec.Name === service)!;
      // What it was may name a network that is gone; docker refuses that.
      const gone = networksIn(found.previous ?? found.spec).some((ref) =>
        !world.state.networks.has(ref.Target)
      );
      if (found.previous !== null && !gone) update(world, service, () => {}, "&rollback=previous");
    },
    parts: true,
  },
  { name: "stack deploy", act: deploy, parts: true },
  {
    name: "service rm",
    act: (world, service) => {
      const id = world.idOf(service);
      world.monitor.foreignRemoval(id);
      world.hand("DELETE", `/services/${id}`);
    },
    tasks: true,
  },
  {
    name: "service create on the network",
    act: (world) => {
      const back = idOfNetwork(world, "back");
      if (back === undefined) return;
      const id = world.hand("POST", "/services/create", serviceSpec("newcomer", [back])).ID;
      world.monitor.join(id);
    },
    tasks: true,
    lost: (world) =>
      specOf(world, "newcomer") === undefined && idOfNetwork(world, "back") === undefined ? "newcomer" : "",
  },
];
