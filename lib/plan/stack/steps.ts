import { networkAsWritten } from "../../stack/as_swarm.ts";
import type { StackNetwork } from "../../stack/index.ts";
import type { Network, Service, Swarm, Task } from "../../swarm/model.ts";
import type { EntryParts, NetworkBody, NetworkTarget } from "../model.ts";
import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import { networkBody } from "../body.ts";
import { restartsOf } from "../../swarm/update_duration.ts";
import { placeOf } from "../move.ts";
import { type Draft, NO_RESTARTS } from "../steps.ts";
import type { Resolved } from "./resolve.ts";
import type { ServiceChange } from "./service_changes.ts";
import { byText } from "../../base/order.ts";

/** What is to be done besides replacing networks. */
export interface StackWork {
  swarm: Swarm;
  stack: string;
  /** Networks that the swarm does not have yet. */
  create: Resolved[];
  changes: readonly ServiceChange[];
  /** Networks that are replaced, by ID. */
  replaced: ReadonlySet<string>;
  /** Networks that are removed in the end. */
  remove: readonly Network[];
}

/** Steps before and after the networks are replaced. */
export interface Around {
  before: Draft[];
  /** `target` finds a network after it was replaced. Drafts without needs wait for all that was before. */
  after(target: (id: string) => NetworkTarget | undefined): Draft[];
  /** The swarm as it is between the two, as far as networks and lists go. */
  between: Swarm;
  /** The same at the end, replaced networks under their old IDs; to be asked after `after`. */
  final(): Swarm;
}

/**
 * Creates networks, attaches services to them and to others, checks, and only then takes services off what they leave. Who
 * joins a network that is replaced does so after that. Services leave before, so that fewer are moved, unless anybody has still
 * to join one: two that meet on a network that one of them leaves could have no other until then.
 */
export function stepsAround(work: StackWork): Around {
  const lists = new Lists(work.swarm, work.changes);
  const before: Draft[] = work.create.map((one) => createStep(one, work.stack));
  const targetNow = (network: Resolved): NetworkTarget => {
    const live = network.live ?? network.renamedTo;
    if (live !== undefined) return { id: live.id, name: live.name };
    return { step: createKey(network.written.name), name: network.written.name };
  };
  const isReplaced = (network: Resolved) => work.replaced.has((network.live ?? network.renamedTo)?.id ?? "");
  const waits = work.changes.some(({ attach }) => attach.some(({ network }) => isReplaced(network)));
  const early = work.changes.map((change) => ({
    ...change,
    attach: change.attach.filter(({ network }) => !isReplaced(network)),
    detach: waits ? [] : change.detach,
  }));
  const made = new Set(before.map(({ key }) => key));
  before.push(
    ...joinAndLeave(
      work,
      early,
      lists,
      targetNow,
      (target) => "step" in target && made.has(target.step) ? [target.step] : [],
    ),
  );
  const between = lists.swarm(work.create);
  return {
    before,
    between,
    final: () => lists.swarm(work.create),
    after(target) {
      const late = work.changes.map((change) => ({
        ...change,
        attach: change.attach.filter(({ network }) => isReplaced(network)),
        detach: waits ? change.detach : [],
      }));
      const successor = (network: Resolved) => {
        const live = (network.live ?? network.renamedTo)!;
        return target(live.id) ?? { id: live.id, name: live.name };
      };
      const drafts = joinAndLeave(work, late, lists, successor, () => [], target);
      const done = [...before, ...drafts];
      return [...drafts, ...work.remove.map((network) => removeStep(network, done))];
    },
  };
}

function createKey(name: string): string {
  return `create ${name}`;
}

function createStep({ written }: Resolved, stack: string): Draft {
  const body = bodyOfWritten(written);
  const key = createKey(written.name);
  return {
    key,
    phase: "Create networks",
    action: { kind: "create-network", body },
    reason: `Stack ${stack} declares it, and it does not exist yet`,
    needs: [],
    undo: { kind: "remove-network", network: { step: key, name: written.name }, body },
    restarts: NO_RESTARTS,
  };
}

