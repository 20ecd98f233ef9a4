import type { Engine, Raw } from "../engine/engine.ts";
import { isEngineError } from "../engine/errors.ts";
import { isObject, object, objects, text, texts } from "../engine/raw.ts";
import { type ActionOf, checkStage, networkGone, refOf, type Stage, stepFor } from "./stage.ts";
import { attachmentTo, type NetworkRef } from "../plan/attachments.ts";
import { inline } from "../terminal/boundary.ts";
import { formatDuration } from "../base/duration.ts";
import { Failure } from "../base/errors.ts";
import type { Step } from "../plan/model.ts";

/** First and longest pause between two looks. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;

/**
 * The check between two phases: reads only. Waits until every service is on the network with its aliases, its tasks run with
 * addresses there (and on `besides`), and no other service answers to its names. A service that another client detached is attached again. Throws
 * `Failure` that names everything missing when time is up.
 */
export async function verify(stage: Stage, step: Step, action: ActionOf<"verify">): Promise<void> {
  const { parts, options } = stage;
  const network = refOf(stage, action.network);
  const besides = action.besides === undefined ? undefined : refOf(stage, action.besides);
  const start = parts.clock.ticks();
  for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    checkStage(stage);
    const services = await attached(stage, action, network);
    const claims = "step" in action.network ? claimsOf(stage, services.all, services.ours, network) : [];
    if (claims.length > 0) throw claimed(claims, network);
    const missing = await missingOf(stage, services.ours, network, besides);
    parts.observer.stepProgress?.(step.id, {
      running: services.ours.length - new Set(missing.map((gap) => gap.service)).size,
      wanted: services.ours.length,
      words: missing[0]?.what ?? "verified",
    });
    if (missing.length === 0) return;
    if (parts.clock.ticks() - start >= options.timeoutMs) {
      throw incomplete(missing, network, options.timeoutMs);
    }
    await parts.clock.sleep(pauseMs, stage.signal);
  }
}

/** The services of the check as they are now, all attached; and all services of the swarm. */
async function attached(
  stage: Stage,
  action: ActionOf<"verify">,
  network: NetworkRef,
): Promise<{ ours: Raw[]; all: Raw[] }> {
  for (let round = 1;; round++) {
    checkStage(stage);
    const all = await stage.engine.services();
    const ids = new Set(action.services.map(({ id }) => id));
    const ours = all.filter(({ ID }) => ids.has(text(ID)));
    const lost = ours.flatMap((service) => {
      const step = stepFor(stage, "attach", text(service.ID), action.network);
      const wanted = step?.action.kind === "attach" ? step.action.entry.aliases : [];
      const entry = attachmentTo(object(service.Spec), network);
      const whole = entry !== undefined && wanted.every((alias) => entry.aliases.includes(alias));
      return whole ? [] : [{ name: text(object(service.Spec).Name), step }];
    });
    if (lost.length === 0) {
      for (const { id, name } of action.services) {
        if (!ours.some(({ ID }) => ID === id)) {
          stage.parts.observer.note?.(`Service ${inline(name)} was removed meanwhile: not checked`);
        }
      }
      return { ours, all };
    }
    await checkNetwork(stage, network);
    const helpless = lost.filter(({ step }) => step === undefined || round > 3);
    if (helpless.length > 0) throw notAttached(stage, helpless.map(({ name }) => name), network);
    for (const { step } of lost) await stage.redo(step!);
  }
}

async function checkNetwork(stage: Stage, network: NetworkRef): Promise<void> {
  try {
    await stage.engine.network(network.id, { scope: "swarm" });
  } catch (error) {
    throw isEngineError(error, "not-found") ? networkGone(network.name, network.id) : error;
  }
}

function notAttached(stage: Stage, names: readonly string[], network: NetworkRef): Failure {
  const what = names.map((name) => inline(name)).join(", ");
  return new Failure(`${what} ${names.length === 1 ? "is" : "are"} not on ${inline(network.name)} any more`, {
    why: "Another client changed its networks meanwhile",
    next: [
      ...names.map((name) => `docker swarmnet attach ${inline(name)} ${inline(network.name)}`),
      `Then go on: docker swarmnet resume ${stage.session.header.id}`,
    ],
  });
}

/**
 * Names of ours that a service answers to which the plan does not know. Only on networks that the plan made: on others a service
 * may have answered to them before, which was said when the plan was shown.
 */
function claimsOf(
  { session }: Stage,
  all: readonly Raw[],
  ours: readonly Raw[],
  network: NetworkRef,
): { name: string; by: string }[] {
  const namesOf = (service: Raw) => [
    text(object(service.Spec).Name),
    ...attachmentTo(object(service.Spec), network)?.aliases ?? [],
  ];
  const known = new Set(
    session.header.plan.steps.flatMap(({ action }) => "service" in action ? [action.service.id] : []),
  );
  const names = new Set(ours.flatMap(namesOf));
  return all.flatMap((service) => {
    if (known.has(text(service.ID)) || attachmentTo(object(service.Spec), network) === undefined) return [];
    return namesOf(service).filter((name) => names.has(name))
      .map((name) => ({ name, by: text(object(service.Spec).Name) }));
  });
}

function claimed(claims: readonly { name: string; by: string }[], network: NetworkRef): Failure {
  return new Failure(
    `On ${inline(network.name)} another service answers to ${
      claims.map(({ name }) => inline(name)).join(", ")
    }`,
    {
      why: `${
        [...new Set(claims.map(({ by }) => inline(by)))].join(", ")
      } came after the plan was made; requests would be shared with it`,
      next: [
        ...new Set(claims.map(({ by }) => `docker swarmnet detach ${inline(by)} ${inline(network.name)}`)),
      ],
    },
  );
}

