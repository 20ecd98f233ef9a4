import { nearest } from "../base/suggest.ts";
import { find } from "../swarm/find.ts";
import type { Port, Service, Swarm } from "../swarm/model.ts";
import type { Trace } from "./trace_model.ts";
import { type AskedName, askedName, namesNear, ownerOf } from "./trace_names.ts";
import { tracePublished } from "./trace_published.ts";
import { traceService } from "./trace_service.ts";

/** The word for whoever is outside of the swarm. */
export const CLIENT = "client";

/** A word that names nothing, and the name that was probably meant. */
export class UnknownName extends Error {
  readonly kind: "service" | "port" | "node" | "outside";
  readonly near: string | undefined;
  constructor(kind: UnknownName["kind"], message: string, near?: string) {
    super(message);
    this.kind = kind;
    this.near = near;
  }
}

/**
 * The ways from `from` (a service, or CLIENT) to `to`: for a service another one, or a name that its tasks could ask for (an
 * alias, or tasks.NAME); for a client a service or a published port such as "443" or "53/udp". One way for each published
 * port a client could mean, else exactly one. `node`: name or ID of the node to start at. Throws `UnknownName`.
 */
export function traces(swarm: Swarm, from: string, to: string, node?: string): Trace[] {
  const start = node === undefined ? undefined : nodeId(swarm, node);
  if (from === CLIENT) {
    return published(swarm, to).map(({ service, port }) => tracePublished(swarm, service, port, start));
  }
  const origin = serviceOf(swarm, from, [CLIENT]);
  return [traceService(swarm, { from: origin, ...target(swarm, origin, to), node: start })];
}

type Published = { service: Service; port: Port };

/** The service that a word stands for when the tasks of `from` ask for it. */
function target(swarm: Swarm, from: Service, word: string): { to: Service; asked: AskedName } {
  const named = (to: Service) => ({ to, asked: askedName(swarm, from, to.name) });
  const exact = swarm.services.find((one) => one.id === word || one.name === word);
  if (exact !== undefined) return named(exact);
  // A name comes before what an ID happens to begin with.
  const asked = askedName(swarm, from, word);
  const owner = ownerOf(swarm, from, asked);
  if (owner !== undefined) return { to: owner, asked };
  if (word === CLIENT) {
    throw new UnknownName(
      "outside",
      `${CLIENT} stands for whoever is outside of the swarm, and can only be where a way begins`,
    );
  }
  return named(serviceOf(swarm, word, namesNear(swarm, from)));
}

function published(swarm: Swarm, to: string): Published[] {
  const asked = /^(\d+)(?:\/(tcp|udp|sctp))?$/i.exec(to);
  const all = swarm.services.flatMap((service) =>
    service.ports.filter((port) => port.published !== 0).map((port) => ({ service, port }))
  );
  if (asked !== null) {
    const protocol = asked[2]?.toLowerCase();
    const found = all.filter(({ port }) =>
      port.published === Number(asked[1]) && (protocol ?? port.protocol) === port.protocol
    );
    if (found.length > 0) return found;
    throw new UnknownName("port", `No service publishes port ${to}`, nearestPort(all, Number(asked[1])));
  }
  if (/^[:\d][\d:/.-]*[a-z]*$/i.test(to) && find(swarm.services, to).kind === "missing") {
    throw new UnknownName("port", `${to} is no port: one at a time, such as 443 or 53/udp`);
  }
  return portsOf(serviceOf(swarm, to), all);
}

function nearestPort(all: readonly Published[], number: number): string | undefined {
  if (number < 1 || number > 65535) return undefined;
  const near =
    all.map(({ port }) => port).sort((a, b) =>
      Math.abs(a.published - number) - Math.abs(b.published - number)
    )[0];
  return near === undefined ? undefined : String(near.published);
}

function portsOf(service: Service, all: readonly Published[]): Published[] {
  const own = all.filter((one) => one.service === service);
  if (own.length > 0) return own;
  throw new UnknownName(
    "port",
    service.portsSpec.length > 0
      ? `Service ${service.name} publishes a port that has no number yet: the managers have still to choose it`
      : `Service ${service.name} publishes no port, so no client outside reaches it`,
  );
}

function serviceOf(swarm: Swarm, word: string, others: readonly string[] = []): Service {
  const found = find(swarm.services, word);
  if (found.kind === "found") return found.item;
  if (found.kind === "ambiguous") throw ambiguous("service", word, found);
  const near = nearest(word, [...swarm.services.map((service) => service.name), ...others]);
  throw new UnknownName("service", `There is no service ${word}`, near);
}

function nodeId(swarm: Swarm, word: string): string {
  const found = find(swarm.nodes.map(({ id, hostname }) => ({ id, name: hostname })), word);
  if (found.kind === "found") return found.item.id;
  if (found.kind === "ambiguous") throw ambiguous("node", word, found);
  throw new UnknownName("node", `There is no node ${word}`, found.near);
}

function ambiguous(
  kind: "service" | "node",
  word: string,
  { by, count }: { by: "name" | "id"; count: number },
): UnknownName {
  const why = by === "name" ? "this name; give the ID" : "an ID that begins with it";
  return new UnknownName(kind, `${word} is ambiguous: ${count} ${kind}s have ${why}`);
}