/** The attachments network by network, a check for each of these, then the detachments network by network. */
function joinAndLeave(
  work: StackWork,
  changes: readonly ServiceChange[],
  lists: Lists,
  targetOf: (network: Resolved) => NetworkTarget,
  needsOf: (target: NetworkTarget) => string[],
  leftTarget: (id: string) => NetworkTarget | undefined = () => undefined,
): Draft[] {
  const joins = byName(
    changes.flatMap(({ service, attach }) =>
      attach.map(({ network, entry }) => ({ service, entry, target: targetOf(network) }))
    ),
  );
  const leaves = byName(
    changes.flatMap(({ service, detach }) =>
      detach.map(({ id, name }) => ({ service, id, target: leftTarget(id) ?? { id, name } }))
    ),
  );
  const attach = joins.map(({ service, target, entry }) =>
    attachStep(work, service, target, entry, lists, needsOf(target))
  );
  const checks: Draft[] = [];
  for (const [at, { target, service }] of joins.entries()) {
    if (at === 0 || joins[at - 1]!.target.name !== target.name) {
      // One after the other, so that who waits for the last waits for all.
      checks.push(checkStep(target, checks.slice(-1).map(({ key }) => key)));
    }
    const check = checks.at(-1)!;
    check.needs.push(attach[at]!.key);
    if (check.action.kind === "verify") check.action.services.push({ id: service.id, name: service.name });
  }
  const ready = checks.slice(-1).map(({ key }) => key);
  const detach = leaves.map(({ service, ...left }) => detachStep(work, service, left, lists, ready));
  return [...oneByOne(attach), ...checks, ...oneByOne(detach)];
}

/** Updates of the same service wait for each other, however many are made at a time. */
function oneByOne(drafts: readonly Draft[]): Draft[] {
  const last = new Map<string, string>();
  return drafts.map((draft) => {
    if (!("service" in draft.action)) return draft;
    const { id } = draft.action.service;
    const before = last.get(id);
    last.set(id, draft.key);
    return before === undefined ? draft : { ...draft, needs: [...draft.needs, before] };
  });
}

/** By the network's name, services in their order. */
function byName<T extends { target: NetworkTarget }>(list: T[]): T[] {
  return list.sort((a, b) => byText(a.target.name, b.target.name));
}

function checkStep(network: NetworkTarget, needs: string[]): Draft {
  return {
    key: `check ${network.name}`,
    phase: `Verify that services are attached to ${network.name}`,
    action: { kind: "verify", network, services: [] },
    reason: "Services are detached from other networks only after this check",
    needs,
    undo: null,
    restarts: NO_RESTARTS,
  };
}

function attachStep(
  { swarm }: StackWork,
  service: Service,
  network: NetworkTarget,
  entry: EntryParts,
  lists: Lists,
  needs: string[],
): Draft {
  const at = lists.join(service.id, network.name, entry);
  const parts = { service: { id: service.id, name: service.name }, network, entry, at };
  return {
    key: `attach ${service.id} ${network.name}`,
    phase: `Attach services to ${network.name}`,
    action: { kind: "attach", ...parts },
    reason: "The files attach the service to this network",
    needs,
    undo: { kind: "detach", ...parts },
    restarts: restartsOf(swarm, service),
  };
}

function detachStep(
  { swarm }: StackWork,
  service: Service,
  left: { id: string; target: NetworkTarget },
  lists: Lists,
  needs: string[],
): Draft {
  const { entry } = placeOf(swarm, service, { id: left.id });
  const at = lists.leave(service.id, left.target.name);
  const parts = { service: { id: service.id, name: service.name }, network: left.target, entry, at };
  return {
    key: `detach ${service.id} ${left.target.name}`,
    phase: `Detach services from ${left.target.name}`,
    action: { kind: "detach", ...parts },
    reason: "No file attaches the service to this network, and deploy would detach it too",
    needs,
    undo: { kind: "attach", ...parts },
    restarts: restartsOf(swarm, service),
  };
}

