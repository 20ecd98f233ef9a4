/** Name of the bridge that containers on overlays leave their node by. */
export const GATEWAY_BRIDGE = "docker_gwbridge";

/** Networks that every engine has and nobody can create (moby runconfig IsPreDefinedNetwork). */
export const PREDEFINED_NETWORKS: ReadonlySet<string> = new Set(["bridge", "host", "none", "default"]);

/**
 * Whether a network is one that each node has by itself, such as swarm's own `bridge` and `host`; no other one can have these
 * names (moby daemon/network.go). Managers give it no addresses and tasks on it no names.
 */
export function isPredefined(network: { name: string }): boolean {
  return PREDEFINED_NETWORKS.has(network.name);
}

/** What swarmkit manager/controlapi/common.go asks of a name, written without its nested repetition, which explodes here. */
const SWARM_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/;
/** Most characters of a swarm network's name (swarmkit manager/controlapi/common.go). */
export const LONGEST_NETWORK_NAME = 63;

/** Whether the name is made of what swarm allows in names of networks, its length aside. */
export function isSwarmName(name: string): boolean {
  return SWARM_NAME.test(name);
}

/** Why a text cannot be asked for as a name, or undefined. The engine itself accepts any alias (reproduced: "bad alias!"). */
export function aliasFault(alias: string): string | undefined {
  if (alias === "") return "it is empty";
  if (alias.length > 253) return "it is longer than 253 characters";
  for (const label of alias.split(".")) {
    if (label === "") return "it has an empty part between dots";
    if (label.length > 63) return "one of its parts is longer than 63 characters";
    if (!/^[A-Za-z0-9_-]+$/.test(label)) {
      return "only letters, digits, hyphens, underscores and dots can be looked up";
    }
    if (label.startsWith("-") || label.endsWith("-")) return "a part begins or ends with a hyphen";
  }
  if (/^[0-9.]+$/.test(alias)) return "it reads as an address, so it is never looked up";
  return undefined;
}
