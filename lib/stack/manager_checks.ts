import type { RollingConfig, ServiceConfig } from "./config.ts";
import { parseDuration, parseSize } from "./go_text.ts";
import { entriesOf, itemsOf, type Mapping, type Node, positionOf, type Scalar, valueOf } from "./node.ts";
import { mountParts } from "./load_checks.ts";
import { printed, textAt } from "./read_value.ts";
import type { Position } from "./source.ts";

/*
 * Values that only the managers judge, when the networks and the services before this one are already made (swarmkit
 * manager/controlapi/service.go; docker/cli cli/compose/convert/volume.go for mounts). Each was seen on 20.10.24.
 */

/** Tells a refusal: where, below which key, and the words of the managers. */
export type Refuse = (at: Position, below: string, message: string) => void;

/** What the managers refuse of one service. */
export function checkForManagers(service: ServiceConfig, refuse: Refuse): void {
  checkUpdate(service, refuse);
  checkSpans(service, refuse);
  checkAmounts(service, refuse);
  checkMounts(service, refuse);
}

/** `rollback_config` is not looked at, odd as that is. */
function checkUpdate({ nodes, deploy }: ServiceConfig, refuse: Refuse): void {
  const { update } = deploy;
  if (update === null) return;
  const at = (key: string) => {
    const value = lastValue(nodes, ["deploy", "update_config", key]);
    return value === undefined ? update.at : positionOf(value);
  };
  if (deploy.mode.endsWith("-job")) {
    refuse(update.at, "deploy.update_config", "Jobs may not have an update config");
  }
  const ratio = update.maxFailureRatio;
  if (ratio !== null && (ratio < 0 || ratio > 1)) {
    const message = "update-maxfailureratio cannot be less than 0 or bigger than 1";
    refuse(at("max_failure_ratio"), "deploy.update_config.max_failure_ratio", message);
  }
  for (const key of ["delay", "monitor"] as const satisfies readonly (keyof RollingConfig)[]) {
    if ((update[key] ?? 0) < 0) {
      refuse(at(key), `deploy.update_config.${key}`, `update-${key} cannot be negative`);
    }
  }
}

const LEAST_SPAN = 1_000_000;
const HEALTH_SPANS = [["interval", "Interval"], ["timeout", "Timeout"], [
  "start_period",
  "StartPeriod",
]] as const;

function checkSpans({ nodes }: ServiceConfig, refuse: Refuse): void {
  for (const key of ["delay", "window"]) {
    const path = ["deploy", "restart_policy", key];
    const { span, at } = spanAt(nodes, path);
    if (at !== undefined && span < 0) refuse(at, path.join("."), `restart-${key} cannot be negative`);
  }
  for (const [key, name] of HEALTH_SPANS) {
    const { span, at } = spanAt(nodes, ["healthcheck", key]);
    if (at === undefined || span === 0 || span >= LEAST_SPAN) continue;
    refuse(at, `healthcheck.${key}`, `${name} in HealthConfig cannot be less than 1ms`);
  }
}

function spanAt(nodes: readonly Mapping[], path: readonly string[]): { span: number; at?: Position } {
  const value = lastValue(nodes, path);
  if (value?.kind !== "scalar" || value.type !== "str") return { span: 0 };
  const span = parseDuration(String(value.value));
  return span === null ? { span: 0 } : { span, at: positionOf(value) };
}

const LEAST_MEMORY = 4 * 1024 * 1024;
const LEAST_CPU = 0.001;

function checkAmounts({ nodes }: ServiceConfig, refuse: Refuse): void {
  for (const kind of ["limits", "reservations"]) {
    const path = ["deploy", "resources", kind];
    const cpus = lastValue(nodes, [...path, "cpus"]);
    const wanted = Number(textOf(cpus));
    if (cpus !== undefined && wanted !== 0 && wanted < LEAST_CPU) {
      const message = `invalid cpu value ${textOf(cpus)}: Must be at least 0.001`;
      refuse(positionOf(cpus), `${path.join(".")}.cpus`, message);
    }
    const memory = lastValue(nodes, [...path, "memory"]);
    const bytes = parseSize(textOf(memory)) ?? 0;
    if (memory !== undefined && bytes !== 0 && bytes < LEAST_MEMORY) {
      const message = `invalid memory value ${bytes}: Must be at least 4MiB`;
      refuse(positionOf(memory), `${path.join(".")}.memory`, message);
    }
  }
}

function textOf(node: Node | undefined): string {
  return node?.kind === "scalar" && node.type === "str" ? printed(node as Scalar) : "";
}

const TYPES = ["volume", "bind", "tmpfs", "npipe", "cluster"];

function checkMounts({ nodes }: ServiceConfig, refuse: Refuse): void {
  for (const node of nodes) {
    for (const mount of itemsOf(valueOf(node, "volumes"))) {
      if (mount.kind === "mapping") {
        checkMount(mount, (message) => refuse(positionOf(mount), "volumes", message));
      }
    }
  }
  // Of several files docker keeps one mount for each target.
  if (nodes.length !== 1) return;
  const seen = new Set<string>();
  for (const mount of itemsOf(valueOf(nodes[0], "volumes"))) {
    const target = targetOf(mount);
    if (target === "") continue;
    if (seen.has(target)) refuse(positionOf(mount), "volumes", `duplicate mount point: ${target}`);
    seen.add(target);
  }
}

function checkMount(mount: Mapping, refuse: (message: string) => void): void {
  const type = textAt(mount, "type");
  if (type !== "" && !TYPES.includes(type)) {
    refuse(`volume type must be volume, bind, tmpfs, npipe, or cluster, not ${JSON.stringify(type)}`);
    return;
  }
  if (type === "tmpfs" && textAt(mount, "source") !== "") {
    refuse("invalid tmpfs source, source must be empty");
  }
  for (const other of ["bind", "volume", "tmpfs"]) {
    if (type === "" || other === type || entriesOf(valueOf(mount, other)).length === 0) continue;
    refuse(`${other} options are incompatible with type ${type}`);
  }
}

function targetOf(mount: Node): string {
  if (mount.kind === "mapping") return textAt(mount, "target");
  if (mount.kind !== "scalar" || mount.type !== "str") return "";
  const parts = mountParts(String(mount.value));
  return (parts.length === 1 ? parts[0] : parts[1]) ?? "";
}

/** The value of the last file that has one. */
export function lastValue(nodes: readonly Mapping[], path: readonly string[]): Node | undefined {
  for (const node of [...nodes].reverse()) {
    const found = path.reduce<Node | undefined>((at, step) => valueOf(at, step), node);
    if (found !== undefined) return found;
  }
  return undefined;
}
