import type { ServiceConfig } from "./config.ts";
import { checkForManagers, lastValue, type Refuse } from "./manager_checks.ts";
import { positionOf } from "./node.ts";
import { type Problem, refusal } from "./problem.ts";
import { printed } from "./read_value.ts";

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
