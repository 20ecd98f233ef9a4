import type { Engine } from "../engine/engine.ts";
import { isEngineError } from "../engine/errors.ts";
import { object, record, text } from "../engine/raw.ts";
import { attachmentTo } from "../plan/attachments.ts";
import type { NetworkTarget, Plan, Step } from "../plan/model.ts";
import { OPERATION_LABEL } from "./create_step.ts";
import { hasPorts, withOrder } from "./service_change.ts";
import { noProgress, type OperationProgress } from "./operation_progress.ts";
import { Failure } from "../base/errors.ts";
import { inline } from "../terminal/boundary.ts";
import { planUndo } from "../plan/undo.ts";
import { begin, drive, headerOf } from "./execute.ts";
import { encodeProgress } from "./journal_label.ts";
import { type Loaded, loadOperation } from "./load.ts";
import { type Lock, readLock } from "./lock_config.ts";
import { refuseWithoutNetworks, withPresentIds } from "./recreated.ts";
import type { ExecutorParts, OperationHeader, RunOptions, RunResult } from "./model.ts";
import { ignoringFailures, persistently } from "./retry.ts";
import { clearLeftovers } from "./leftovers.ts";
import { lockParts, Session } from "./session.ts";
import { withRetries } from "./steady_engine.ts";
import { packHeader, removeCopy, writeCopy } from "./swarm_copy.ts";
import { SwarmLock, watchUntilDead } from "./swarm_lock.ts";

/** The plan that takes an operation back, for display; nothing is locked or written. `id` undefined: the only or newest one. */
export async function undoPlanOf(
  parts: ExecutorParts,
  id: string | undefined,
): Promise<{ operation: string; plan: Plan }> {
  const loaded = await undoable(parts, id);
  return { operation: loaded.header.id, plan: await planFor(parts, loaded) };
}

/**
 * Takes an operation back, as an operation of its own. One that was interrupted is taken over first. Throws `Failure` where
 * somebody still works on it, or where the operation is itself an undo.
 */
export function undoOperation(
  parts: ExecutorParts,
  id: string | undefined,
  options: RunOptions,
): Promise<RunResult> {
  return parts.hold(async () => {
    const ended = await clearLeftovers(parts, id, "undo");
    if (ended !== undefined) throw endedElsewhere(ended);
    const found = await undoable(parts, id);
    if (found.lock === undefined) {
      const header = await headerOf(parts, await planFor(parts, found), found.header.id);
      return await drive(parts, await begin(parts, header), options);
    }
    // What its process still did while it was watched counts.
    const lock = await watchUntilDead(
      { engine: withRetries(parts), clock: parts.clock, signal: parts.signal },
      found.lock,
      async (holder) => await parts.journal.fateOf?.(found.lock!.id, holder) === "gone",
    );
    const loaded = { ...await undoable(parts, found.header.id), lock };
    const header = await headerOf(parts, await planFor(parts, loaded), loaded.header.id);
    return await drive(parts, await inherit(parts, header, loaded.lock), options);
  });
}

function endedElsewhere(id: string): Failure {
  return new Failure(`Operation ${inline(id)} is finished`, {
    why: "What it did is written in the journal of the machine where it ran",
    next: `On that machine: docker swarmnet undo ${inline(id)}`,
  });
}

async function undoable(parts: ExecutorParts, id: string | undefined): Promise<Loaded> {
  const wanted = id ?? (await readLock(withRetries(parts)))?.id ?? await newest(parts);
  const loaded = await loadOperation(parts, wanted, () => true);
  const { header, lock } = loaded;
  if (header.undoes !== "") {
    throw new Failure(`Operation ${inline(header.id)} is itself an undo, of ${inline(header.undoes)}`, {
      why: "What it takes back is done again by the command that did it first, with a new plan",
      next: lock === undefined
        ? "docker swarmnet operations"
        : `Finish it: docker swarmnet resume ${inline(header.id)}`,
    });
  }
  const undo = (await parts.journal.list()).find((one) =>
    one.header.undoes === header.id && one.entries.length > 0
  );
  if (undo !== undefined && lock === undefined) {
    const finished = undo.entries.at(-1)?.event === "finished";
    throw new Failure(
      `Operation ${inline(header.id)} ${finished ? "was undone already" : "is being undone"}, by ${
        inline(undo.header.id)
      }`,
      { next: finished ? "docker swarmnet operations" : `docker swarmnet resume ${inline(undo.header.id)}` },
    );
  }
  return loaded;
}

/** The newest operation of this machine that is no undo and was not taken back. */
async function newest(parts: ExecutorParts): Promise<string | undefined> {
  const [operations, swarm] = [await parts.journal.list(), await withRetries(parts).swarm()];
  const undone = new Set(operations.map(({ header }) => header.undoes));
  const found = operations
    .map(({ header }) => header)
    .filter(({ id, undoes, clusterId }) => clusterId === swarm.ID && undoes === "" && !undone.has(id))
    .sort((a, b) => (a.started < b.started ? 1 : -1));
  return found[0]?.id;
}

