import type { Network, Service } from "../swarm/model.ts";
import { codesFor } from "./catalog.ts";
import type { Ignore } from "./ignore.ts";
import type { ObjectRef, View } from "./rule.ts";
import { network, service } from "./subjects.ts";

/** Followed by a rule's code or name; the value is the reason. */
const IGNORE_LABEL = "swarmnet.ignore.";

/** Suppressions by labels of networks and services that the view judges. A label speaks for its own object only. */
export function labelIgnores(view: View): Ignore[] {
  return [
    ...view.networks.flatMap((one) => labelsOf(view, one, network(one))),
    ...view.services.flatMap((one) => labelsOf(view, one, service(one))),
  ];
}

function labelsOf(view: View, thing: Network | Service, object: ObjectRef): Ignore[] {
  const found: Ignore[] = [];
  for (const [key, reason] of Object.entries(thing.labels)) {
    if (!key.startsWith(IGNORE_LABEL) || !view.judged(thing)) continue;
    const rule = key.slice(IGNORE_LABEL.length);
    found.push({
      by: "label",
      rule,
      codes: new Set(codesFor(rule)),
      reason: reason.trim(),
      until: null,
      text: `The label ${key} of ${object.kind} ${object.name}`,
      object,
      at: view.at(thing) ?? null,
      covers: ({ object: other }) =>
        other.kind === object.kind && other.name === object.name &&
        (other.id === undefined || other.id === object.id),
    });
  }
  return found;
}
