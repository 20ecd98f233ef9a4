import { LIMITS } from "./guard.ts";
import type {
  AttachmentConfig,
  DeployConfig,
  HealthConfig,
  PortConfig,
  RollingConfig,
  ServiceConfig,
} from "./config.ts";
import {
  entriesOf,
  type Entry,
  entryOf,
  isNull,
  itemsOf,
  type Mapping,
  type Node,
  positionOf,
  type Scalar,
  valueOf,
} from "./node.ts";
import { bound, type Problem, refusal } from "./problem.ts";
import { durationAt, isTrueAt, numberAt, pairsAt, printed, textAt, textsAt } from "./read_value.ts";
import { byText } from "../base/order.ts";

/** What loading one file shares between its services. */
export interface LoadRun {
  problems: Problem[];
  /** Published ports read so far. */
  ports: number;
}

/** One service of one file. Problems of its ports are added to the run. */
export function loadService(entry: Entry, run: LoadRun): ServiceConfig {
  const node = entry.value;
  return {
    key: entry.key,
    at: positionOf(entry.keyNode),
    nodes: node.kind === "mapping" ? [node] : [],
    image: textAt(node, "image"),
    hostname: textAt(node, "hostname"),
    labels: pairsAt(node, "labels"),
    sysctls: pairsAt(node, "sysctls"),
    dns: textsAt(node, "dns"),
    networks: loadAttachments(valueOf(node, "networks")),
    ports: loadPorts(entry, run),
    listsPorts: valueOf(node, "ports")?.kind === "sequence",
    healthcheck: loadHealth(entryOf(node, "healthcheck")),
    stopGrace: durationAt(node, "stop_grace_period"),
    restart: textAt(node, "restart"),
    secrets: loadReferences(valueOf(node, "secrets")),
    configs: loadReferences(valueOf(node, "configs")),
    deploy: loadDeploy(valueOf(node, "deploy")),
  };
}

function loadAttachments(node: Node | undefined): Map<string, AttachmentConfig> {
  const attachments = new Map<string, AttachmentConfig>();
  for (const item of itemsOf(node)) {
    if (item.kind === "scalar") attachments.set(printed(item), attachment(printed(item), item, undefined));
  }
  for (const entry of entriesOf(node)) {
    attachments.set(entry.key, attachment(entry.key, entry.keyNode, entry.value));
  }
  return attachments;
}

function attachment(key: string, place: Scalar, node: Node | undefined): AttachmentConfig {
  return {
    key,
    at: positionOf(place),
    aliases: textsAt(node, "aliases"),
    driverOpts: pairsAt(node, "driver_opts"),
    ipv4Address: textAt(node, "ipv4_address"),
    ipv6Address: textAt(node, "ipv6_address"),
    bare: isNull(node),
  };
}

function loadPorts(service: Entry, run: LoadRun): PortConfig[] {
  const path = `services.${service.key}.ports`;
  const items = itemsOf(valueOf(service.value, "ports"));
  return items.flatMap((item, index) => {
    if (run.ports > LIMITS.ports) return [];
    const ports = loadPort(item, `${path}.${index}`, run.problems);
    run.ports += ports.length;
    if (run.ports <= LIMITS.ports) return ports;
    run.problems.push(bound(positionOf(item), `port ranges stand for more than ${LIMITS.ports} ports`));
    return [];
  });
}

function loadPort(item: Node, path: string, problems: Problem[]): PortConfig[] {
  if (item.kind === "mapping") return [longPort(item)];
  if (item.kind === "sequence" || !["str", "int", "float"].includes(item.type)) return [];
  const at = positionOf(item);
  if (item.type === "float" && Number(item.value) >= 0) {
    // Even 80.0: the schema's format takes it, reading it as a port does not.
    problems.push(refusal("load", at, path, "error decoding 'Ports': invalid type float64 for port"));
    return [];
  }
  const parsed = parseShortPort(printed(item));
  if ("error" in parsed) {
    problems.push(refusal("schema", at, path, `${path} Does not match format 'ports': ${parsed.error}`));
    return [];
  }
  return parsed.ports.map((port) => ({ ...port, mode: "ingress", short: true, at }));
}

function longPort(item: Mapping): PortConfig {
  return {
    at: positionOf(item),
    target: asUint32(numberAt(item, "target")),
    published: asUint32(publishedOf(item)),
    protocol: textAt(item, "protocol"),
    mode: textAt(item, "mode"),
    short: false,
    hostIp: "",
  };
}

/** A number in quotes is refused, and read all the same: the rest is judged as it was meant. */
function publishedOf(item: Mapping): number | null {
  const text = textAt(item, "published");
  return /^\d{1,5}$/.test(text) ? Number(text) : numberAt(item, "published");
}

/** docker stores ports in 32 bits and drops the rest without a word. */
function asUint32(value: number | null): number {
  return Math.trunc(value ?? 0) >>> 0;
}

function loadHealth(entry: Entry | undefined): HealthConfig | null {
  if (entry?.value.kind !== "mapping") return null;
  return {
    at: positionOf(entry.keyNode),
    hasTest: textsAt(entry.value, "test").length > 0,
    disable: isTrueAt(entry.value, "disable"),
  };
}

