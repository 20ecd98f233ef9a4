import fc from "./fast_check.ts";
import { collect } from "../../lib/engine/collect.ts";
import type { Policy } from "../../lib/checks/rule.ts";
import { serviceChange } from "../../lib/plan/service_request.ts";
import { type RawSpec, withNetwork, withoutNetwork } from "../../lib/plan/attachments.ts";
import { isAttached } from "../../lib/swarm/attached.ts";
import type { Change } from "../../lib/swarm/change/model.ts";
import type { ServiceRequest } from "../../lib/swarm/change/service_request.ts";
import { ENCRYPTED, type Service, type Swarm } from "../../lib/swarm/model.ts";
import { FakeClock, FakeSwarm } from "./fake_engine.ts";
import { isOver, type ServiceSpec } from "./fake_engine/types.ts";
import { engineOver } from "./in_process_engine.ts";

/** Swarms that a fake engine made of requests, and changes of their services and networks. */

const NETWORKS = ["app", "back", "must-db"];
const SUBNETS = ["10.50.0.0/24", "10.51.0.0/24", "10.52.0.0/24"];

const network = fc.record({
  subnet: fc.constantFrom("", "", "own", "own", "first", "small"),
  encrypted: fc.boolean(),
  mtu: fc.constantFrom("", "", "", "1400", "40"),
  attachable: fc.boolean(),
  internal: fc.constantFrom(false, false, true),
}, { noNullPrototype: true });

const port = fc.record({
  published: fc.constantFrom(0, 8000, 8001, 8002, 8003, 8004, 8005, 7946),
  target: fc.constantFrom(80, 81),
  protocol: fc.constantFrom("tcp", "tcp", "udp"),
  mode: fc.constantFrom("ingress" as const, "ingress" as const, "host" as const),
}, { noNullPrototype: true });

const constraints = fc.constantFrom<string[]>(
  [],
  [],
  [],
  ["node.labels.zone==a"],
  ["node.platform.os==linux"],
  ["node.labels.zone==c"],
);

const service = fc.record({
  on: fc.subarray([...NETWORKS]),
  aliases: fc.constantFrom<string[]>([], [], ["db"], ["s0"]),
  legacy: fc.constantFrom(false, false, false, true),
  mode: fc.constantFrom("Replicated", "Replicated", "Replicated", "Global", "ReplicatedJob"),
  replicas: fc.integer({ min: 0, max: 4 }),
  order: fc.constantFrom("stop-first", "start-first"),
  endpointMode: fc.constantFrom("vip", "vip", "vip", "dnsrr"),
  ports: fc.array(port, { maxLength: 1 }),
  constraints,
  most: fc.constantFrom(0, 0, 0, 1),
  os: fc.constantFrom("", "", "", "", "linux", "windows"),
}, { noNullPrototype: true });

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });

const change = fc.record({
  kind: fc.constantFrom("attach", "attach", "detach", "create", "update", "update", "rm", "prune"),
  services: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 2 }),
  network: fc.constantFrom(0, 0, 1, 1, 2, 2, 3),
  aliases: fc.constantFrom<string[]>([], [], ["db"], ["s1"]),
  networks: fc.oneof(
    { weight: 4, arbitrary: fc.subarray([...NETWORKS], { maxLength: 2 }) },
    fc.subarray([...NETWORKS, "ingress", "host"], { maxLength: 2 }),
  ),
  networksRemoved: fc.subarray([...NETWORKS], { maxLength: 1 }),
  ports: fc.array(port, { maxLength: 2 }),
  portsRemoved: fc.subarray([80], { maxLength: 1 }),
  endpointMode: maybe(fc.constantFrom("vip", "dnsrr")),
  replicas: maybe(fc.constantFrom(0, 1, 3, 20)),
  constraints,
  maxReplicasPerNode: maybe(fc.constantFrom(0, 1)),
  updateOrder: maybe(fc.constantFrom("start-first" as const, "stop-first" as const)),
  updateParallelism: maybe(fc.constantFrom(0, 1)),
}, { noNullPrototype: true });

