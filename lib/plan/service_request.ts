import { indexOf } from "../swarm/index.ts";
import type { ServiceChange } from "../swarm/change/model.ts";
import type { RequestedNetwork, RequestedPort, ServiceRequest } from "../swarm/change/service_request.ts";
import type { Network, Swarm } from "../swarm/model.ts";
import { isPredefined } from "../swarm/names.ts";
import { inline } from "../terminal/boundary.ts";
import { findNetwork, findService, type Found, type Unresolved } from "./targets.ts";

/** A command line of docker's, read: the values of each flag given, in order, and the operands. */
export interface ReadArguments {
  flags: ReadonlyMap<string, readonly string[]>;
  operands: readonly string[];
}

/** Flags of `docker service update` that replace no task (swarmkit manager/orchestrator/task.go IsTaskDirty). */
const KEEPS_TASKS =
  /^(?:detach|quiet|replicas|label-add|label-rm|with-registry-auth|(?:update|rollback)-.*)$/;

/** Picks what is checked out of docker's words. Values that docker itself will refuse are left out. */
export function serviceRequest(kind: "create" | "update", words: ReadArguments): ServiceRequest {
  const creates = kind === "create";
  const all = (name: string) => words.flags.get(name) ?? [];
  const last = (name: string) => words.flags.get(name)?.at(-1);
  const number = (name: string) => {
    const value = Number(last(name) || "none");
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  };
  const order = last("update-order");
  return {
    service: creates ? last("name") : words.operands[0],
    networks: all(creates ? "network" : "network-add").flatMap((text) => readNetwork(text) ?? []),
    networksRemoved: [...all("network-rm")],
    ports: all(creates ? "publish" : "publish-add").flatMap(readPort),
    portsRemoved: all("publish-rm").flatMap(readRemovedPort),
    endpointMode: last("endpoint-mode"),
    mode: last("mode"),
    replicas: number("replicas"),
    constraints: [...all(creates ? "constraint" : "constraint-add")],
    constraintsRemoved: [...all("constraint-rm")],
    maxReplicasPerNode: number("replicas-max-per-node"),
    updateOrder: order === "start-first" || order === "stop-first" ? order : undefined,
    updateParallelism: number("update-parallelism"),
    replacesTasks: creates || [...words.flags.keys()].some((name) => !KEEPS_TASKS.test(name)),
  };
}

/** Flags whose values are checked. */
const CHECKED = new Set([
  "network",
  "network-add",
  "network-rm",
  "publish",
  "publish-add",
  "publish-rm",
  "endpoint-mode",
  "replicas",
  "replicas-max-per-node",
  "constraint",
  "constraint-add",
  "constraint-rm",
  "update-order",
  "update-parallelism",
]);

/** Whether there is nothing to check; what --rollback brings back is not known here. */
export function saysNothing({ flags }: ReadArguments): boolean {
  return flags.has("rollback") || ![...flags.keys()].some((name) => CHECKED.has(name));
}

/** --publish-rm takes a target port, or the long form (docker/cli cli/command/service/update.go). */
function readRemovedPort(text: string): number[] {
  const target = /(?:^|,)target=(\d+)/.exec(text)?.[1] ?? /^(?:\d+:)?(\d+)(?:\/\w+)?$/.exec(text)?.[1];
  return target === undefined ? [] : [Number(target)];
}

/** docker's test for the long form of --network and --publish (docker/cli opts/network.go, opts/port.go). */
const LONG_FORM = /\w+=\w+(,\w+=\w+)*/;

/** Reads one --network value; undefined when docker refuses it. */
export function readNetwork(text: string): RequestedNetwork | undefined {
  if (!LONG_FORM.test(text)) return { text, target: text, typed: text, aliases: [] };
  const word: RequestedNetwork = { text, target: "", typed: "", aliases: [] };
  for (const field of csvFields(text)) {
    const at = field.indexOf("=");
    if (at <= 0) return undefined;
    const key = field.slice(0, at).trim().toLowerCase();
    const value = field.slice(at + 1).trim();
    if (key === "name") {
      word.typed = value;
      word.target = value.toLowerCase();
    } else if (key === "alias") word.aliases.push(value.toLowerCase());
    else if (key !== "driver-opt") return undefined;
  }
  return word.target === "" ? undefined : word;
}

