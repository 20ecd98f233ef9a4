import assert from "node:assert/strict";
import type { Action, NetworkBody, NetworkTarget, Plan, RawPort, Step } from "../../lib/plan/model.ts";
import type { DoneStep } from "../../lib/plan/undo.ts";
import { listOf } from "../../lib/swarm/attached.ts";
import { formatPrefix } from "../../lib/swarm/cidr.ts";
import type { Attachment, Network, Port, Service, Swarm } from "../../lib/swarm/model.ts";
import { VNI_OPTION } from "../../lib/swarm/model.ts";
import { nextAutomatic } from "../../lib/swarm/pool.ts";

/**
 * A swarm that plans are carried out on, without time and failure: each action does what its name says, and refuses what
 * swarm refuses. Values are never changed, so a state can be kept and gone on from twice.
 */
export interface PlanState {
  swarm: Swarm;
  /** IDs of networks by the step that made them. */
  made: ReadonlyMap<string, string>;
  serial: number;
}

/** A swarm before any step. */
export function stateOf(swarm: Swarm, serial = 0): PlanState {
  return { swarm, made: new Map(), serial };
}

/** All steps in order. */
export function applyPlan(plan: Plan, from: PlanState, steps: readonly Step[] = plan.steps): PlanState {
  return steps.reduce((state, step) => applyStep(step, state), from);
}

/** What a journal would say of these steps. */
export function doneOf(state: PlanState, steps: readonly Step[]): DoneStep[] {
  return steps.map((one) => {
    const made = state.made.get(one.id);
    return { step: one.id, ...(made === undefined ? {} : { made }) };
  });
}

/** One step. Throws an assertion where swarm would refuse it. */
export function applyStep(step: Step, state: PlanState): PlanState {
  const { action } = step;
  switch (action.kind) {
    case "create-network": {
      const network = networkOf(action.body, state);
      const networks = [...state.swarm.networks, network];
      return {
        swarm: { ...state.swarm, networks },
        made: new Map([...state.made, [step.id, network.id]]),
        serial: state.serial + 1,
      };
    }
    case "remove-network":
      return withSwarm(state, removed(state.swarm, idOf(action.network, state)));
    case "verify":
      verified(action, state);
      return state;
    default:
      return withSwarm(state, {
        ...state.swarm,
        services: state.swarm.services.map((one) =>
          one.id === action.service.id ? serviceAfter(one, action, state) : one
        ),
      });
  }
}

function withSwarm(state: PlanState, swarm: Swarm): PlanState {
  return { ...state, swarm };
}

function idOf(target: NetworkTarget, state: PlanState): string {
  const id = "id" in target ? target.id : state.made.get(target.step);
  assert.ok(id !== undefined, `nobody made ${target.name}`);
  const network = state.swarm.networks.find((one) => one.id === id);
  assert.ok(network !== undefined, `${target.name} does not exist`);
  assert.equal(network.name, target.name);
  return id;
}

function networkOf(body: NetworkBody, { swarm, serial }: PlanState): Network {
  const taken = swarm.networks.some((one) => one.name.toLowerCase() === body.Name.toLowerCase());
  assert.ok(!taken, `${body.Name} exists`);
  if (body.Ingress === true) {
    assert.ok(!swarm.networks.some((one) => one.ingress), "a second ingress network");
  }
  const ipam = body.IPAM as {
    Driver: string;
    Options: Record<string, string>;
    Config: { Subnet: string; IPRange?: string; Gateway?: string }[];
  };
  const config = ipam.Config.length > 0
    ? ipam.Config
    : [{ Subnet: formatPrefix(nextAutomatic(swarm, 1)[0]!) }];
  return {
    id: `made-${serial}`,
    name: body.Name,
    created: "2026-06-02T12:00:00Z",
    scope: "swarm",
    driver: body.Driver,
    enableIPv4: true,
    enableIPv6: body.EnableIPv6 === true,
    internal: body.Internal === true,
    attachable: body.Attachable === true,
    ingress: body.Ingress === true,
    configOnly: false,
    configFrom: "",
    ipam: {
      driver: ipam.Driver,
      options: ipam.Options,
      config: config.map((one) => ({
        subnet: one.Subnet,
        range: one.IPRange ?? "",
        gateway: one.Gateway ?? "",
        aux: {},
      })),
    },
    options: { ...(body.Options as Record<string, string>), [VNI_OPTION]: String(5000 + serial) },
    labels: { ...(body.Labels as Record<string, string>), "swarmnet.operation": "0123456789" },
    containers: null,
    peers: null,
    usage: null,
    gossip: null,
  };
}

