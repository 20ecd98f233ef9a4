import type { Network, Node, Service } from "../swarm/model.ts";
import type { ObjectRef, View } from "./rule.ts";

/** What a finding is about. */
export function network(one: Network): ObjectRef {
  return { kind: "network", name: one.name, id: one.id };
}

/** A service as the object of a finding. */
export function service(one: Service): ObjectRef {
  return { kind: "service", name: one.name, id: one.id };
}

/** A node as the object of a finding, by its host name. */
export function node(one: Node): ObjectRef {
  return { kind: "node", name: one.hostname, id: one.id };
}

/** A swarm-scoped overlay for services' own traffic: not ingress, not a template, not predefined. */
export function isApplicationOverlay(one: Network): boolean {
  // A network that was not allocated shows no driver; SN0201 speaks of those.
  return one.scope === "swarm" && one.driver === "overlay" && !one.ingress && !one.configOnly;
}

/** The swarm as a whole, for what concerns no single object. */
export const THE_SWARM: ObjectRef = { kind: "swarm", name: "swarm" };

/** Any swarm-scoped overlay that the managers have allocated, ingress included. */
export function isOverlay(one: Network): boolean {
  return one.scope === "swarm" && one.driver === "overlay" && !one.configOnly;
}

/** Label that says a network is plain on purpose; its value is the reason (rule SN0113 lists them). */
export const ALLOW_PLAIN = "swarmnet.allow-plain";

/** Whether this object does not exist yet: a file or a command would make it. Its name stands for the ID until then. */
export function isPlanned(view: View, one: Network | Service): boolean {
  return view.scope !== "live" && one.id === one.name;
}
