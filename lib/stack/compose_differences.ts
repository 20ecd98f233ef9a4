import {
  type Effect,
  type KeyFact,
  NETWORK_FACTS,
  PORT_FACTS,
  SERVICE_FACTS,
  TOP_FACTS,
} from "./compose_facts.ts";
import type { LoadResult } from "./index.ts";
import {
  entriesOf,
  type Entry,
  isNull,
  itemsOf,
  type Mapping,
  type Node,
  positionOf,
  valueOf,
} from "./node.ts";
import { NETWORK_KEYS, SERVICE_KEYS } from "./schema_tables.ts";
import { comparePositions, type Position } from "./source.ts";

/** Something in the files that `docker compose` and `docker stack deploy` take differently. */
export interface ComposeDifference {
  effect: Effect;
  /** Keys from the root, dotted. */
  path: string;
  at: Position;
  /** What docker compose does with it, and what a swarm does. */
  compose: string;
  swarm: string;
}

type Add = (path: string, node: Node, fact: KeyFact) => void;

/** Everything in the files that works in `docker compose` and not in a swarm, or differently, in the order of the files. */
export function composeDifferences(loaded: LoadResult): ComposeDifference[] {
  const found: ComposeDifference[] = [];
  const add: Add = (path, node, fact) => found.push({ ...fact, path, at: positionOf(node) });
  for (const { root } of loaded.documents) {
    if (root === undefined) continue;
    ofTop(root, add);
    for (const entry of entriesOf(valueOf(root, "services"))) ofService(entry, add);
    for (const entry of entriesOf(valueOf(root, "networks"))) ofNetwork(entry, add);
  }
  const files = loaded.documents.map(({ source }) => source.name);
  return [...found, ...ofMerge(loaded), ...ofVariables(loaded)].sort((a, b) =>
    files.indexOf(a.at.file) - files.indexOf(b.at.file) || comparePositions(a.at, b.at)
  );
}

/** What a swarm has instead of a key that docker refuses, by `file:line:column` of the key; only where there is advice. */
export function refusedAdvice(loaded: LoadResult): Map<string, string> {
  const refused = composeDifferences(loaded).filter(({ effect, swarm }) =>
    effect === "refused" && swarm !== UNKNOWN.swarm
  );
  return new Map(refused.map(({ at, swarm }) => [`${at.file}:${at.line}:${at.column}`, swarm]));
}

const UNKNOWN: KeyFact = {
  effect: "refused",
  compose: "known to compose, or ignored",
  swarm: "stack files have no such key",
};
const TOP_KEYS = ["version", "services", "networks", "volumes", "secrets", "configs"];

function ofTop(root: Mapping, add: Add): void {
  for (const { key, keyNode } of root.entries) {
    if (TOP_KEYS.includes(key) || key.startsWith("x-")) continue;
    add(key, keyNode, factFor(TOP_FACTS, key) ?? UNKNOWN);
  }
}

function factFor(table: Readonly<Record<string, KeyFact>>, key: string): KeyFact | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function ofService({ key: name, value }: Entry, add: Add): void {
  const path = `services.${name}`;
  for (const { key, keyNode } of entriesOf(value)) {
    const fact = factFor(SERVICE_FACTS, key);
    if (fact !== undefined) add(`${path}.${key}`, keyNode, fact);
    else if (!SERVICE_KEYS.includes(key) && !key.startsWith("x-")) add(`${path}.${key}`, keyNode, UNKNOWN);
  }
  const order = valueOf(value, "depends_on");
  if (order !== undefined) add(`${path}.depends_on`, order, dependsOn(order));
  itemsOf(valueOf(value, "ports")).forEach((port, at) => ofPort(port, `${path}.ports.${at}`, add));
  for (const attachment of entriesOf(valueOf(value, "networks"))) ofAttachment(attachment, path, add);
}

function dependsOn(order: Node): KeyFact {
  return {
    effect: order.kind === "mapping" ? "refused" : "ignored",
    compose: "starts services in order",
    swarm: "services start at once: wait for what is needed inside the container",
  };
}

