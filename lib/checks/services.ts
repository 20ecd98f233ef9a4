import { listOf } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Port, Service, Swarm } from "../swarm/model.ts";
import type { At, Fix, View } from "./rule.ts";

/** Milliseconds. */
export const SECOND = 1000;
/** Milliseconds of an hour. */
export const HOUR = 3600 * SECOND;

/** "8080/tcp". */
export function portKey(port: Pick<Port, "published" | "protocol">): string {
  return `${port.published}/${port.protocol}`;
}

/** The same for a message: "a port for 80/tcp" where the engine chooses the number. */
export function portText(port: Pick<Port, "published" | "target" | "protocol">): string {
  return port.published === 0 ? `a port for ${port.target}/${port.protocol}` : portKey(port);
}

/** Milliseconds from a moment (RFC 3339) to the moment of collection; 0 where it cannot be read, so that nothing seems old. */
export function ageOf(view: View, moment: string): number {
  const at = Date.parse(moment);
  return Number.isNaN(at) ? 0 : view.now - at;
}

/** The networks in a service's list, each once; names that nothing has are left out. Ingress is in no list. */
export function networksOf(swarm: Swarm, service: Service): Network[] {
  const index = indexOf(swarm);
  return [...new Set(listOf(service).flatMap((entry) => index.network(entry.target) ?? []))];
}

/** Where a port is written in the stack file; undefined in live scope. */
export function portAt(view: View, service: Service, port: Port): At | undefined {
  const written = view.stack?.services.find(({ name }) => name === service.name);
  return written?.ports.find((one) =>
    one.published === port.published && one.target === port.target && one.protocol === port.protocol
  )?.at;
}

/** Whether the spec of a service is what is judged: not of one that only shares a network with what changes. */
export function isAsked(view: View, service: Service): boolean {
  return view.scope === "change" ? view.written(service.id) : view.judged(service);
}

/** Advice that has commands for a running swarm, and none for a file that is not deployed yet. */
export function advice(view: View, file: string, live: Fix): Fix {
  return view.scope === "stack" ? { text: file } : live;
}
