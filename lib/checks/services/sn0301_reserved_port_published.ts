import { reservedPorts, VXLAN_PORT } from "../../swarm/data_path.ts";
import { rule } from "../rule.ts";
import { isAsked, portAt, portKey } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { portsOf } from "../../swarm/service.ts";

export const sn0301 = rule({
  code: "SN0301",
  name: "reserved-port-published",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["services", "cluster", "stack"],
  what: "A service publishes a port that swarm itself, or the nodes' SSH, listens on",
  why:
    "Swarm accepts every published port, its own included. Through the routing mesh the port is taken over on every node: " +
    "with 7946 the nodes lose each other, with 2377 the managers, with the data path port every overlay network is cut, " +
    "with 22 no one can log in over SSH.",
  fix: "Publish another port; the port inside the container can stay",
  reference: ["https://github.com/moby/moby/issues/27237", "accepted by 20.10.24 (7946, 22)"],
  falsePositives: "Port 22, where the nodes' SSH listens elsewhere",
  bad: [
    {
      title: "The gossip port, in a stack file",
      stack: "services: {a: {image: x, ports: ['7946:80']}}\n",
    },
    {
      title: "The data path port of this swarm",
      swarm: {
        cluster: { dataPathPort: 7777 },
        services: [{
          name: "web",
          ports: [{ name: "", protocol: "udp", target: 53, published: 7777, mode: "ingress" }],
        }],
      },
    },
  ],
  good: [
    { title: "The port is used inside only", stack: "services: {a: {image: x, ports: ['8080:7946']}}\n" },
    {
      title: "The usual data path port, in a swarm that has another one",
      swarm: {
        cluster: { dataPathPort: 7777 },
        services: [{
          name: "web",
          ports: [{ name: "", protocol: "udp", target: 53, published: VXLAN_PORT, mode: "ingress" }],
        }],
      },
    },
  ],
  check(view, report) {
    const reserved = new Map(
      reservedPorts(view.cluster).map((one) => [`${one.port}/${one.protocol}`, one]),
    );
    for (const one of view.services) {
      if (!isAsked(view, one)) continue;
      for (const port of portsOf(one)) {
        const taken = reserved.get(portKey(port));
        if (taken === undefined) continue;
        const at = portAt(view, one, port);
        report({
          object: subject(one),
          message: `Service ${one.name} publishes port ${portKey(port)}, which serves ${taken.use}: ` +
            (port.mode === "ingress"
              ? "it is taken over on every node of the swarm"
              : "it clashes on each node that should run a task"),
          level: taken.swarm ? "error" : "warning",
          part: portKey(port),
          ...(at === undefined ? {} : { at }),
        });
      }
    }
  },
});