function removed(swarm: Swarm, id: string): Swarm {
  const network = swarm.networks.find((one) => one.id === id)!;
  for (const service of swarm.services) {
    const uses = listOf(service).some((one) => one.target === id || one.target === network.name);
    assert.ok(!uses, `${network.name} is in use by ${service.name}`);
    if (network.ingress) {
      assert.ok(!service.portsSpec.some((one) => one.mode === "ingress"), `${service.name} publishes a port`);
    }
  }
  return { ...swarm, networks: swarm.networks.filter((one) => one.id !== id) };
}

function verified(action: Action & { kind: "verify" }, state: PlanState): void {
  const targets = [action.network, ...(action.besides === undefined ? [] : [action.besides])];
  for (const target of targets) {
    const id = idOf(target, state);
    for (const { id: serviceId, name } of action.services) {
      const service = state.swarm.services.find((one) => one.id === serviceId)!;
      assert.ok(
        listOf(service).some((one) => one.target === id || one.target === target.name),
        `${name} is not on ${target.name}`,
      );
    }
  }
}

function serviceAfter(
  service: Service,
  action: Exclude<Action, { kind: "create-network" | "remove-network" | "verify" }>,
  state: PlanState,
): Service {
  switch (action.kind) {
    case "attach": {
      const target = idOf(action.network, state);
      assert.ok(!listOf(service).some((one) => one.target === target), `${service.name} is on it already`);
      const entry: Attachment = { target, ...action.entry };
      return withList(
        service,
        listOf(service).toSpliced(Math.min(action.at, listOf(service).length), 0, entry),
      );
    }
    case "detach": {
      const id = idOf(action.network, state);
      const left = listOf(service).filter((one) => one.target !== id && one.target !== action.network.name);
      assert.ok(left.length < listOf(service).length, `${service.name} is not on ${action.network.name}`);
      return withList(service, left);
    }
    case "set-order":
      assert.equal(service.update.order, action.from);
      return { ...service, update: { ...service.update, order: action.to! } };
    case "set-ports":
      return { ...service, portsSpec: action.to.map(portOf), ports: assigned(action.to.map(portOf)) };
  }
}

/** As swarm does it, a change moves a list out of the deprecated place. */
function withList(service: Service, list: Attachment[]): Service {
  return {
    ...service,
    networks: list,
    legacyNetworks: service.networks.length > 0 ? service.legacyNetworks : [],
  };
}

function portOf(raw: RawPort): Port {
  return {
    name: (raw.Name as string | undefined) ?? "",
    protocol: raw.Protocol as string,
    target: raw.TargetPort as number,
    published: (raw.PublishedPort as number | undefined) ?? 0,
    mode: raw.PublishMode as Port["mode"],
  };
}

/** Numbers for ports that ask for none. */
export function assigned(ports: readonly Port[]): Port[] {
  return ports.map((one, at) => one.published === 0 ? { ...one, published: 30_000 + one.target + at } : one);
}

/** A swarm's networks and services without what no undo can bring back: IDs, VNIs, our labels, and who made an automatic choice. */
export function canonical(swarm: Swarm) {
  const names = new Map(swarm.networks.map((one) => [one.id, one.name]));
  const networks = swarm.networks.filter((one) => one.scope === "swarm").map((one) => {
    const { [VNI_OPTION]: _, ...options } = one.options;
    const labels = Object.fromEntries(
      Object.entries(one.labels).filter(([key]) => !key.startsWith("swarmnet.")),
    );
    const { name, driver, internal, attachable, ingress, ipam, enableIPv6 } = one;
    return { name, driver, internal, attachable, ingress, ipam, enableIPv6, options, labels };
  }).sort((a, b) => a.name < b.name ? -1 : 1);
  const services = swarm.services.map((one) => ({
    name: one.name,
    networks: listOf(one).map((entry) => ({ ...entry, target: names.get(entry.target) ?? entry.target })),
    ports: one.portsSpec,
    order: one.update.order,
  })).sort((a, b) => a.name < b.name ? -1 : 1);
  return { networks, services };
}