function loadReferences(node: Node | undefined): { source: string; at: ReturnType<typeof positionOf> }[] {
  return itemsOf(node).map((item) => ({
    source: item.kind === "scalar" ? printed(item) : textAt(item, "source"),
    at: positionOf(item),
  }));
}

function loadDeploy(node: Node | undefined): DeployConfig {
  const placement = valueOf(node, "placement");
  return {
    mode: textAt(node, "mode"),
    endpointMode: textAt(node, "endpoint_mode"),
    replicas: numberAt(node, "replicas"),
    labels: pairsAt(node, "labels"),
    update: loadRolling(entryOf(node, "update_config")),
    rollback: loadRolling(entryOf(node, "rollback_config")),
    constraints: itemsOf(valueOf(placement, "constraints")).flatMap((item) =>
      item.kind === "scalar" ? [{ text: printed(item), at: positionOf(item) }] : []
    ),
    preferences: itemsOf(valueOf(placement, "preferences")).map((item) => textAt(item, "spread")),
    maxReplicasPerNode: numberAt(placement, "max_replicas_per_node") ?? 0,
  };
}

function loadRolling(entry: Entry | undefined): RollingConfig | null {
  if (entry?.value.kind !== "mapping") return null;
  const node = entry.value;
  return {
    at: positionOf(entry.keyNode),
    parallelism: numberAt(node, "parallelism"),
    delay: durationAt(node, "delay"),
    monitor: durationAt(node, "monitor"),
    failureAction: textAt(node, "failure_action"),
    maxFailureRatio: numberAt(node, "max_failure_ratio"),
    order: textAt(node, "order"),
  };
}

/** One published port of the short form. */
interface ShortPort {
  target: number;
  /** 0: not given. */
  published: number;
  protocol: string;
  hostIp: string;
}

/** Ports that one entry stands for, or docker's complaint. */
type ShortPorts = { ports: ShortPort[] } | { error: string };

/** More than any port range holds, so that expansion is bounded. */
const PORTS = 65536;

/**
 * Reads `[ip:][published:]target[/protocol]` with ranges, as docker's nat package does (go-connections nat.go, and
 * ConvertPortToPortConfig in the CLI): target ranges pair with published ranges of the same length, a published range
 * for one target publishes it at each. Everything is published through the routing mesh.
 */
function parseShortPort(text: string): ShortPorts {
  const parts = text.split(":");
  const last = parts.pop()!;
  const published = parts.pop() ?? "";
  const [target = "", rawProtocol = ""] = last.split("/");
  if (target === "") return { error: `no port specified: ${text}<empty>` };
  const protocol = rawProtocol === "" ? "tcp" : rawProtocol.toLowerCase();
  if (!["tcp", "udp", "sctp"].includes(protocol)) return { error: `invalid proto: ${protocol}` };
  const host = hostAddress(parts.join(":"));
  if ("error" in host) return host;
  const inside = parseRange(target);
  if (inside === null) return { error: `invalid containerPort: ${target}` };
  const outside = published === "" ? null : parseRange(published);
  if (published !== "" && outside === null) return { error: `invalid hostPort: ${published}` };
  if (outside !== null && length(inside) !== length(outside) && length(inside) !== 1) {
    return { error: `invalid ranges specified for container and host Ports: ${target} and ${published}` };
  }
  return { ports: expand(inside, outside, { protocol, hostIp: host.address }) };
}

type Range = readonly [number, number];

function length([start, end]: Range): number {
  return end - start + 1;
}

/** Sorted as docker sorts: by the text of `target/protocol`, then by published port. */
function expand(
  inside: Range,
  outside: Range | null,
  rest: { protocol: string; hostIp: string },
): ShortPort[] {
  const ports: ShortPort[] = [];
  const many = length(inside) === 1 && outside !== null ? length(outside) : length(inside);
  for (let index = 0; index < Math.min(many, PORTS); index++) {
    const target = length(inside) === 1 ? inside[0] : inside[0] + index;
    ports.push({ target, published: outside === null ? 0 : outside[0] + index, ...rest });
  }
  return ports.sort((a, b) => byText(String(a.target), String(b.target)) || a.published - b.published);
}

/** A port or a range; what follows a second dash is ignored, as docker does. */
function parseRange(text: string): Range | null {
  const [first = "", second] = text.split("-");
  const start = parsePort(first);
  const end = second === undefined ? start : parsePort(second);
  return start === null || end === null || end < start ? null : [start, end];
}

function parsePort(text: string): number | null {
  if (!/^\d+$/.test(text)) return null;
  const value = Number(text);
  return value < PORTS ? value : null;
}

function hostAddress(text: string): { address: string } | { error: string } {
  const bracketed = /^\[([^[\]]*)\]$/.exec(text);
  if (text.startsWith("[") && bracketed === null) return { error: `invalid IP address ${text}` };
  const address = bracketed?.[1] ?? text;
  if (address !== "" && !isAddress(address)) return { error: `invalid IP address: ${address}` };
  return { address };
}

function isAddress(text: string): boolean {
  const four = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;
  if (!text.includes(":")) return four.test(text) && text.split(".").every((part) => Number(part) < 256);
  const tail = text.slice(text.lastIndexOf(":") + 1);
  const body = four.test(tail) ? `${text.slice(0, -tail.length)}0:0` : text;
  const halves = body.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => half === "" ? [] : half.split(":"));
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}