async function planFor(parts: ExecutorParts, loaded: Loaded): Promise<Plan> {
  const { header, progress } = withPresentIds(loaded, await parts.journal.list());
  const state = await observed(withRetries(parts), header.id, header.plan, progress);
  const plan = withChecks(header.plan, state);
  const done = plan.steps.filter(({ id }) => state.done.has(id))
    .map(({ id }) => ({ step: id, ...(state.made.has(id) ? { made: state.made.get(id)! } : {}) }));
  const undo = planUndo(plan, done);
  await refuseWithoutNetworks(parts, loaded, undo);
  return undo;
}

/**
 * A check that was not reached counts as done for the services that had come so far: on the way back it makes sure that they
 * are whole on the network they started from before they leave the other.
 */
function withChecks(plan: Plan, state: OperationProgress): Plan {
  const steps = plan.steps.map((step): Step => {
    const { action } = step;
    if (action.kind !== "verify" || action.besides === undefined || state.done.has(step.id)) return step;
    const moved = new Set(
      plan.steps.flatMap(({ id, action: other }) =>
        other.kind === "attach" && state.done.has(id) && sameTarget(other.network, action.network)
          ? [other.service.id]
          : []
      ),
    );
    const services = action.services.filter(({ id }) => moved.has(id));
    if (services.length === 0) return step;
    state.done.add(step.id);
    return { ...step, action: { ...action, services } };
  });
  return { ...plan, steps };
}

function sameTarget(
  one: { id: string } | { step: string },
  other: { id: string } | { step: string },
): boolean {
  return "id" in one ? "id" in other && one.id === other.id : "step" in other && one.step === other.step;
}

/** The lock of an interrupted operation becomes that of its undo, in one write; the copy of the undo is there before. */
async function inherit(parts: ExecutorParts, header: OperationHeader, held: Lock): Promise<Session> {
  const { engine, clock, signal, journal } = parts;
  const copy = await packHeader(header);
  const token = parts.random.hex(16);
  await journal.create(header);
  let lock: SwarmLock;
  try {
    await journal.claim?.(header.id, token);
    await persistently(clock, signal, () => writeCopy(engine, header.id, copy));
    lock = await SwarmLock.takeOver(lockParts(parts, token), held, () => Promise.resolve(true), {
      operation: header.id,
      parts: String(copy.length),
      journal: encodeProgress(header.plan, noProgress()),
    });
  } catch (error) {
    if (error instanceof Failure) await dropped(parts, header.id, copy.length);
    throw error;
  }
  return new Session(parts, { header, progress: noProgress(), lock, changed: true });
}

async function dropped({ engine, journal }: ExecutorParts, id: string, copies: number): Promise<void> {
  await ignoringFailures(() => removeCopy(engine, id, copies));
  await journal.remove(id);
}

/**
 * The progress with each step that was begun and has no end decided by what the swarm shows: in place means done, whether or
 * not its tasks have converged; else it never was. For undo, which needs to know what there is to undo.
 */
export async function observed(
  engine: Engine,
  operation: string,
  plan: Plan,
  progress: OperationProgress,
): Promise<OperationProgress> {
  const done = new Set(progress.done);
  const made = new Map(progress.made);
  for (const step of plan.steps) {
    if (!progress.pending.has(step.id)) continue;
    const found = await effectOf(engine, operation, step, made);
    if (found === undefined) continue;
    done.add(step.id);
    if (found !== "") made.set(step.id, found);
  }
  return { done, pending: new Set(), made, end: progress.end };
}

/** Undefined: not in place. Otherwise the ID of a network that it made, or "". */
async function effectOf(
  engine: Engine,
  operation: string,
  { action }: Step,
  made: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  if (action.kind === "verify") return undefined;
  if (action.kind === "create-network") {
    const { Name: name } = action.body;
    const own = (await engine.networks({ name: [name] })).find((one) =>
      one.Name === name && record(one.Labels)[OPERATION_LABEL] === operation
    );
    return own === undefined ? undefined : text(own.Id);
  }
  if (action.kind === "remove-network") {
    const id = idOf(action.network, made);
    const there = id === undefined ||
      await present(() => engine.network(id, { scope: "swarm" })) !== undefined;
    return there ? undefined : "";
  }
  const service = await present(() => engine.service(action.service.id));
  if (service === undefined) return undefined;
  const spec = object(service.Spec);
  switch (action.kind) {
    case "set-order":
      return withOrder(spec, action.to) === spec ? "" : undefined;
    case "set-ports":
      return hasPorts(spec, action.to) ? "" : undefined;
    default: {
      const id = idOf(action.network, made);
      const on = id !== undefined && attachmentTo(spec, { id, name: action.network.name }) !== undefined;
      return on === (action.kind === "attach") ? "" : undefined;
    }
  }
}

function idOf(target: NetworkTarget, made: ReadonlyMap<string, string>): string | undefined {
  return "id" in target ? target.id : made.get(target.step);
}

async function present<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isEngineError(error, "not-found")) return undefined;
    throw error;
  }
}
