import { applyChange, joinedIn, touchedBy, updatedBy, writtenBy } from "../swarm/change/apply.ts";
import type { Change } from "../swarm/change/model.ts";
import type { Swarm } from "../swarm/model.ts";
import type { Policy, View } from "./rule.ts";
import { NO_POLICY, partsOf } from "./view.ts";

/** The view of a swarm as a change will leave it; only what the change touches is judged. */
export function changeView(before: Swarm, change: Change, policy: Policy = NO_POLICY): View {
  const after = applyChange(change, before);
  return touchedView(after, before, change, policy);
}

/** The same objects in the swarm before the change, to tell what was wrong already. */
export function unchangedView({ before, change, policy }: View): View {
  return touchedView(before!, before!, change!, policy);
}

function touchedView(swarm: Swarm, before: Swarm, change: Change, policy: Policy): View {
  const touched = touchedBy(change, swarm);
  const written = writtenBy(change, swarm);
  const updated = updatedBy(change, swarm);
  const joined = joinedIn(swarm, before, written);
  return {
    ...partsOf(swarm),
    scope: "change",
    stack: undefined,
    loaded: undefined,
    against: undefined,
    change,
    before,
    policy,
    written: (id) => written.has(id),
    updated: (id) => updated.has(id),
    joined: (id) => joined.has(id),
    judged: ({ id }) => touched.has(id),
    at: () => undefined,
  };
}
