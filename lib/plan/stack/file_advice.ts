import { indexOf } from "../../swarm/index.ts";
import { ENCRYPTED, MTU_OPTION, type Network, STACK_LABEL, type Swarm } from "../../swarm/model.ts";
import { inline } from "../../terminal/boundary.ts";
import type { NetworkChange } from "../../swarm/change/replace_request.ts";

/** A network that got a successor. */
export interface Moved {
  network: Network;
  /** The successor's name. */
  name: string;
  change: NetworkChange;
}

/**
 * What files of stacks must say from now on, as lines to print. A deployment takes a network that has the name and changes
 * nothing about it (docker/cli cli/command/stack/swarm/deploy_composefile.go createNetworks), but it makes one that is missing
 * and puts services on what the file names.
 */
export function stackFileAdvice(swarm: Swarm, moved: Moved): string[] {
  const { network, name } = moved;
  const owner = network.labels[STACK_LABEL];
  const renamed = name !== network.name;
  const lines: string[] = [];
  if (owner !== undefined) {
    lines.push(...(renamed ? renamedByOwner(owner, moved) : changedByOwner(owner, moved)));
  }
  if (!renamed) return lines;
  for (const stack of stacksOn(swarm, network)) {
    if (stack === owner) continue;
    lines.push(
      `In the file of stack ${inline(stack)}, before it is deployed again: networks, name: ${
        scalar(name)
      } instead of ${scalar(network.name)}`,
    );
  }
  return lines;
}

function renamedByOwner(owner: string, { network, name }: Moved): string[] {
  return [
    `In the file of stack ${inline(owner)}, before it is deployed again (else that makes ${
      inline(network.name)
    } again and moves the services back):`,
    ...yaml(owner, network, ["external: true", `name: ${scalar(name)}`]),
  ];
}

function changedByOwner(owner: string, { network, change }: Moved): string[] {
  const body = bodyLines(change);
  return body.length === 0 ? [] : [
    `In the file of stack ${inline(owner)}, so that a new deployment elsewhere makes it alike:`,
    ...yaml(owner, network, body),
  ];
}

function bodyLines(change: NetworkChange): string[] {
  const options = Object.entries(change.options ?? {});
  const set = options.filter((one): one is [string, string] => one[1] !== null);
  if (change.encrypted === true) set.push([ENCRYPTED, ""]);
  if (change.mtu !== undefined) set.push([MTU_OPTION, String(change.mtu)]);
  const gone = options.filter(([, value]) => value === null).map(([key]) => key);
  if (change.encrypted === false) gone.push(ENCRYPTED);
  const labels = Object.entries(change.labels ?? {}).filter((one): one is [string, string] =>
    one[1] !== null
  );
  return [
    ...(set.length + gone.length === 0 ? [] : ["driver_opts:"]),
    ...set.map(([key, value]) => `  ${scalar(key)}: ${JSON.stringify(value)}`),
    ...gone.map((key) => `  # without ${inline(key)}`),
    ...(change.attachable === undefined ? [] : [`attachable: ${change.attachable}`]),
    ...(change.internal === undefined ? [] : [`internal: ${change.internal}`]),
    ...(change.subnets === undefined ? [] : ["ipam:", "  config:"]),
    ...(change.subnets ?? []).map((subnet) => `    - subnet: ${scalar(subnet)}`),
    ...(labels.length === 0 ? [] : ["labels:"]),
    ...labels.map(([key, value]) => `  ${scalar(key)}: ${JSON.stringify(value)}`),
  ];
}

function yaml(owner: string, network: Network, body: readonly string[]): string[] {
  const prefix = `${owner}_`;
  const key = network.name.startsWith(prefix) ? network.name.slice(prefix.length) : network.name;
  return ["  networks:", `    ${scalar(key)}:`, ...body.map((line) => `      ${line}`)];
}

function stacksOn(swarm: Swarm, network: Network): string[] {
  const stacks = indexOf(swarm).servicesOn(network.id).flatMap((one) => one.labels[STACK_LABEL] ?? []);
  return [...new Set(stacks)].sort();
}

/** A word as YAML takes it: bare where that cannot mean anything else. */
function scalar(text: string): string {
  return /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
