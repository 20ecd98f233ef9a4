import { listed } from "../../base/listing.ts";
import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Service, Swarm } from "../../swarm/model.ts";
import { isPredefined } from "../../swarm/names.ts";
import { detach } from "../change_examples.ts";
import { rule, type View } from "../rule.ts";
import { service as subject } from "../subjects.ts";

export const sn0409 = rule({
  code: "SN0409",
  name: "peers-cut-off",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["networks", "services", "change"],
  what: "A service leaves the only network that it shares with another one",
  why: "Services resolve and reach each other only on a network that both are attached to.",
  fix: "Attach both to another network first, if they need each other",
  reference: ["https://docs.docker.com/engine/swarm/networking/"],
  falsePositives: "Services that share a network but never talk to each other",
  bad: [
    {
      title: "One of two leaves",
      swarm: {
        networks: [{ name: "app" }, { name: "db" }],
        services: [{ name: "web", on: ["app", "db"] }, { name: "front", on: ["app"] }],
      },
      change: detach(["web"], "app"),
    },
  ],
  good: [
    {
      title: "They share another network",
      swarm: {
        networks: [{ name: "app" }, { name: "db" }],
        services: [{ name: "web", on: ["app", "db"] }, { name: "front", on: ["app", "db"] }],
      },
      change: detach(["web"], "app"),
    },
    {
      title: "Both leave",
      swarm: {
        networks: [{ name: "app" }],
        services: [{ name: "web", on: ["app"] }, { name: "front", on: ["app"] }],
      },
      change: detach(["web", "front"], "app"),
    },
  ],
  check(view, report) {
    const before = indexOf(view.before!);
    for (const one of view.services) {
      const old = view.written(one.id) ? before.serviceById.get(one.id) : undefined;
      if (old === undefined) continue;
      const kept = networksOf(view.swarm, one);
      const left = [...networksOf(view.before!, old)].filter((id) => !kept.has(id));
      for (const id of left) {
        const network = before.networkById.get(id)!;
        const peers = before.servicesOn(id).filter((peer) => isCutOff(view, one, peer, id));
        if (peers.length === 0 || isPredefined(network)) continue;
        report({
          object: subject(one),
          message: `Service ${one.name} will share no network with ${
            listed(peers.map(({ name }) => name))
          }: ${network.name} is the only one`,
          part: network.name,
        });
      }
    }
  },
});

/** Whether the peer stays on the network and shares no other one with the service after the change. */
function isCutOff(view: View, one: Service, peer: Service, id: string): boolean {
  const after = indexOf(view.swarm).serviceById.get(peer.id);
  if (after === undefined || after.id === one.id) return false;
  const theirs = networksOf(view.swarm, after);
  return theirs.has(id) && ![...networksOf(view.swarm, one)].some((other) => theirs.has(other));
}

/** IDs of the networks in the list. */
function networksOf(swarm: Swarm, service: Service): Set<string> {
  return new Set(listOf(service).flatMap(({ target }) => indexOf(swarm).network(target)?.id ?? []));
}