/** Reads one --publish value into its ports (ranges are several); empty when docker refuses it. */
export function readPort(text: string): RequestedPort[] {
  return LONG_FORM.test(text) ? readLongPort(text) : readShortPort(text);
}

function readLongPort(text: string): RequestedPort[] {
  const port: RequestedPort = { text, published: 0, target: 0, protocol: "tcp", mode: "ingress" };
  for (const field of csvFields(text)) {
    const at = field.indexOf("=");
    const key = field.slice(0, at).trim().toLowerCase();
    const value = field.slice(at + 1).trim();
    if (key === "published") port.published = Number(value);
    else if (key === "target") port.target = Number(value);
    else if (key === "protocol") port.protocol = value.toLowerCase();
    else if (key === "mode" && (value === "host" || value === "ingress")) port.mode = value;
    else return [];
  }
  return isPort(port.target) && (port.published === 0 || isPort(port.published)) ? [port] : [];
}

function readShortPort(text: string): RequestedPort[] {
  const match = /^(?:(\d+)(?:-(\d+))?:)?(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/i.exec(text);
  if (match === null) return [];
  const target = Number(match[3]);
  const count = match[4] === undefined ? 1 : Number(match[4]) - target + 1;
  const published = match[1] === undefined ? 0 : Number(match[1]);
  if (count < 1 || !isPort(target) || !isPort(target + count - 1) || published + count - 1 > 65535) return [];
  const protocol = (match[5] ?? "tcp").toLowerCase();
  return Array.from({ length: count }, (_, i) => ({
    text,
    published: published === 0 ? 0 : published + i,
    target: target + i,
    protocol,
    mode: "ingress" as const,
  }));
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value < 65536;
}

/** Fields of one CSV record, as Go's encoding/csv reads them: a field may stand in double quotes. */
function csvFields(text: string): string[] {
  const fields: string[] = [];
  for (const match of text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
  }
  return fields;
}

/** Stands for the name that docker makes up. */
const UNNAMED = "(unnamed)";

/** The change that a line of `docker service create` or `update` asks for, its names resolved; or all names that stand for nothing. */
export function serviceChange(
  swarm: Swarm,
  kind: "create" | "update",
  request: ServiceRequest,
): { change: ServiceChange } | { problems: Unresolved[] } {
  const target = kind === "update" ? findService(swarm, request.service ?? "") : undefined;
  const problems: Unresolved[] = target !== undefined && "problem" in target ? [target.problem] : [];
  const idOf = (name: string, result: Found<Network>): string => {
    if ("found" in result) return result.found.id;
    problems.push(result.problem);
    return name;
  };
  const networks = request.networks.map((word) =>
    isNodes(word.target) ? word : { ...word, target: idOf(word.target, lookedUp(swarm, word)) }
  );
  const networksRemoved = request.networksRemoved.map((word) =>
    isNodes(word) ? word : idOf(word, findNetwork(swarm, word))
  );
  if (problems.length > 0) return { problems };
  const service = target !== undefined && "found" in target ? target.found : undefined;
  return {
    change: {
      kind: "service",
      service,
      request: {
        ...request,
        service: service?.name ?? request.service ?? UNNAMED,
        networks,
        networksRemoved,
      },
    },
  };
}

/** Networks of each node are taken by their names; lists of the swarm's networks do not show them. */
function isNodes(name: string): boolean {
  return isPredefined({ name });
}

function lookedUp(swarm: Swarm, word: RequestedNetwork): Found<Network> {
  const result = findNetwork(swarm, word.target);
  if ("found" in result || word.typed === word.target) return result;
  const meant = indexOf(swarm).networksByName.get(word.typed)?.find((network) => network.scope === "swarm");
  if (meant === undefined) return result;
  return {
    problem: {
      what: `docker would look for a network ${inline(word.target)} instead of ${inline(word.typed)}`,
      why: "It lower-cases the whole long form of --network, and names are matched by exact case",
      fix: `Name it by its ID: --network ${inline(word.text.replace(word.typed, meant.id))}`,
    },
  };
}
