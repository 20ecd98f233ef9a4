import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import { rule } from "../rule.ts";
import { isAsked } from "../services.ts";
import { service as subject } from "../subjects.ts";

const EFFECT: ReadonlyMap<string, string> = new Map([
  ["host", "its tasks share all ports and interfaces of their node"],
  ["bridge", "its tasks share the node's default bridge with every container there"],
]);

export const sn0317 = rule({
  code: "SN0317",
  name: "predefined-network-service",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "services"],
  what: "A service uses a network of its nodes (host or bridge) instead of one of the swarm",
  why:
    "Such a service has no virtual IP and no name that others can look up, its traffic is neither separated nor encrypted by " +
    "swarm, and with host it reaches everything that listens on the node itself, localhost included.",
  fix:
    "Use an overlay network unless the service really needs its node's, as node exporters and some agents do",
  reference: [
    "https://docs.docker.com/engine/network/drivers/host/",
    "reproduced on 28.5.2: the entry has no virtual IP",
  ],
  falsePositives: "Agents that watch their node are meant to be there",
  bad: [
    {
      title: "The host's network in a stack file",
      stack:
        "services: {a: {image: x, networks: [hostnet]}}\nnetworks: {hostnet: {external: true, name: host}}\n",
    },
    {
      title: "The default bridge",
      swarm: { services: [{ name: "agent", on: ["bridge"], vips: [] }] },
    },
  ],
  good: [
    {
      title: "An overlay named host-like",
      stack: "services: {a: {image: x, networks: [host]}}\nnetworks: {host: {}}\n",
    },
    { title: "An overlay", swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] } },
  ],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const one of view.services) {
      if (!isAsked(view, one)) continue;
      for (const { target } of listOf(one)) {
        const name = (index.networkById.get(target) ?? index.network(target))?.name ?? target;
        const effect = EFFECT.get(name);
        if (effect === undefined) continue;
        report({
          object: subject(one),
          message: `Service ${one.name} uses the network ${name} of its nodes: ${effect}`,
          part: name,
        });
      }
    }
  },
});
