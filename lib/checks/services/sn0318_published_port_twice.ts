import type { Port, Service } from "../../swarm/model.ts";
import { rule } from "../rule.ts";
import { isAsked, portAt } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { portsOf } from "../../swarm/service.ts";

export const sn0318 = rule({
  code: "SN0318",
  name: "published-port-twice",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack", "change"],
  reads: ["services", "stack"],
  refusedByEngine: true,
  what: "One port of the nodes is published twice",
  why:
    "The managers refuse a service that publishes a port and protocol twice, and one that publishes a port which another " +
    "service has in the routing mesh. Deploy finds out service by service: those before the refused one are already changed.",
  fix: "Give one of them another published port, or publish it on the nodes themselves with mode: host",
  reference: ["swarmkit manager/controlapi/service.go validateEndpointSpec, checkPortConflicts"],
  bad: [
    {
      title: "Two services",
      stack: "services: {a: {image: x, ports: ['80:80']}, b: {image: y, ports: ['80:8080']}}\n",
    },
    { title: "One service", stack: "services: {a: {image: x, ports: ['80:80', '80:8080']}}\n" },
  ],
  good: [
    { title: "Two protocols", stack: "services: {a: {image: x, ports: ['53:53/tcp', '53:53/udp']}}\n" },
    {
      title: "On different nodes, at the scheduler's choice",
      stack: "services:\n  a: {image: x, ports: [{target: 80, published: 80, mode: host}]}\n" +
        "  b: {image: y, ports: [{target: 80, published: 80, mode: host}]}\n",
    },
  ],
  check(view, report) {
    const holders = new Map<string, { service: Service; port: Port }[]>();
    for (const service of view.services) {
      // The managers compare with the ports that they assigned to services that exist.
      for (const port of isAsked(view, service) ? service.portsSpec : portsOf(service)) {
        if (port.published === 0) continue;
        const key = `${port.published}/${port.protocol}`;
        const known = holders.get(key);
        if (known === undefined) holders.set(key, [{ service, port }]);
        else known.push({ service, port });
      }
    }
    for (const [key, all] of holders) {
      for (const [at, one] of all.entries()) {
        if (!isAsked(view, one.service)) continue;
        // The first of two new ones is accepted; a service that is there already always comes first.
        const before = all.find((other, index) =>
          other !== one && clash(one, other) && (index < at || !isAsked(view, other.service))
        );
        if (before === undefined) continue;
        const own = before.service === one.service;
        const place = portAt(view, one.service, one.port);
        report({
          object: subject(one.service),
          message: own
            ? `Service ${one.service.name} publishes port ${key} twice`
            : `Service ${one.service.name} publishes port ${key}, which service ${before.service.name} publishes already`,
          ...(place === undefined ? {} : { at: place }),
          part: `${key} ${own ? "" : before.service.name}`,
        });
      }
    }
  },
});

type Holder = { service: Service; port: Port };

/** Within a service nothing may repeat; between services two host-mode ports are the scheduler's business. */
function clash(a: Holder, b: Holder): boolean {
  return a.service === b.service || a.port.mode === "ingress" || b.port.mode === "ingress";
}
