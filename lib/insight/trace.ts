import { nearest } from "../base/suggest.ts";
import { find } from "../swarm/find.ts";
import { indexOf } from "../swarm/index.ts";
import type { Port, Service, Swarm } from "../swarm/model.ts";
import type { Trace } from "./trace_model.ts";
import { tracePublished } from "./trace_published.ts";
import { traceService } from "./trace_service.ts";

/** The word for whoever is outside of the swarm. */
export const CLIENT = "client";

/** A word that names nothing, and the name that was probably meant. */
export class UnknownWord extends Error {
  readonly kind: "service" | "port" | "node";
  readonly near: string | undefined;
  constructor(kind: UnknownWord["kind"], message: string, near?: string) {
    super(message);
    this.kind = kind;
    this.near = near;
  }
}

/**
 * The ways from `from` (a service, or CLIENT) to `to` (a service, or a published port such as "443" or "53/udp"): one for
 * each published port a client could mean, else exactly one. `node`: name or ID of the node to start at. Throws
 * `UnknownWord`.
 */
export function traces(swarm: Swarm, from: string, to: string, node?: string): Trace[] {
  const start = node === undefined ? undefined : nodeId(swarm, node);
  if (from === CLIENT) {
    return published(swarm, to).map(({ service, port }) => tracePublished(swarm, service, port, start));
  }
  return [traceService(swarm, serviceOf(swarm, from, [CLIENT]), serviceOf(swarm, to), start)];
}

function published(swarm: Swarm, to: string): { service: Service; port: Port }[] {
  const asked = /^(\d+)(?:\/(tcp|udp|sctp))?$/.exec(to);
  const all = swarm.services.flatMap((service) =>
    service.ports.filter((port) => port.published !== 0).map((port) => ({ service, port }))
  );
  if (asked !== null) {
    const [, number, protocol] = asked;
    const found = all.filter(({ port }) =>
      port.published === Number(number) && (protocol ?? port.protocol) === port.protocol
    );
    if (found.length > 0) return found;
    const near = all.map(({ port }) =>
      port.published
    ).sort((a, b) => Math.abs(a - Number(number)) - Math.abs(b - Number(number)))[0];
    throw new UnknownWord(
      "port",
      `No service publishes port ${to}`,
      near === undefined ? undefined : String(near),
    );
  }
  const service = serviceOf(swarm, to);
  const own = all.filter((one) => one.service === service);
  if (own.length === 0) {
    throw new UnknownWord(
      "port",
      `Service ${service.name} publishes no port, so no client outside reaches it`,
    );
  }
  return own;
}

function serviceOf(swarm: Swarm, word: string, others: readonly string[] = []): Service {
  const found = find(swarm.services, word);
  if (found.kind === "found") return found.item;
  if (found.kind === "ambiguous") {
    throw new UnknownWord(
      "service",
      `${word} is ambiguous: ${found.count} services have ${
        found.by === "name" ? "this name" : "an ID that begins with it"
      }`,
    );
  }
  const near = nearest(word, [...swarm.services.map((service) => service.name), ...others]);
  throw new UnknownWord("service", `There is no service ${word}`, near);
}

function nodeId(swarm: Swarm, word: string): string {
  const index = indexOf(swarm);
  const found = index.nodeById.get(word) ?? index.nodesByHostname.get(word)?.[0];
  if (found !== undefined) return found.id;
  throw new UnknownWord(
    "node",
    `There is no node ${word}`,
    nearest(word, swarm.nodes.map((node) => node.hostname)),
  );
}
