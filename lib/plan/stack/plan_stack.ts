import type { LoadResult, Stack } from "../../stack/index.ts";
import { indexOf } from "../../swarm/index.ts";
import { STACK_LABEL, type Swarm } from "../../swarm/model.ts";
import { isLive } from "../../swarm/task_state.ts";
import { byText } from "../../base/order.ts";
import type { NetworkDrift, Orphan, StackPlan, StackPlanOptions } from "./model.ts";
import { type Resolution, resolveNetworks, unmentioned } from "./resolve.ts";
import { type ServiceChange, serviceChanges } from "./service_changes.ts";
import { type ChangeSettings, changeVerdict, DEFAULT_SETTINGS } from "../../checks/judge_change.ts";
import { findDeployNews, placed, withoutTwins } from "../../checks/judge_deploy.ts";
import { applyChange } from "../../swarm/change/apply.ts";
import { networkOfBody, successorBody } from "../body.ts";
import { composePlan, emptyPlan } from "./compose.ts";
import { changeFor, changesDriver, networkDrift } from "./drift.ts";
import { fileEdits } from "./edits.ts";
import { deployEffects } from "./effects.ts";

export type { StackPlanOptions } from "./model.ts";

/** A stack as loaded, with the text of its files. */
export type LoadedStack = LoadResult & { stack: Stack };

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
  const changes = serviceChanges(stack, swarm, found);
  const orphans = orphansOf(stack, swarm, found, changes, options.removeOrphans);
  const deployed = withLiveNames(loaded, found);
  const files = findDeployNews({
    loaded: deployed,
    before: swarm,
    base: withReplaced(swarm, found, drift),
    otherDriver: new Set(drift.filter(changesDriver).map(({ network }) => network)),
  }, settings);
  const ignores = [...settings.ignores, ...files.ignores];
  const verdictOf = (findings: typeof files.findings) =>
    changeVerdict(
      { findings: placed(withoutTwins(findings), deployed.stack), skipped: files.skipped },
      { ignores, now: settings.now },
    );
  const refused = verdictOf(files.findings);
  // Steps that rest on something refused would only keep from reading why.
  const isRefused = refused.blockers.length > 0;
  const composed = isRefused
    ? { plan: emptyPlan(stack), findings: [] }
    : composePlan(stack, swarm, { found, drift, changes, orphans }, options, settings);
  const verdict = isRefused ? refused : verdictOf([...files.findings, ...composed.findings]);
  return {
    schema: "swarmnet/stack-plan/2",
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
    suppressed: verdict.suppressed,
    skipped: verdict.skipped,
    plan: { ...composed.plan, findings: [...verdict.blockers, ...verdict.remarks] },
  };
}

/** The files as they are once the patches are applied that keep the names of renamed networks. */
function withLiveNames(loaded: LoadedStack, found: Resolution): LoadedStack {
  const names = new Map(
    found.networks.flatMap(({ written, renamedTo }) =>
      renamedTo === undefined ? [] : [[written.name, renamedTo.name]]
    ),
  );
  if (names.size === 0) return loaded;
  const { stack } = loaded;
  return {
    ...loaded,
    stack: {
      ...stack,
      networks: stack.networks.map((one) => ({ ...one, name: names.get(one.name) ?? one.name })),
      services: stack.services.map((one) => ({
        ...one,
        networks: one.networks.map((entry) => ({
          ...entry,
          target: names.get(entry.target) ?? entry.target,
        })),
      })),
    },
  };
}

/** The swarm with the successors of the networks that the plan replaces. */
function withReplaced(swarm: Swarm, found: Resolution, drift: readonly NetworkDrift[]): Swarm {
  const successors = drift.filter(({ replaced }) => replaced).map((one) => {
    const { written, live, renamedTo } = found.networks.find((each) =>
      (each.live ?? each.renamedTo)?.id === one.id
    )!;
    const network = (live ?? renamedTo)!;
    const successor = networkOfBody(network, successorBody(network, changeFor(written, one)));
    return { network, successor, temporary: undefined, missingSubnet: undefined };
  });
  return applyChange({
    kind: "replace",
    request: { kind: "replace", moves: [], allowGap: true, startFirst: false },
    successors,
    updates: { allowGap: true, startFirst: [] },
  }, swarm);
}

/** Services of the stack that no file mentions. */
function straysOf(stack: Stack, swarm: Swarm): string[] {
  const known = new Set(stack.services.map(({ name }) => name));
  return swarm.services.filter((one) => one.labels[STACK_LABEL] === stack.name && !known.has(one.name))
    .map(({ name }) => name).sort();
}

/** Networks of the stack that no file mentions, with what is still attached to them when the plan is done. */
function orphansOf(
  stack: Stack,
  swarm: Swarm,
  found: Resolution,
  changes: readonly ServiceChange[],
  remove: boolean,
): Orphan[] {
  const index = indexOf(swarm);
  const renamed = new Set(found.networks.map(({ renamedTo }) => renamedTo?.id));
  return unmentioned(stack, swarm).filter(({ id }) => !renamed.has(id)).map((network) => {
    const leaving = new Set(
      changes.filter(({ detach }) => detach.some(({ id }) => id === network.id)).map(({ service }) =>
        service.id
      ),
    );
    const services = index.servicesOn(network.id).filter(({ id }) => !leaving.has(id));
    const staying = new Set(services.map(({ id }) => id));
    const tasks = index.tasksOn(network.id).filter((task) =>
      isLive(task) && !staying.has(task.service) && !leaving.has(task.service)
    );
    const users = [
      ...services.map(({ name }) => `service ${name}`),
      ...tasks.map((task) =>
        task.attachment === ""
          ? "a task of a service that left it"
          : `container ${task.attachment.slice(0, 12)}`
      ),
    ];
    return { network: network.name, id: network.id, users, removed: remove && users.length === 0 };
  }).sort((a, b) => byText(a.network, b.network));
}
