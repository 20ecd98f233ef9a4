import { rule } from "../rule.ts";
import { isAsked, portAt, portText } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { listed } from "../../base/listing.ts";
import { portsOf } from "../../swarm/service.ts";

export const sn0307 = rule({
  code: "SN0307",
  name: "dnsrr-ingress-port",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack", "change"],
  reads: ["services", "stack"],
  refusedByEngine: true,
  what: "A service with endpoint_mode dnsrr publishes a port through the routing mesh",
  why:
    "The routing mesh sends requests to a service's virtual IP, which dnsrr does without, so the managers refuse the service. " +
    "Deploy finds out when it gets there: networks and the services before it are already made or changed.",
  fix: "Publish the port with mode: host, or leave out endpoint_mode: dnsrr",
  reference: [
    "swarmkit manager/controlapi/service.go: port published with ingress mode can't be used with dnsrr mode",
  ],
  bad: [
    {
      title: "The short form of a port is always the routing mesh",
      stack: "services: {a: {image: x, ports: ['80:80'], deploy: {endpoint_mode: dnsrr}}}\n",
    },
    {
      title: "The long form, too, unless it says host",
      stack:
        "services: {a: {image: x, ports: [{target: 80, published: 80}], deploy: {endpoint_mode: dnsrr}}}\n",
    },
  ],
  good: [
    {
      title: "On the nodes themselves",
      stack:
        "services: {a: {image: x, ports: [{target: 80, published: 80, mode: host}], deploy: {endpoint_mode: dnsrr}}}\n",
    },
    {
      title: "With a virtual IP",
      stack: "services: {a: {image: x, ports: ['80:80'], deploy: {endpoint_mode: vip}}}\n",
    },
  ],
  check(view, report) {
    for (const one of view.services) {
      if (!isAsked(view, one) || one.endpointMode !== "dnsrr") continue;
      const ports = portsOf(one).filter((port) => port.mode === "ingress");
      if (ports.length === 0) continue;
      const at = portAt(view, one, ports[0]!);
      report({
        object: subject(one),
        message: `Service ${one.name} has endpoint_mode dnsrr and publishes ${
          listed(ports.map(portText))
        } through the routing mesh, which the managers refuse`,
        ...(at === undefined ? {} : { at }),
      });
    }
  },
});