/** A swarm, what is configured, and a change. */
export const sketches = fc.record({
  networks: fc.array(network, { minLength: NETWORKS.length, maxLength: NETWORKS.length }),
  services: fc.array(service, { minLength: 1, maxLength: 4 }),
  nodes: fc.array(
    fc.record({
      zone: fc.constantFrom("a", "b"),
      os: fc.constantFrom("linux", "linux", "linux", "windows"),
      engineVersion: fc.constantFrom("28.5.2", "28.5.2", "20.10.20"),
    }, { noNullPrototype: true }),
    { minLength: 1, maxLength: 3 },
  ),
  policy: fc.constantFrom<Partial<Policy>>(
    {},
    {},
    { mustEncrypt: ["must-*"] },
    { allowedSubnets: ["10.48.0.0/12"] },
    { forbiddenPorts: ["8001"] },
    { requireEncryption: { value: "error", origin: "the test" } },
  ),
  change,
}, { noNullPrototype: true });
export type World = typeof sketches extends fc.Arbitrary<infer T> ? T : never;
type Wanted = World["change"];

/** Longer than any update of a few tasks takes. */
const SETTLED_MS = 3_600_000;

/** The swarm that an engine makes of these requests; what it refuses is not there. */
export function worldOf(parts: World): FakeSwarm {
  const fake = new FakeSwarm({
    clock: new FakeClock({ mode: "manual" }),
    nodes: parts.nodes.map(({ zone, ...one }, at) => ({
      hostname: `n${at}`,
      labels: { zone },
      ...one,
      ...(at === 0 ? { os: "linux" } : {}),
    })),
  });
  for (const [at, one] of parts.networks.entries()) {
    const subnet = subnetOf(one.subnet, at);
    fake.request("POST", "/networks/create", {
      Name: NETWORKS[at],
      Driver: "overlay",
      Attachable: one.attachable,
      Internal: one.internal,
      Options: {
        ...(one.encrypted ? { [ENCRYPTED]: "" } : {}),
        ...(one.mtu === "" ? {} : { "com.docker.network.driver.mtu": one.mtu }),
      },
      ...(subnet === undefined ? {} : { IPAM: { Driver: "default", Config: [{ Subnet: subnet }] } }),
    });
  }
  fake.clock.advance(60_000);
  for (const [at, one] of parts.services.entries()) {
    const list = one.on.map((name) => ({ Target: idOf(fake, name), Aliases: [...one.aliases] }));
    const job = one.mode.endsWith("Job");
    fake.request("POST", "/services/create", {
      Name: `s${at}`,
      TaskTemplate: {
        ContainerSpec: { Image: "app:1" },
        Placement: {
          Constraints: [...one.constraints],
          MaxReplicas: one.mode === "Replicated" ? one.most : 0,
          Platforms: one.os === "" ? [] : [{ OS: one.os, Architecture: "x86_64" }],
        },
        ...(one.legacy ? {} : { Networks: list }),
      },
      ...(one.legacy ? { Networks: list } : {}),
      Mode: {
        [one.mode]: one.mode === "Replicated"
          ? { Replicas: one.replicas }
          : job
          ? { TotalCompletions: one.replicas }
          : {},
      },
      ...(job ? {} : { UpdateConfig: { Parallelism: 1, Order: one.order } }),
      EndpointSpec: { Mode: one.endpointMode, Ports: one.ports.map(portSpec) },
    });
  }
  fake.clock.advance(SETTLED_MS);
  return fake;
}

function subnetOf(word: string, at: number): string | undefined {
  if (word === "") return undefined;
  return word === "small" ? `10.53.${at}.0/29` : SUBNETS[word === "own" ? at : 0];
}

/** The swarm as `collect` reads it. */
export async function swarmIn(fake: FakeSwarm): Promise<Swarm> {
  const engine = engineOver(fake, (_call, send) => Promise.resolve(send()), new AbortController().signal);
  return await collect(engine, { clock: fake.clock, inspect: true });
}

