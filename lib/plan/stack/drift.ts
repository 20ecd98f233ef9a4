import type { PlanProblem } from "../model.ts";
import { byText, listed } from "../problem.ts";
import type { NetworkChange } from "../replace.ts";
import type { DriftSetting, NetworkDrift, Orphan } from "./model.ts";
import { type Resolution, unmentioned } from "./resolve.ts";
import type { ServiceChange } from "./service_changes.ts";
import type { Stack, StackNetwork } from "../../stack/index.ts";
import { type Drift, driftOf } from "../../stack/network_drift.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Swarm } from "../../swarm/model.ts";
import { isLive } from "../../swarm/task_state.ts";
import { inline } from "../../terminal/boundary.ts";

/** Networks that are not as the files say, and what becomes of each difference. */
export function networkDrift(found: Resolution, exact: boolean): NetworkDrift[] {
  return found.networks.flatMap(({ written, live, renamedTo }) => {
    const network = live ?? renamedTo;
    // What an external network is made of is not the stack's to say.
    // One that was never allocated, or belongs to a node, cannot be used; that is said elsewhere.
    if (network === undefined || written.external || network.driver === "" || network.scope !== "swarm") {
      return [];
    }
    const drift = driftOf(written, network);
    if (drift.length === 0) return [];
    const replaced = drift.some((one) => exact || (one.kind !== "label" && one.file !== undefined));
    return [{
      network: network.name,
      id: network.id,
      key: written.key,
      at: written.at,
      settings: drift.map((one): DriftSetting => ({ ...one, fate: fateOf(one, replaced, exact) })),
      replaced,
    }];
  });
}

/** Only the swarm has it: somebody put it there, and deploy would never take it away. So do we not, unless told so. */
function fateOf(one: Drift, replaced: boolean, exact: boolean): DriftSetting["fate"] {
  if (one.file === undefined && !exact) return "kept";
  return replaced ? "replaced" : "label-only";
}

/** What has to be different about a network so that it is as the files say. */
export function changeFor(written: StackNetwork, drift: NetworkDrift): NetworkChange {
  const change: NetworkChange = {};
  for (const { kind, key, file, fate } of drift.settings) {
    if (fate !== "replaced") continue;
    if (kind === "option") change.options = { ...change.options, [key]: file ?? null };
    else if (kind === "label") change.labels = { ...change.labels, [key]: file ?? null };
    else if (kind === "subnet") change.subnets = written.ipam.config.map(({ subnet }) => subnet);
    else if (kind === "internal" || kind === "attachable") change[kind] = written[kind];
  }
  return change;
}

/** Whether the file wants another driver, which no successor can have. */
export function changesDriver(drift: NetworkDrift): boolean {
  return drift.settings.some(({ kind }) => kind === "driver");
}

/** Networks of the stack that no file mentions, with who is still on them when the plan is done. */
export function orphansOf(
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

/** Why networks stay whose removal was asked for. */
export function keptOrphans(orphans: readonly Orphan[], remove: boolean): PlanProblem[] {
  if (!remove) return [];
  return orphans.filter(({ removed }) => !removed).map(({ network, users }) => ({
    level: "warning",
    id: "orphan-in-use",
    object: `network ${network}`,
    what: `Network ${inline(network)} stays, although no file mentions it`,
    why: `Still on it: ${listed(users)}`,
    fix: `Take them off it, then remove it: docker swarmnet rm ${inline(network)}`,
  }));
}
