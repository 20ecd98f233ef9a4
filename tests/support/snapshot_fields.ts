import type { Swarm } from "../../lib/swarm/model.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import type { Fault } from "../../lib/swarm/snapshot_check.ts";
import { snapshotDocument } from "../../lib/swarm/snapshot_schema.ts";

// deno-lint-ignore no-explicit-any -- any place of any document
type Any = any;
type Path = readonly (string | number)[];

/**
 * A document that the snapshot schema accepts in which every list has an entry, every map a key and nothing is null: grown from
 * the schema's own complaints, so a field that the model gains is in it.
 */
function grownDocument(): Record<string, Any> {
  const document: Any = {};
  let faults: Fault[] | null;
  while ((faults = snapshotDocument(document)) !== null) {
    for (const { path, text } of faults) {
      const holder = path.slice(0, -1).reduce<Any>((at, key) => at[key], document);
      holder[path.at(-1)!] = valueFor(text);
    }
  }
  for (const map of emptyMaps(document)) {
    map.key = "value";
    const wrong = snapshotDocument(document);
    if (wrong !== null) map.key = { used: 1, available: 1 };
  }
  if (snapshotDocument(document) !== null) throw new Error("The schema has a map that this does not fill");
  return document;
}

/** What the schema asks for; NaN, which it takes nowhere, makes it say so. */
function valueFor(fault: string): unknown {
  const choice = /^must be one of ([^,]+)/.exec(fault)?.[1];
  if (choice !== undefined) return choice;
  if (fault.startsWith("must be text")) return "grown";
  if (fault.startsWith("must be true")) return true;
  if (fault.startsWith("must be a list")) return [Number.NaN];
  if (fault.startsWith("must be an object")) return {};
  return fault === "is missing" ? Number.NaN : 1;
}

function emptyMaps(value: Any): Any[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.values(value).flatMap(emptyMaps);
  return !Array.isArray(value) && Object.keys(value).length === 0 ? [value] : inside;
}

/** A place of a swarm whose text comes from outside: list indexes and map keys are `*`; `keys` means the map's keys themselves. */
export interface Field {
  name: string;
  keys: boolean;
}

/** The example swarm and one more of each object, so that every field of the schema has a text. */
export function fullSwarm(): Swarm {
  const { schema: _, ...grown } = grownDocument();
  const swarm = demoSwarm();
  const [network, service, task, node] = [
    grown.networks[0],
    grown.services[0],
    grown.tasks[0],
    grown.nodes[0],
  ];
  Object.assign(network, { id: "grown1", name: "grown", scope: "swarm", driver: "overlay", ingress: false });
  Object.assign(service, { id: "grown2", name: "grown" });
  Object.assign(service.networks[0], { target: "grown1" });
  Object.assign(node, { id: "grown3", hostname: "grown" });
  Object.assign(task, { id: "grown4", service: "grown2", node: "grown3", state: "running" });
  task.networks[0].network = "grown1";
  const tasks = [...swarm.tasks, task];
  return {
    ...swarm,
    source: {
      ...swarm.source,
      bridgePools: grown.source.bridgePools,
      hostRoutes: grown.source.hostRoutes,
    },
    cluster: { ...swarm.cluster, defaultAddrPool: ["10.0.0.0/8"] },
    networks: [...swarm.networks, network],
    services: [...swarm.services, service],
    nodes: [...swarm.nodes, node],
    tasks,
    gaps: [...swarm.gaps, ...grown.gaps],
  } as Swarm;
}

/** Every place of the schema that takes any text. Places with a closed set of words are no fields here. */
export function textFields(): Field[] {
  const document = grownDocument();
  const found = new Map<string, Field>();
  for (const path of textPaths(document)) {
    const name = nameOf(path);
    const holder = path.slice(0, -1).reduce<Any>((at, key) => at[key], document);
    const key = path.at(-1)!;
    const before = holder[key];
    holder[key] = "any text";
    if (snapshotDocument(document) === null) found.set(name, { name, keys: false });
    holder[key] = before;
  }
  for (const path of mapPaths(document)) {
    const name = nameOf([...path, "key"]);
    found.set(`keys of ${name}`, { name, keys: true });
  }
  found.delete("schema");
  return [...found.values()];
}

/** The swarm with the texts of these fields changed. */
export function withTexts(swarm: Swarm, fields: readonly Field[], change: (text: string) => string): Swarm {
  const copy = structuredClone(swarm) as Any;
  const values = new Set(fields.filter((one) => !one.keys).map((one) => one.name));
  const keys = new Set(fields.filter((one) => one.keys).map((one) => one.name));
  for (const path of textPaths(copy)) {
    if (!values.has(nameOf(path))) continue;
    const holder = path.slice(0, -1).reduce<Any>((at, key) => at[key], copy);
    holder[path.at(-1)!] = change(holder[path.at(-1)!]);
  }
  for (const path of mapPaths(copy)) {
    if (!keys.has(nameOf([...path, "key"]))) continue;
    const map = path.reduce<Any>((at, key) => at[key], copy);
    for (const [key, value] of Object.entries(map)) {
      delete map[key];
      map[change(key)] = value;
    }
  }
  return copy;
}

/** Fields that are maps from free keys. */
const MAPS = new Set(["labels", "options", "driverOpts", "aux", "usage", "sysctls"]);

function nameOf(path: Path): string {
  return path.map((key, at) => typeof key === "number" || MAPS.has(String(path[at - 1])) ? "*" : key).join(
    ".",
  );
}

function textPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value === "string") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    textPaths(one, [...path, Array.isArray(value) ? Number(key) : key])
  );
}

function mapPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, one]) =>
    mapPaths(one, [...path, Array.isArray(value) ? Number(key) : key])
  );
  return !Array.isArray(value) && MAPS.has(String(path.at(-1))) ? [path, ...inside] : inside;
}
