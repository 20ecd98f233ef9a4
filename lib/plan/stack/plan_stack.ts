import { type ChangeSettings, DEFAULT_SETTINGS } from "../../checks/judge_change.ts";
import type { LoadResult, Stack } from "../../stack/index.ts";
import { STACK_LABEL, type Swarm } from "../../swarm/model.ts";
import { inline } from "../../terminal/boundary.ts";
import { composePlan } from "./compose.ts";
import { networkDrift } from "./drift.ts";
import { fileEdits } from "./edits.ts";
import { deployEffects } from "./effects.ts";
import type { StackPlan, StackPlanOptions } from "./model.ts";
import { keptOrphans, orphansOf } from "./orphans.ts";
import type { PlanProblem } from "./problem.ts";
import { refusals } from "./refusals.ts";
import { resolveNetworks } from "./resolve.ts";
import { type LeftToDeploy, serviceChanges } from "./service_changes.ts";

export type { StackPlanOptions } from "./model.ts";

/** A stack as loaded, with the text of its files. */
export type LoadedStack = Pick<LoadResult, "documents"> & { stack: Stack };

/** Compares a stack's files with the swarm, and plans what brings the swarm to what they say. */
export function planStack(
  loaded: LoadedStack,
  swarm: Swarm,
  options: StackPlanOptions,
  settings: ChangeSettings = DEFAULT_SETTINGS,
): StackPlan {
  const { stack } = loaded;
  const found = resolveNetworks(stack, swarm, { renames: !options.exact });
  const drift = networkDrift(found, options.exact);
  const { changes, left } = serviceChanges(stack, swarm, found);
  const orphans = orphansOf(stack, swarm, found, changes, options.removeOrphans);
  const problems = [
    ...refusals(stack, swarm, found, drift, settings),
    ...left.map(leftProblem),
    ...keptOrphans(orphans, options.removeOrphans),
  ];
  return {
    schema: "swarmnet/stack-plan/1",
    stack: stack.name,
    files: loaded.documents.map(({ source }) => source.name),
    exact: options.exact,
    deploy: deployEffects(stack, swarm, found),
    drift,
    renamed: found.networks.flatMap(({ written, renamedTo }) =>
      renamedTo === undefined
        ? []
        : [{ key: written.key, name: written.name, now: renamedTo.name, at: written.at }]
    ),
    orphans,
    strays: straysOf(stack, swarm),
    edits: fileEdits(loaded, found, drift),
    plan: composePlan(stack, swarm, { found, drift, changes, orphans, problems }, options, settings),
  };
}

function leftProblem({ service, why }: LeftToDeploy): PlanProblem {
  const name = inline(service.name);
  return {
    level: "warning",
    id: why === "job" ? "job-left-to-deploy" : "node-network-left-to-deploy",
    object: `service ${service.name}`,
    what: `The networks of ${name} are left to docker stack deploy`,
    why: why === "job"
      ? "It is a job: changing its networks runs it again from the start"
      : "A container on its node's network cannot be on an overlay too, so its list changes all at once",
    fix: "Nothing to do, if that is meant",
  };
}

/** Services of the stack that no file mentions. */
function straysOf(stack: Stack, swarm: Swarm): string[] {
  const known = new Set(stack.services.map(({ name }) => name));
  return swarm.services.filter((one) => one.labels[STACK_LABEL] === stack.name && !known.has(one.name))
    .map(({ name }) => name).sort();
}