/** Waits, and tells whether these services have their tasks running and no update unfinished. */
export function settledIn(fake: FakeSwarm, names: ReadonlySet<string>): boolean {
  fake.clock.advance(SETTLED_MS);
  return [...fake.state.services.values()].filter(({ spec }) => names.has(spec.Name)).every((one) => {
    const tasks = fake.state.tasksOf(one.id).filter((task) => !isOver(task) && task.desired === "running");
    return tasks.every(({ state }) => state === "running") &&
      ["completed", undefined].includes(one.updateStatus?.State);
  });
}

interface Answer {
  status: number;
  json?: unknown;
}
export interface WantedChange {
  change: Change;
  /** Sends what the command would send. */
  carryOut(): Answer[];
}

/** The change on this swarm; undefined where there is nothing to change. */
export function changeIn(fake: FakeSwarm, before: Swarm, wanted: Wanted): WantedChange | undefined {
  const remove = (id: string): Answer => fake.request("DELETE", `/networks/${id}`);
  const update = (id: string, changed: (spec: RawSpec) => RawSpec): Answer => {
    const raw = fake.request("GET", `/services/${id}`).json as { Version: { Index: number }; Spec: RawSpec };
    let spec: RawSpec;
    try {
      spec = changed(structuredClone(raw.Spec));
    } catch (error) {
      // What docker or swarm is known to refuse is not sent.
      return { status: 501, json: String(error) };
    }
    return fake.request("POST", `/services/${id}/update?version=${raw.Version.Index}`, spec);
  };
  const network = before.networks.find(({ name }) => name === [...NETWORKS, "ingress"][wanted.network]);
  const services = before.services.filter((_one, at) => wanted.services.includes(at));
  if (network === undefined || services.length === 0) return undefined;
  switch (wanted.kind) {
    case "attach": {
      const given = { network, aliases: wanted.aliases, driverOpts: {} };
      const todo = services.filter((one) => !isAttached(before, one, given));
      if (todo.length === 0) return undefined;
      return {
        change: { kind: "attach", services: todo, ...given },
        carryOut: () => todo.map(({ id }) => update(id, (spec) => withNetwork(spec, given))),
      };
    }
    case "detach": {
      const todo = services.filter((one) =>
        isAttached(before, one, { network, aliases: [], driverOpts: {} })
      );
      if (todo.length === 0) return undefined;
      return {
        change: { kind: "detach", services: todo, network },
        carryOut: () => todo.map(({ id }) => update(id, (spec) => withoutNetwork(spec, network))),
      };
    }
    case "rm":
      return {
        change: { kind: "remove-networks", networks: [network] },
        carryOut: () => [remove(network.id)],
      };
    case "prune": {
      const networks = before.networks.filter(({ scope, ingress }) => scope === "swarm" && !ingress);
      return {
        change: { kind: "remove-networks", networks },
        carryOut: () => networks.map(({ id }) => remove(id)),
      };
    }
    default:
      return serviceIn(fake, before, wanted, services[0]!, update);
  }
}

