import { ApiError, rpcError } from "./api_error.ts";
import { blockOf, contains, formatBlock, parseCidr, parseIp } from "./address.ts";
import type { State } from "./state.ts";
import type { FakeNetwork, IpamConfig, NetworkSpec } from "./types.ts";

const NAME = /^[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*$/;

/** What swarmkit asks of a name (manager/controlapi/common.go). */
export function checkName(name: string): void {
  if (name === "") throw rpcError("InvalidArgument", "meta: name must be provided");
  if (name.length > 63) throw rpcError("InvalidArgument", "name must be 63 characters or fewer");
  if (!NAME.test(name)) throw rpcError("InvalidArgument", "name must be valid as a DNS name component");
}

function familyOf(text: string): 4 | 6 | undefined {
  const [address, bits] = text.split("/");
  if (bits === undefined || !/^\d+$/.test(bits)) return undefined;
  if (parseCidr(text) !== undefined) return 4;
  return address!.includes(":") && /^[0-9a-fA-F:.]+$/.test(address!) && Number(bits) <= 128 ? 6 : undefined;
}

/** Every complaint about one IPAM entry, in the engine's words (moby api/types/network/ipam.go, since 25.0). */
function ipamProblems(config: IpamConfig): string[] {
  const subnet = config.Subnet ?? "";
  const family = familyOf(subnet);
  if (family === undefined) return [`invalid subnet ${subnet}: invalid CIDR block notation`];
  if (family === 6) return [];
  const block = blockOf(subnet)!;
  const out: string[] = [];
  const masked = formatBlock(block);
  if (masked !== subnet) out.push(`invalid subnet ${subnet}: it should be ${masked}`);
  if (config.IPRange) out.push(...rangeProblems(config.IPRange, subnet));
  const inside = (address: string) => {
    const ip = parseIp(address);
    return ip === undefined
      ? "invalid address"
      : contains(block, ip)
      ? ""
      : `parent subnet ${subnet} doesn't contain this address`;
  };
  if (config.Gateway && inside(config.Gateway) !== "") {
    out.push(`invalid gateway ${config.Gateway}: ${inside(config.Gateway)}`);
  }
  for (const [name, address] of Object.entries(config.AuxiliaryAddresses ?? {})) {
    if (inside(address) !== "") out.push(`invalid auxiliary address ${name}: ${inside(address)}`);
  }
  return out;
}

function rangeProblems(range: string, subnet: string): string[] {
  const family = familyOf(range);
  if (family === undefined) return [`invalid ip-range ${range}: invalid CIDR block notation`];
  if (family === 6) return [`invalid ip-range ${range}: parent subnet is an IPv4 block`];
  const parent = blockOf(subnet)!;
  const block = blockOf(range)!;
  if (block.bits < parent.bits) {
    return [`invalid ip-range ${range}: CIDR block is bigger than its parent subnet ${subnet}`];
  }
  const out: string[] = [];
  if (!contains(parent, block.base)) {
    out.push(`invalid ip-range ${range}: parent subnet ${subnet} doesn't contain ip-range`);
  }
  if (formatBlock(block) !== range) out.push(`invalid ip-range ${range}: it should be ${formatBlock(block)}`);
  return out;
}

const CONFIG_ONLY =
  "configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.";

/** Checks of the engine itself, before the managers are asked (moby daemon/network.go; statuses reproduced on 28.5.2). */
export function checkLocally(state: State, spec: NetworkSpec): void {
  if (spec.Name === "") throw new ApiError(400, "invalid name: name is empty");
  if (byName(state, spec.Name) !== undefined) {
    throw new ApiError(409, `network with name ${spec.Name} already exists`);
  }
  if (spec.ConfigOnly && (spec.Ingress || spec.Internal || spec.Attachable || spec.Scope)) {
    throw new ApiError(403, CONFIG_ONLY);
  }
  const from = spec.ConfigFrom?.Network ?? "";
  if (from !== "") checkConfigFrom(state, spec, from);
  if (spec.Driver === "overlay" && spec.Scope === "local") {
    throw new ApiError(403, "cannot downgrade network scope for overlay networks");
  }
  const swarm = isSwarmScoped(spec);
  if (spec.Ingress && !swarm) throw new ApiError(403, "Ingress network can only be global scope network");
  if (swarm && spec.EnableIPv4 === false && state.engineMajor >= 28) {
    throw new ApiError(400, "IPv4 cannot be disabled in a Swarm scoped network");
  }
  const problems = state.engineMajor < 25 ? [] : (spec.IPAM?.Config ?? []).flatMap(ipamProblems);
  const listed = problems.length > 1 ? problems.map((problem) => `* ${problem}`) : problems;
  if (listed.length > 0) throw new ApiError(400, `invalid network config:\n${listed.join("\n")}`);
}

function checkConfigFrom(state: State, spec: NetworkSpec, from: string): void {
  const source = byName(state, from);
  if (spec.ConfigOnly) {
    throw new ApiError(403, "a configuration network cannot depend on another configuration network");
  }
  if (source === undefined || !source.spec.ConfigOnly) {
    throw new ApiError(404, `configuration network "${from}" does not exist`);
  }
  if ((spec.IPAM?.Config ?? []).length > 0) {
    throw new ApiError(
      403,
      "user specified configurations are not supported if the network depends on a configuration network",
    );
  }
  if (Object.keys(spec.Options ?? {}).length > 0) {
    throw new ApiError(
      403,
      `network driver options are not supported if the network depends on a configuration network`,
    );
  }
}

export function isSwarmScoped(spec: NetworkSpec): boolean {
  return !spec.ConfigOnly && (spec.Driver === "overlay" || spec.Scope === "swarm");
}

/** Checks of the managers (swarmkit manager/controlapi/network.go). */
export function checkInSwarm(state: State, spec: NetworkSpec): void {
  checkName(spec.Name);
  if (spec.Ingress && spec.Attachable) {
    throw rpcError("InvalidArgument", "ingress network cannot be attachable");
  }
  if (Object.hasOwn(spec.Labels ?? {}, "com.docker.swarm.predefined")) {
    throw rpcError(
      "PermissionDenied",
      "label com.docker.swarm.predefined is for internally created predefined networks and cannot be applied by users",
    );
  }
  if (spec.Ingress && spec.Driver !== "overlay") {
    throw rpcError("Unimplemented", "only overlay driver is currently supported for ingress network");
  }
  for (const other of state.networks.values()) {
    if (other.scope !== "swarm") continue;
    if (spec.Ingress && other.spec.Ingress) {
      throw rpcError("AlreadyExists", `ingress network (${other.id}) is already present`);
    }
    if (other.spec.Name.toLowerCase() === spec.Name.toLowerCase()) {
      throw rpcError("Unknown", "name conflicts with an existing object");
    }
  }
}

function byName(state: State, name: string): FakeNetwork | undefined {
  return [...state.networks.values()].find((network) => !network.predefined && network.spec.Name === name);
}
