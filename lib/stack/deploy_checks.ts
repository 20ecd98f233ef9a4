import type { RollingConfig, ServiceConfig } from "./config.ts";
import { parseDuration, parseSize } from "./go_text.ts";
import { entriesOf, itemsOf, type Mapping, type Node, positionOf, type Scalar, valueOf } from "./node.ts";
import { mountParts } from "./load_checks.ts";
import { printed, textAt } from "./read_value.ts";
import type { Position } from "./source.ts";
import { type Problem, refusal } from "./problem.ts";
import { isJob } from "../swarm/service.ts";

/*
 * What the docker CLI refuses when it makes a service's specification, and what the managers refuse when they get it
 * (docker/cli cli/compose/convert/service.go, swarmkit manager/controlapi/service.go). `docker stack config` says none of it.
 */

/** Refusals of one service, merged and under its name in the swarm. */
export function deployProblems(service: ServiceConfig, name: string): Problem[] {
  const problems: Problem[] = [];
  const refuse: Refuse = (at, below, message) =>
    problems.push(
      refusal("deploy", at, `services.${service.key}.${below}`, `service ${service.key}: ${message}`),
    );
  checkName(service, name, refuse);
  checkImage(service, refuse);
  checkConstraints(service, refuse);
  checkRestart(service, refuse);
  checkWords(service, refuse);
  checkForManagers(service, refuse);
  return problems;
}

function checkName(service: ServiceConfig, name: string, refuse: Refuse): void {
  if (name.length > 63) refuse(service.at, "name", `name must be 63 characters or fewer: ${name}`);
  else if (!/^[a-zA-Z0-9]+(?:[-_]+[a-zA-Z0-9]+)*$/.test(name)) {
    refuse(service.at, "name", `name must be valid as a DNS name component: ${name}`);
  }
}

/** Name, tag and digest together take less; hostile text beyond is not worth a pattern. */
const LONGEST_IMAGE = 600;

/** distribution/reference: names in lower case behind an optional host, a tag, a digest. */
const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const HOST = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|" +
  "\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
const IMAGE = new RegExp(
  `^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
);

function checkImage({ image, nodes, at }: ServiceConfig, refuse: Refuse): void {
  const place = lastValue(nodes, ["image"]);
  // The schema has spoken of anything else than text, and of a service that is no mapping.
  if (nodes.length === 0 || (place !== undefined && (place.kind !== "scalar" || place.type !== "str"))) {
    return;
  }
  if (image === "") {
    refuse(place === undefined ? at : positionOf(place), "image", "image reference must be provided");
  } else if (image.length > LONGEST_IMAGE || !IMAGE.test(image) || /^[a-f0-9]{64}$/.test(image)) {
    refuse(
      place === undefined ? at : positionOf(place),
      "image",
      `${JSON.stringify(image)} is not a valid repository/tag`,
    );
  }
}

/** swarmkit manager/constraint: a key, == or !=, a value. */
function checkConstraints({ deploy }: ServiceConfig, refuse: Refuse): void {
  for (const { text, at } of deploy.constraints) {
    const [, key, value] = /^(.*?)(?:==|!=)(.*)$/s.exec(text) ?? [];
    if (key === undefined) {
      refuse(at, "deploy.placement.constraints", `constraint expected one operator from ==, !=: ${text}`);
    } else if (!/^[a-z_][a-z0-9\-_.]+$/i.test(key.trim())) {
      refuse(at, "deploy.placement.constraints", `key '${key.trim()}' is invalid`);
    } else if (!/^[a-z0-9:\-_\s.*()?+[\]\\^$|/]+$/i.test(value!.trim())) {
      refuse(at, "deploy.placement.constraints", `value '${value!.trim()}' is invalid`);
    }
  }
}

/** `restart` is read where there is no deploy.restart_policy, for all that deploy warns that it ignores it. */
function checkRestart({ restart, nodes, at }: ServiceConfig, refuse: Refuse): void {
  if (restart === "" || lastValue(nodes, ["deploy", "restart_policy"])?.kind === "mapping") return;
  const place = lastValue(nodes, ["restart"]);
  const say = (message: string) => refuse(place === undefined ? at : positionOf(place), "restart", message);
  const [name = "", count] = restart.split(/:(.*)/s);
  if (name === "") say("invalid restart policy format: no policy provided before colon");
  else if (count !== undefined && !/^[+-]?\d+$/.test(count)) {
    say("invalid restart policy format: maximum retry count must be an integer");
  } else if (!["no", "always", "unless-stopped", "on-failure"].includes(name)) {
    say(`unknown restart policy: ${restart}`);
  }
}

const ACTIONS = ["", "pause", "continue", "rollback"];

function checkWords({ nodes, deploy }: ServiceConfig, refuse: Refuse): void {
  const condition = lastValue(nodes, ["deploy", "restart_policy", "condition"]);
  if (condition?.kind === "scalar" && !["", "none", "on-failure", "any"].includes(printed(condition))) {
    refuse(
      positionOf(condition),
      "deploy.restart_policy.condition",
      `invalid RestartCondition: ${JSON.stringify(printed(condition))}`,
    );
  }
  for (const [key, rolling] of [["update", deploy.update], ["rollback", deploy.rollback]] as const) {
    const action = rolling?.failureAction ?? "";
    if (!ACTIONS.includes(action)) {
      refuse(
        rolling!.at,
        `deploy.${key}_config.failure_action`,
        `unrecognized ${key}-failure action ${action}`,
      );
    }
  }
  for (const kind of ["limits", "reservations"]) {
    const cpus = lastValue(nodes, ["deploy", "resources", kind, "cpus"]);
    if (
      cpus?.kind === "scalar" && cpus.type === "str" && String(cpus.value).length < 100 &&
      !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:\/\d+)?$/.test(String(cpus.value))
    ) {
      refuse(
        positionOf(cpus),
        `deploy.resources.${kind}.cpus`,
        `failed to parse ${cpus.value} as a rational number`,
      );
    }
  }
}

/*
 * Values that only the managers judge, when the networks and the services before this one are already made (swarmkit
 * manager/controlapi/service.go; docker/cli cli/compose/convert/volume.go for mounts). Each was seen on 20.10.24.
 */

/** Tells a refusal: where, below which key, and the words of the managers. */
export type Refuse = (at: Position, below: string, message: string) => void;

/** What the managers refuse of one service. */
function checkForManagers(service: ServiceConfig, refuse: Refuse): void {
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
  if (isJob(deploy)) {
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
function lastValue(nodes: readonly Mapping[], path: readonly string[]): Node | undefined {
  for (const node of [...nodes].reverse()) {
    const found = path.reduce<Node | undefined>((at, step) => valueOf(at, step), node);
    if (found !== undefined) return found;
  }
  return undefined;
}