function ofPort(port: Node, path: string, add: Add): void {
  if (port.kind === "scalar") {
    if (/^(?:\d+\.\d+\.\d+\.\d+|\[[^\]]*\]):/.test(String(port.value))) {
      add(path, port, {
        effect: "different",
        compose: "publishes on this address of the host only",
        swarm: "publishes on every address of every node",
      });
    }
    return;
  }
  for (const { key, keyNode, value } of entriesOf(port)) {
    if (key === "published" && value.kind === "scalar" && value.type === "str" && !value.dollar) {
      add(`${path}.${key}`, value, {
        effect: "refused",
        compose: "takes text and ranges",
        swarm: "takes a number only",
      });
    } else if (!["target", "published", "protocol", "mode"].includes(key)) {
      add(`${path}.${key}`, keyNode, factFor(PORT_FACTS, key) ?? UNKNOWN);
    }
  }
}

function ofAttachment({ key: network, value }: Entry, path: string, add: Add): void {
  for (const { key, keyNode } of entriesOf(value)) {
    if (key === "aliases" || key === "driver_opts") continue;
    const fixed = key === "ipv4_address" || key === "ipv6_address";
    add(
      `${path}.networks.${network}.${key}`,
      keyNode,
      fixed
        ? {
          effect: "ignored",
          compose: "gives the container this address",
          swarm: "every task gets an address of the swarm's choice",
        }
        : UNKNOWN,
    );
  }
}

function ofNetwork({ key: name, keyNode, value }: Entry, add: Add): void {
  const path = `networks.${name}`;
  for (const { key, keyNode } of entriesOf(value)) {
    const fact = factFor(NETWORK_FACTS, key);
    if (fact !== undefined) add(`${path}.${key}`, keyNode, fact);
    else if (!NETWORK_KEYS.includes(key) && !key.startsWith("x-")) add(`${path}.${key}`, keyNode, UNKNOWN);
  }
  const outside = valueOf(value, "external");
  const driver = valueOf(value, "driver");
  if (isNull(driver) && (outside === undefined || (outside.kind === "scalar" && outside.value === false))) {
    add(path, keyNode, {
      effect: "different",
      compose: "makes a bridge of this machine",
      swarm: "makes an overlay across the nodes, plain unless driver_opts has encrypted",
    });
  }
  const ipam = valueOf(value, "ipam");
  for (const { key, keyNode } of entriesOf(ipam)) {
    if (key !== "driver" && key !== "config") add(`${path}.ipam.${key}`, keyNode, UNKNOWN);
  }
  itemsOf(valueOf(ipam, "config")).forEach((pool, at) => {
    for (const { key, keyNode } of entriesOf(pool)) {
      if (key === "subnet") continue;
      add(`${path}.ipam.config.${at}.${key}`, keyNode, {
        effect: "refused",
        compose: "is part of the network's addresses",
        swarm: "a stack file has subnets only: create the network beforehand and declare it external",
      });
    }
  });
}

function ofMerge({ stack }: LoadResult): ComposeDifference[] {
  if (stack === undefined) return [];
  const { replacedNetworks, droppedPorts, replacedAliases } = stack.merge;
  return [
    ...replacedNetworks.map(({ key, after }) => ({
      effect: "different" as const,
      path: `networks.${key}`,
      at: after.at,
      compose: "merges it key by key with the earlier file's",
      swarm: "replaces what the earlier file says of it as a whole",
    })),
    ...droppedPorts.map(({ service, kept }) => ({
      effect: "different" as const,
      path: `services.${service}.ports`,
      at: kept.at,
      compose: "keeps the ports of both files",
      swarm: `keeps one port for each published number (${kept.published || "none"})`,
    })),
    ...replacedAliases.map(({ service, after }) => ({
      effect: "different" as const,
      path: `services.${service}.networks.${after.key}`,
      at: after.at,
      compose: "adds to the aliases of the earlier file",
      swarm: "replaces the aliases of the earlier file",
    })),
  ];
}

function ofVariables({ stack, dotEnv }: LoadResult): ComposeDifference[] {
  return (stack?.variables ?? []).filter(({ name, isSet }) => !isSet && dotEnv.has(name)).map(
    ({ name, path, at, usedDefault }) => ({
      effect: "different",
      path,
      at,
      compose: `takes ${name} from .env`,
      swarm: `reads no .env: ${usedDefault ? "takes the default" : "puts nothing in its place"}`,
    }),
  );
}