function removeStep(network: Network, done: readonly Draft[]): Draft {
  const body = networkBody(network);
  return {
    key: `remove ${network.id}`,
    phase: "Remove networks that no file mentions",
    action: { kind: "remove-network", network: { id: network.id, name: network.name }, body },
    reason: "It belongs to the stack, no file mentions it, and --remove-orphans was given",
    needs: done.filter(({ action }) => action.kind === "detach" && idOf(action.network) === network.id)
      .map(({ key }) => key),
    undo: { kind: "create-network", body },
    restarts: NO_RESTARTS,
  };
}

function idOf(target: NetworkTarget): string | undefined {
  return "id" in target ? target.id : undefined;
}

/** The network lists of services while steps change them, by network name: deploy sorts them by it (docker/cli convert/service.go). */
class Lists {
  readonly #swarm: Swarm;
  readonly #lists = new Map<string, { name: string; target: string; entry: EntryParts }[]>();

  constructor(swarm: Swarm, changes: readonly ServiceChange[]) {
    this.#swarm = swarm;
    const index = indexOf(swarm);
    for (const { service } of changes) {
      this.#lists.set(
        service.id,
        listOf(service).map(({ target, aliases, driverOpts }) => ({
          name: index.network(target)?.name ?? target,
          target,
          entry: { aliases, driverOpts },
        })),
      );
    }
  }

  /** Adds an entry where deploy would have it; gives its position. */
  join(service: string, name: string, entry: EntryParts): number {
    const list = this.#lists.get(service)!;
    const found = list.findIndex((one) => one.name > name);
    const at = found < 0 ? list.length : found;
    const target = indexOf(this.#swarm).networksByName.get(name)?.[0]?.id ?? plannedId(name);
    list.splice(at, 0, { name, target, entry });
    return at;
  }

  /** Takes an entry away; gives the position that it had. */
  leave(service: string, name: string): number {
    const list = this.#lists.get(service)!;
    const at = list.findIndex((one) => one.name === name);
    list.splice(at, 1);
    return at;
  }

  /** The swarm with the lists as they are now, and with networks that are made. */
  swarm(create: readonly Resolved[]): Swarm {
    const services = this.#swarm.services.map((service): Service => {
      const list = this.#lists.get(service.id);
      if (list === undefined) return service;
      const networks = list.map(({ target, entry }) => ({ target, ...entry }));
      return { ...service, networks, legacyNetworks: [] };
    });
    const made = create.map(({ written }) => plannedNetwork(written));
    return {
      ...this.#swarm,
      services,
      tasks: this.#tasks(),
      networks: [...this.#swarm.networks, ...made],
    };
  }

  /** Tasks have left what their service has left. */
  #tasks(): Task[] {
    const { networkById } = indexOf(this.#swarm);
    return this.#swarm.tasks.map((task) => {
      const list = this.#lists.get(task.service);
      if (list === undefined) return task;
      const names = new Set(list.map(({ name }) => name));
      const networks = task.networks.filter(({ network }) => {
        const there = networkById.get(network);
        return there === undefined || there.ingress || names.has(there.name);
      });
      return networks.length === task.networks.length ? task : { ...task, networks };
    });
  }
}

/**
 * The body of POST /networks/create as deploy sends it (docker/cli cli/compose/convert/compose.go Networks), which leaves
 * IPAM out where the file says nothing of it: the same to the engine as one without subnets.
 */
function bodyOfWritten(written: StackNetwork): NetworkBody {
  const { driver, config } = written.ipam;
  return {
    Name: written.name,
    Driver: written.driver === "" ? "overlay" : written.driver,
    IPAM: {
      Driver: driver === "" ? "default" : driver,
      Options: {},
      Config: config.map(({ subnet }) => ({ Subnet: subnet })),
    },
    Internal: written.internal,
    Attachable: written.attachable,
    Options: { ...written.options },
    Labels: { ...written.labels },
  };
}

/** Stands for the ID of a network that does not exist yet. */
function plannedId(name: string): string {
  return `planned ${name}`;
}

/** A network that does not exist yet, as far as others could collide with it. */
function plannedNetwork(written: StackNetwork): Network {
  const network = networkAsWritten(written, "");
  return {
    ...network,
    id: plannedId(written.name),
    scope: "swarm",
    ipam: { ...network.ipam, driver: "default" },
  };
}
