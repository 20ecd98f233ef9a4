import { UsageError } from "../base/errors.ts";
import { compareNatural } from "../base/natural.ts";
import { escapeJson } from "../terminal/boundary.ts";
import type { Swarm, Task } from "./model.ts";
import { redactSwarm, type Removed } from "./redact.ts";
import { faultText } from "./snapshot_check.ts";
import { snapshotDocument } from "./snapshot_schema.ts";
import { byText } from "../base/order.ts";

/** Name and version of the document. A reader refuses every other version by name. */
export const SNAPSHOT_SCHEMA = "swarmnet/snapshot/1";

/** Largest snapshot that is read, in bytes: about 2 000 networks, 10 000 services and 500 000 tasks. */
export const SNAPSHOT_LIMIT = 256 * 1024 * 1024;

const LISTS = ["nodes", "networks", "services", "tasks", "gaps"] as const;

/**
 * A swarm as snapshot text: redacted, lists sorted, keys sorted, one element a line, so that two of them can be compared with `diff`.
 * The same swarm gives the same bytes.
 */
export function snapshotText(swarm: Swarm): { text: string; removed: Removed } {
  const { swarm: redacted, removed } = redactSwarm(swarm);
  const sorted = sortedSwarm(redacted);
  const parts = [
    `"schema": ${JSON.stringify(SNAPSHOT_SCHEMA)}`,
    ...(["taken", "source", "cluster"] as const).map((key) => `"${key}": ${line(sorted[key])}`),
    ...LISTS.map((key) => listText(key, sorted[key])),
  ];
  // Escaped here and not only at the terminal's boundary, which knows nothing of JSON.
  return { text: escapeJson(`{\n${parts.join(",\n")}\n}\n`), removed };
}

function listText(key: string, list: readonly unknown[]): string {
  return list.length === 0 ? `"${key}": []` : `"${key}": [\n${list.map(line).join(",\n")}\n]`;
}

/** A value on one line, keys sorted. */
function line(value: unknown): string {
  return JSON.stringify(value, (_key, item) => {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    const out: Record<string, unknown> = Object.create(null);
    for (const key of Object.keys(item).sort()) out[key] = item[key];
    return out;
  });
}

/** The order in which `collect` gives them, whatever order they came in; addresses and peers by name. */
function sortedSwarm(swarm: Swarm): Swarm {
  const local = (scope: string) => Number(scope !== "swarm");
  const services = swarm.services.toSorted((a, b) => compareNatural(a.name, b.name) || byText(a.id, b.id));
  const rank = new Map(services.map((service, at) => [service.id, at]));
  const rankOf = (task: Task) => rank.get(task.service) ?? services.length;
  return {
    ...swarm,
    nodes: swarm.nodes.toSorted((a, b) => compareNatural(a.hostname, b.hostname) || byText(a.id, b.id)),
    networks: swarm.networks
      .map((network) => ({
        ...network,
        containers: network.containers?.toSorted((a, b) => byText(a.id, b.id)) ?? null,
        peers: network.peers?.toSorted((a, b) => byText(a.ip, b.ip) || byText(a.name, b.name)) ?? null,
        gossip: network.gossip?.toSorted((a, b) => byText(a.name, b.name)) ?? null,
      }))
      .sort((a, b) =>
        local(a.scope) - local(b.scope) || compareNatural(a.name, b.name) || byText(a.id, b.id)
      ),
    services,
    tasks: swarm.tasks.toSorted((a, b) =>
      rankOf(a) - rankOf(b) || a.slot - b.slot || byText(a.created, b.created) || byText(a.id, b.id)
    ),
    gaps: swarm.gaps.toSorted((a, b) => byText(a.what, b.what) || byText(a.why, b.why)),
  };
}

/** What a file is, judged by its `schema` alone. */
function schemaProblem(document: unknown): { what: string; why: string; next: string } | undefined {
  const schema = typeof document === "object" && document !== null
    ? (document as { schema?: unknown }).schema
    : undefined;
  if (schema === SNAPSHOT_SCHEMA) return undefined;
  if (typeof schema !== "string") {
    return {
      what: "is not a snapshot",
      why: `It has no "schema": "${SNAPSHOT_SCHEMA}"`,
      next: "Make one with: docker swarmnet snapshot -o FILE",
    };
  }
  const [name] = SNAPSHOT_SCHEMA.split("/");
  return schema.startsWith(`${name}/`)
    ? {
      what: `has snapshot version ${schema.slice(0, 100)}`,
      why: `This program reads ${SNAPSHOT_SCHEMA}`,
      next: "Use the version of the plugin that wrote it, or take the snapshot again",
    }
    : {
      what: "is not a snapshot",
      why: `Its schema is ${schema.slice(0, 100)}, not ${SNAPSHOT_SCHEMA}`,
      next: "Make one with: docker swarmnet snapshot -o FILE",
    };
}

/** Reads a snapshot. Throws `UsageError` that names `file`, and every field (up to 20) that is missing, unknown or of the wrong kind. */
export function parseSnapshot(content: string, file: string): Swarm {
  let document: unknown;
  try {
    document = JSON.parse(content.startsWith("\uFEFF") ? content.slice(1) : content);
  } catch (error) {
    throw new UsageError(`${file} is not a snapshot`, {
      why: `It is not JSON (${(error as Error).message})`,
      next: "Make one with: docker swarmnet snapshot -o FILE",
      cause: error,
    });
  }
  const problem = schemaProblem(document);
  if (problem !== undefined) throw new UsageError(`${file} ${problem.what}`, problem);
  const faults = snapshotDocument(document);
  if (faults !== null) {
    throw new UsageError(`${file} is a damaged snapshot`, {
      why: faults.map(faultText).join("; "),
      next: "Take the snapshot again; files of this kind are not meant to be edited",
    });
  }
  const { schema: _, ...swarm } = document as Swarm & { schema: string };
  return swarm;
}