function serviceIn(
  fake: FakeSwarm,
  before: Swarm,
  wanted: Wanted,
  service: Service,
  update: (id: string, changed: (spec: RawSpec) => RawSpec) => Answer,
): WantedChange | undefined {
  const creates = wanted.kind === "create";
  const request: ServiceRequest = {
    ...wanted,
    service: creates ? "new" : service.name,
    networks: wanted.networks.map((name) => ({
      text: name,
      target: name,
      typed: name,
      aliases: [...wanted.aliases],
    })),
    networksRemoved: creates ? [] : wanted.networksRemoved,
    portsRemoved: creates ? [] : wanted.portsRemoved,
    ports: wanted.ports.map((one) => ({ ...one, text: String(one.published) })),
    mode: undefined,
    constraintsRemoved: [],
    replacesTasks: true,
    ...(!creates && service.mode.endsWith("-job")
      ? { updateOrder: undefined, updateParallelism: undefined }
      : {}),
    // docker's client refuses both for other modes.
    ...(!creates && service.mode !== "replicated"
      ? { replicas: undefined, maxReplicasPerNode: undefined }
      : {}),
  };
  const resolved = serviceChange(before, creates ? "create" : "update", request);
  if ("problems" in resolved) return undefined;
  const { change } = resolved;
  const of = (spec: RawSpec) =>
    specOf(spec as unknown as ServiceSpec, change.request, fake) as unknown as RawSpec;
  const blank = {
    Name: "new",
    TaskTemplate: { ContainerSpec: { Image: "app:1" } },
    Mode: { Replicated: { Replicas: 1 } },
  };
  return {
    change,
    carryOut: () => [
      creates ? fake.request("POST", "/services/create", of(blank)) : update(service.id, of),
    ],
  };
}

/** What docker's client makes of a spec (docker/cli cli/command/service/update.go). */
function specOf(spec: ServiceSpec, request: ServiceRequest, fake: FakeSwarm): ServiceSpec {
  const template = spec.TaskTemplate;
  const removed = new Set(request.networksRemoved.map((word) => idOf(fake, word)));
  const kept = (template.Networks ?? spec.Networks ?? []).filter(({ Target }) => !removed.has(Target));
  const added = request.networks.map(({ target, aliases }) => ({
    Target: idOf(fake, target),
    Aliases: aliases,
  }));
  const twice = added.find(({ Target }) => kept.some((one) => one.Target === Target));
  if (twice !== undefined) throw new Error(`service is already attached to network ${twice.Target}`);
  const touchesList = request.networks.length + request.networksRemoved.length > 0;
  const { Networks: _old, ...rest } = spec;
  const ports = [
    ...(spec.EndpointSpec?.Ports ?? []).filter(({ TargetPort }) =>
      !request.portsRemoved.includes(TargetPort ?? 0)
    ),
    ...request.ports.map(portSpec),
  ];
  const order = request.updateOrder === undefined ? {} : { Order: request.updateOrder };
  const parallelism = request.updateParallelism === undefined
    ? {}
    : { Parallelism: request.updateParallelism };
  const hasUpdate = Object.keys({ ...order, ...parallelism }).length > 0;
  return {
    ...(touchesList ? rest : spec),
    TaskTemplate: {
      ...template,
      ...(touchesList ? { Networks: [...kept, ...added] } : {}),
      Placement: {
        ...template.Placement,
        Constraints: [...(template.Placement?.Constraints ?? []), ...request.constraints],
        ...(request.maxReplicasPerNode === undefined ? {} : { MaxReplicas: request.maxReplicasPerNode }),
      },
      ForceUpdate: Number(template["ForceUpdate"] ?? 0) + 1,
    },
    ...(request.replicas === undefined ? {} : { Mode: { Replicated: { Replicas: request.replicas } } }),
    ...(hasUpdate ? { UpdateConfig: { ...spec.UpdateConfig, ...order, ...parallelism } } : {}),
    EndpointSpec: {
      ...spec.EndpointSpec,
      ...(request.endpointMode === undefined ? {} : { Mode: request.endpointMode }),
      Ports: ports,
    },
  };
}

function portSpec(one: { published: number; target: number; protocol: string; mode: string }) {
  return {
    Protocol: one.protocol,
    TargetPort: one.target,
    ...(one.published === 0 ? {} : { PublishedPort: one.published }),
    PublishMode: one.mode,
  };
}

function idOf(fake: FakeSwarm, name: string): string {
  const found = [...fake.state.networks.values()].filter(({ spec, id }) => spec.Name === name || id === name);
  // docker asks for the network of the swarm where a node has one of the same name (host, bridge).
  return (found.find(({ scope }) => scope === "swarm") ?? found[0])?.id ?? name;
}
