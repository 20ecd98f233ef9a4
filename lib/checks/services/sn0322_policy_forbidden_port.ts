import type { Port } from "../../swarm/model.ts";
import { rule } from "../rule.ts";
import { isAsked, portAt, portKey } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { listed } from "../../base/listing.ts";
import { portsOf } from "../../swarm/service.ts";

export const sn0322 = rule({
  code: "SN0322",
  name: "policy-forbidden-port",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["services", "policy", "stack"],
  what: "A service publishes a port that the configuration forbids",
  why:
    "The configuration forbids ports, such as those of databases: any client that reaches a node can connect to a published port " +
    "(mode host: on nodes with a task).",
  fix: "Do not publish it: let its clients join a network of the service instead",
  reference: ["docs/decisions/0007-rules.md"],
  bad: [
    {
      title: "A forbidden port, in a stack file",
      stack: "services: {db: {image: x, ports: ['5432:5432']}}\n",
      policy: { forbiddenPorts: ["5432"] },
    },
    {
      title: "In a forbidden range",
      swarm: {
        services: [{
          name: "web",
          ports: [{ name: "", protocol: "tcp", target: 80, published: 8080, mode: "host" }],
        }],
      },
      policy: { forbiddenPorts: ["8000-8999/tcp"] },
    },
  ],
  good: [
    {
      title: "Another port",
      stack: "services: {db: {image: x, ports: ['15432:5432']}}\n",
      policy: { forbiddenPorts: ["5432"] },
    },
    {
      title: "Another protocol",
      stack: "services: {dns: {image: x, ports: ['53:53/udp']}}\n",
      policy: { forbiddenPorts: ["53/tcp"] },
    },
  ],
  check(view, report) {
    const forbidden = view.policy.forbiddenPorts.flatMap((text) => {
      const [, first, last, protocol] = /^(\d+)(?:-(\d+))?(?:\/(\w+))?$/.exec(text) ?? [];
      return first === undefined ? [] : [{ text, from: Number(first), to: Number(last ?? first), protocol }];
    });
    const rangeOf = (port: Port) =>
      forbidden.find(({ from, to, protocol }) =>
        port.published >= from && port.published <= to &&
        (protocol === undefined || protocol === port.protocol)
      );
    for (const one of view.services) {
      if (!isAsked(view, one)) continue;
      // A range of ports in the file is many ports here, and one mistake.
      const found = new Map<string, Port[]>();
      for (const port of portsOf(one)) {
        const range = port.published === 0 ? undefined : rangeOf(port);
        if (range === undefined) continue;
        const known = found.get(range.text);
        if (known === undefined) found.set(range.text, [port]);
        else known.push(port);
      }
      for (const [range, ports] of found) {
        const at = portAt(view, one, ports[0]!);
        report({
          object: subject(one),
          message: `Service ${one.name} publishes ${
            listed(ports.map(portKey))
          }, which the configuration forbids (${range})`,
          part: range,
          ...(at === undefined ? {} : { at }),
        });
      }
    }
  },
});
