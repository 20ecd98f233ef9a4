import { compareNatural } from "../base/natural.ts";
import { clusterFacts, type Facts, networkFacts, nodeFacts, serviceFacts } from "./diff_facts.ts";
import type { Swarm } from "./model.ts";
import { redactSwarm } from "./redact.ts";
import { REDACTED } from "./redact_text.ts";

/** One fact that differs; null where it is not there at all. */
export interface FieldChange {
  field: string;
  before: string | null;
  after: string | null;
}

/** An object that is not as it was. */
export interface ObjectChange {
  kind: "cluster" | "node" | "network" | "service";
  name: string;
  change: "added" | "removed" | "changed";
  /** What differs; for an added or removed object all that is known of it. */
  fields: FieldChange[];
}

/** What differs between two states of a swarm. */
export interface SwarmDiff {
  before: { taken: string; cluster: string };
  after: { taken: string; cluster: string };
  /** Cluster first, then nodes, networks, services, each by name. */
  changes: ObjectChange[];
}

/** An object of either side: how it is matched, shown, and what is compared. */
interface Item {
  key: string;
  name: string;
  facts: Facts;
}

/**
 * What of the network has changed between two swarms: settings of the cluster, nodes, overlay networks (local ones where both were
 * taken on the same node), and of services what the network sees. Tasks come and go and are left out. Objects are matched by name, so that one that was
 * removed and made again shows as changed. Label values that one side does not tell are not compared.
 */
export function diffSwarms(old: Swarm, now: Swarm): SwarmDiff {
  const [before, after] = [redactSwarm(old).swarm, redactSwarm(now).swarm];
  const sameNode = before.source.nodeId === after.source.nodeId;
  const both = (kind: ObjectChange["kind"], items: (swarm: Swarm) => Item[]) =>
    changesOf(kind, items(before), items(after));
  const networks = (swarm: Swarm) => {
    const shown = swarm.networks.filter((network) => network.scope === "swarm" || sameNode);
    return named(shown, ({ name, scope }) => `${scope} ${name}`, ({ name }) => name, networkFacts);
  };
  return {
    before: { taken: before.taken, cluster: before.cluster.id },
    after: { taken: after.taken, cluster: after.cluster.id },
    changes: [
      ...both(
        "cluster",
        (swarm) => [{ key: "", name: swarm.cluster.id, facts: clusterFacts(swarm.cluster) }],
      ),
      ...both(
        "node",
        (swarm) => named(swarm.nodes, ({ hostname }) => hostname, ({ hostname }) => hostname, nodeFacts),
      ),
      ...both("network", networks),
      ...both("service", (swarm) => {
        const names = new Map(swarm.networks.map(({ id, name }) => [id, name]));
        return named(
          swarm.services,
          ({ name }) => name,
          ({ name }) => name,
          (one) => serviceFacts(one, names),
        );
      }),
    ],
  };
}

/** Items with keys that tell namesakes apart by their order (host names need not be unique). */
function named<T extends { id: string }>(
  list: readonly T[],
  keyOf: (one: T) => string,
  nameOf: (one: T) => string,
  factsOf: (one: T) => Facts,
): Item[] {
  const seen = new Map<string, number>();
  return list.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((one) => {
    const key = keyOf(one);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return { key: `${key}\n${count}`, name: nameOf(one), facts: factsOf(one) };
  });
}

function changesOf(kind: ObjectChange["kind"], before: Item[], after: Item[]): ObjectChange[] {
  const old = new Map(before.map((item) => [item.key, item]));
  const changes: ObjectChange[] = [];
  for (const item of after) {
    const match = old.get(item.key);
    old.delete(item.key);
    const fields = fieldsOf(match?.facts ?? new Map(), item.facts);
    if (match === undefined) changes.push({ kind, name: item.name, change: "added", fields });
    else if (fields.length > 0) changes.push({ kind, name: item.name, change: "changed", fields });
  }
  for (const item of old.values()) {
    changes.push({ kind, name: item.name, change: "removed", fields: fieldsOf(item.facts, new Map()) });
  }
  return changes.sort((a, b) => compareNatural(a.name, b.name));
}

function fieldsOf(before: Facts, after: Facts): FieldChange[] {
  const fields: FieldChange[] = [];
  for (const field of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(field) ?? null, after.get(field) ?? null];
    if (was === is || (was === REDACTED && is !== null) || (is === REDACTED && was !== null)) continue;
    fields.push({ field, before: was, after: is });
  }
  return fields;
}

/** Whether nothing differs. */
export function isSame(diff: SwarmDiff): boolean {
  return diff.changes.length === 0;
}
