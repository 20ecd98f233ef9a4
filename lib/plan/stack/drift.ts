import { type Drift, driftOf } from "../../stack/network_drift.ts";
import type { StackNetwork } from "../../stack/index.ts";
import type { NetworkChange } from "../replace.ts";
import type { DriftSetting, NetworkDrift } from "./model.ts";
import type { Resolution } from "./resolve.ts";

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

/** A setting that only the swarm has was made there, and deploy never removes it; a plan does with `exact` only. */
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