function incomplete(missing: readonly Missing[], network: NetworkRef, timeoutMs: number): Failure {
  const shown = [...new Set(missing.map(({ what }) => what))];
  const more = shown.length > 5 ? ` and ${shown.length - 5} more` : "";
  return new Failure(
    `Not every service can be reached on ${inline(network.name)} after ${formatDuration(timeoutMs * 1e6)}`,
    {
      why: `${shown.slice(0, 5).join("; ")}${more}`,
      next: [...new Set(missing.map(({ service }) => `docker service ps --no-trunc ${inline(service)}`))]
        .slice(
          0,
          5,
        ),
    },
  );
}

/** More services than this are not named in a request's address: it would become too long for proxies. */
const MOST_FILTERED = 50;

/** What services lack on a network, as tasks, virtual IPs and the node's gossip table tell; [] when nothing. */
export async function missingOf(
  stage: Stage,
  services: readonly Raw[],
  network: NetworkRef,
  besides: NetworkRef | undefined,
): Promise<Missing[]> {
  if (services.length === 0) return [];
  const names = new Map(services.map(({ ID, Spec }) => [text(ID), text(object(Spec).Name)]));
  const tasks = await runningTasks(stage, names);
  if (tasks === undefined) return [{ service: "", what: "a service was removed meanwhile" }];
  // A service that was detached from the other network manually needs no address there.
  const both = new Set(
    services.flatMap(({ ID, Spec }) =>
      besides !== undefined && attachmentTo(object(Spec), besides) !== undefined ? [text(ID)] : []
    ),
  );
  const missing = tasks.flatMap((task): Missing[] => {
    const service = names.get(task.service)!;
    if (!task.running) return [{ service, what: `a task of ${inline(service)} does not run yet` }];
    const networks = besides !== undefined && both.has(task.service) ? [network, besides] : [network];
    return networks.filter(({ id }) => (task.addresses.get(id) ?? []).length === 0)
      .map(({ name }) => ({
        service,
        what: `a task of ${inline(service)} has no address on ${inline(name)}`,
      }));
  });
  missing.push(...services.flatMap((service) => missingVip(service, network)));
  return missing.length > 0 ? missing : await missingGossip(stage.engine, network, names, tasks);
}

/** Undefined where a service went away since it was read: the engine refuses a filter that names it. */
async function runningTasks(
  { engine }: Stage,
  names: ReadonlyMap<string, string>,
): Promise<RunningTask[] | undefined> {
  try {
    const tasks = await engine.tasks(readTask, {
      ...(names.size <= MOST_FILTERED ? { service: [...names.keys()] } : {}),
      "desired-state": ["running"],
    });
    return tasks.filter((task) => names.has(task.service));
  } catch (error) {
    if (isEngineError(error, "not-found")) return undefined;
    throw error;
  }
}

/** A service with a virtual IP elsewhere has one here as well. */
function missingVip(service: Raw, network: NetworkRef): Missing[] {
  const endpoint = object(service.Endpoint);
  const name = text(object(service.Spec).Name);
  const addresses = objects(endpoint.VirtualIPs);
  if (addresses.length === 0) return [];
  const has = addresses.some(({ NetworkID, Addr }) => NetworkID === network.id && text(Addr) !== "");
  return has ? [] : [{ service: name, what: `${inline(name)} has no virtual IP on ${inline(network.name)}` }];
}

function readTask(raw: Raw): RunningTask {
  return {
    service: text(raw.ServiceID),
    running: object(raw.Status).State === "running",
    addresses: new Map(
      objects(raw.NetworksAttachments).map(({ Network, Addresses }) => [
        text(object(Network).ID),
        texts(Addresses).map((address) => address.replace(/\/.*$/, "")),
      ]),
    ),
  };
}

/**
 * What the node that answers has heard of the services over gossip: its own DNS answers come from this table (moby
 * libnetwork agent.go). Where it has no task of the network itself it knows nothing, and nothing is missed.
 */
async function missingGossip(
  engine: Engine,
  network: NetworkRef,
  names: ReadonlyMap<string, string>,
  tasks: readonly RunningTask[],
): Promise<Missing[]> {
  const heard = await heardOf(engine, network);
  if (heard === undefined) return [];
  return tasks.flatMap((task): Missing[] => {
    const service = names.get(task.service)!;
    const known = (task.addresses.get(network.id) ?? []).some((address) => heard.get(service)?.has(address));
    return known ? [] : [{ service, what: `this node has not heard of a task of ${inline(service)} yet` }];
  });
}

/** Addresses of tasks by service name; undefined where the node has no part of the network. */
async function heardOf(engine: Engine, network: NetworkRef): Promise<Map<string, Set<string>> | undefined> {
  let raw;
  try {
    raw = await engine.network(network.id, { verbose: true });
  } catch (error) {
    // A node that cannot tell, such as one behind a proxy that filters queries, is not asked.
    if (isEngineError(error, "refused", "not-found")) return undefined;
    throw error;
  }
  if (!isObject(raw.Services)) return undefined;
  return new Map(
    Object.entries(raw.Services).map(([name, service]) => [
      name,
      new Set(objects(object(service).Tasks).map(({ EndpointIP }) => text(EndpointIP))),
    ]),
  );
}

/** A running task's addresses, by network. */
interface RunningTask {
  /** ID of its service. */
  service: string;
  running: boolean;
  /** Network ID → addresses without their prefix length. */
  addresses: Map<string, string[]>;
}

/** Something that a service still lacks on a network. */
export interface Missing {
  /** Its name; "" where it is not about one service. */
  service: string;
  what: string;
}
