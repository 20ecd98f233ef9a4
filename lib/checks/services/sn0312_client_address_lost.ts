import { imageName, PROXIES } from "../images.ts";
import { rule } from "../rule.ts";
import { portAt, portText } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { listed } from "../../base/listing.ts";
import { portsOf } from "../../swarm/service.ts";

export const sn0312 = rule({
  code: "SN0312",
  name: "client-address-lost",
  level: "info",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live", "stack"],
  reads: ["services", "stack"],
  what: "A proxy is published through the routing mesh, which hides its clients' addresses from it",
  why:
    "The node that a request arrives at replaces its source address with its own on the ingress network. The proxy sees " +
    "10.0.0.x for every client: logs, rate limits, allow lists and X-Forwarded-For become useless.",
  fix:
    "Publish the ports with mode: host on a global service, or put a balancer that speaks the PROXY protocol in front",
  reference: ["https://github.com/moby/moby/issues/25526", "moby libnetwork/service_linux.go"],
  falsePositives:
    "A proxy that does not need the addresses, or gets them by the PROXY protocol. Proxies are known by their image's name",
  bad: [
    {
      title: "Traefik, in a stack file",
      stack: "services: {a: {image: 'traefik:v3.1', ports: ['80:80']}}\n",
    },
    {
      title: "nginx from a registry of one's own",
      swarm: {
        networks: [{ name: "ingress" }],
        services: [{
          name: "edge",
          image: "registry.example:5000/base/nginx:1.27@sha256:00",
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
        }],
      },
    },
  ],
  good: [
    {
      title: "On the nodes themselves",
      stack: "services: {a: {image: 'traefik:v3.1', ports: [{target: 80, published: 80, mode: host}]}}\n",
    },
    { title: "A proxy inside, not published", stack: "services: {a: {image: 'nginx:1.27'}}\n" },
  ],
  check(view, report) {
    for (const one of view.services) {
      if (!view.judged(one) || !PROXIES.has(imageName(one.image))) continue;
      const ports = portsOf(one).filter((port) => port.mode === "ingress");
      if (ports.length === 0) continue;
      const at = portAt(view, one, ports[0]!);
      report({
        object: subject(one),
        message: `Service ${one.name} (${imageName(one.image)}) gets ${
          listed(ports.map(portText))
        } through the routing mesh: it sees the nodes' addresses instead of its clients'`,
        ...(at === undefined ? {} : { at }),
      });
    }
  },
});
