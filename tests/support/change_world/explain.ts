import type { JournalEntry, Operation } from "../../../lib/operation/model.ts";
import type { Action, NetworkTarget, Step } from "../../../lib/plan/model.ts";
import type { State } from "../fake_engine/state.ts";
import type { MemoryJournal } from "../memory_journal.ts";
import { networksIn, swarmNetworks } from "./canonical.ts";

/** How far a step got, as the journals say. */
type Reached = "not begun" | "begun" | "done";

interface Told {
  operation: Operation;
  reached(step: Step): Reached;
  made(step: string): string | undefined;
}

/** The operations that the machines' journals tell of, oldest first; what one machine knows counts for all. */
function tellAll(journals: readonly MemoryJournal[]): Told[] {
  const known = new Map<string, Operation & { entries: JournalEntry[] }>();
  for (const journal of journals) {
    for (const [id, { header, entries }] of journal.operations) {
      const before = known.get(id);
      known.set(id, { header, entries: [...before?.entries ?? [], ...entries] });
    }
  }
  const all = [...known.values()].sort((a, b) => (a.header.started < b.header.started ? -1 : 1));
  return all.map((operation) => {
    const begun = new Set<string>();
    const done = new Map<string, string | undefined>();
    for (const entry of operation.entries) {
      if (entry.event === "before") begun.add(entry.step);
      if (entry.event === "after") done.set(entry.step, entry.made ?? done.get(entry.step));
    }
    return {
      operation,
      reached: ({ id }) => done.has(id) ? "done" : begun.has(id) ? "begun" : "not begun",
      made: (step) => done.get(step),
    };
  });
}

/** Networks that a target may be: the one of the journal, or those of the name that carry the operation's label. */
function idsOf(state: State, told: Told, target: NetworkTarget): string[] {
  if ("id" in target) {
    if (state.networks.has(target.id)) return [target.id];
    return [
      target.id,
      ...swarmNetworks(state).filter((one) => one.spec.Name === target.id).map((one) => one.id),
    ];
  }
  const made = told.made(target.step);
  if (made !== undefined) return [made];
  return swarmNetworks(state).filter((one) =>
    one.spec.Name === target.name &&
    one.spec.Labels?.["swarmnet.operation"] === told.operation.header.id
  ).map((one) => one.id);
}

/** What is different from the start, or between the two, without a journal that says so (invariant I6). */
export function unexplained(
  state: State,
  journals: readonly MemoryJournal[],
  start: ReadonlyMap<string, readonly string[]>,
  except: ReadonlySet<string>,
): string[] {
  const all = tellAll(journals);
  const out: string[] = [];
  for (const [id, list] of start) {
    const service = state.services.get(id);
    if (service === undefined || except.has(id)) continue;
    const now = [...new Set(networksIn(service.spec).map((ref) => ref.Target))].sort().join(" ");
    let possible = new Set([[...list].sort().join(" ")]);
    for (const told of all) {
      for (const step of told.operation.header.plan.steps) possible = after(state, told, step, id, possible);
    }
    if (!possible.has(now)) out.push(`${service.spec.Name}'s networks are not what the journals say`);
  }
  return [...out, ...unexplainedNetworks(state, all)];
}

function after(state: State, told: Told, step: Step, service: string, possible: Set<string>): Set<string> {
  const { action } = step;
  if ((action.kind !== "attach" && action.kind !== "detach") || action.service.id !== service) {
    return possible;
  }
  const reached = told.reached(step);
  if (reached === "not begun") return possible;
  const next = new Set(reached === "begun" ? possible : []);
  for (const list of possible) {
    const ids = idsOf(state, told, action.network);
    for (const id of ids) next.add(applied(list, action, id));
    if (ids.length === 0) next.add(list);
  }
  return next;
}

function applied(list: string, action: Action, id: string): string {
  const set = new Set(list.split(" ").filter((one) => one !== ""));
  if (action.kind === "attach") set.add(id);
  else set.delete(id);
  return [...set].sort().join(" ");
}

function unexplainedNetworks(state: State, all: Told[]): string[] {
  const out: string[] = [];
  for (const network of swarmNetworks(state)) {
    const label = network.spec.Labels?.["swarmnet.operation"];
    if (label === undefined) continue;
    const told = all.find((one) => one.operation.header.id === label);
    const step = told?.operation.header.plan.steps.find(({ action }) =>
      action.kind === "create-network" && action.body.Name === network.spec.Name
    );
    if (told === undefined || step === undefined || told.reached(step) === "not begun") {
      out.push(`no journal tells of network ${network.spec.Name}, which has the label of ${label}`);
    }
  }
  return out;
}
