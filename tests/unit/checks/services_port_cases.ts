import type { Port, UpdateConfig } from "../../../lib/swarm/model.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

const host = (published: number, protocol = "tcp"): Port => ({
  name: "",
  protocol,
  target: 80,
  published,
  mode: "host",
});
const mesh = (published: number, protocol = "tcp", target = 80): Port => ({
  name: "",
  protocol,
  target,
  published,
  mode: "ingress",
});
const START_FIRST: UpdateConfig = {
  parallelism: 1,
  delay: 0,
  monitor: 5_000_000_000,
  failureAction: "pause",
  maxFailureRatio: 0,
  order: "start-first",
};

/** Rules about published ports. */
export const PORT_CASES: Record<string, RuleCases> = {
  SN0301: {
    bad: [
      { title: "SSH, on each node with a task", swarm: { services: [{ name: "git", ports: [host(22)] }] } },
      {
        title: "Asked for but not assigned yet",
        swarm: { services: [{ name: "web", ports: [], portsSpec: [mesh(2377)] }] },
      },
      {
        title: "The data path port of the swarm that the file is for",
        stack: "services: {a: {image: x, ports: ['5000:53/udp']}}\n",
        swarm: { cluster: { dataPathPort: 5000 } },
      },
    ],
    good: [
      {
        title: "Another service of the swarm is not the file's to answer for",
        stack: "services: {a: {image: x, ports: ['80:80']}}\n",
        swarm: { networks: [{ name: "ingress" }], services: [{ name: "old", ports: [mesh(7946)] }] },
      },
    ],
    near: [
      {
        title: "The same numbers with the other protocol",
        swarm: {
          networks: [{ name: "ingress" }],
          services: [{
            name: "web",
            ports: [mesh(2377, "udp"), mesh(4789), mesh(22, "udp"), mesh(7946, "sctp")],
          }],
        },
      },
    ],
  },
  SN0302: {
    bad: [
      { title: "A range", stack: "services: {a: {image: x, ports: ['127.0.0.1:8000-8001:80-81']}}\n" },
      { title: "IPv6", stack: "services: {a: {image: x, ports: ['[::1]:8080:80']}}\n" },
      { title: "Any port of one address", stack: "services: {a: {image: x, ports: ['127.0.0.1::80']}}\n" },
    ],
    good: [{ title: "No ports", stack: "services: {a: {image: x}}\n" }],
    near: [
      { title: "All addresses, in words", stack: "services: {a: {image: x, ports: ['0.0.0.0:8080:80']}}\n" },
      { title: "All IPv6 addresses", stack: "services: {a: {image: x, ports: ['[::]:8080:80']}}\n" },
    ],
  },
  SN0307: {
    bad: [
      {
        title: "One port of two",
        stack: "services: {a: {image: x, ports: [{target: 80, published: 80, mode: host}, '81:81'], " +
          "deploy: {endpoint_mode: dnsrr}}}\n",
      },
      {
        title: "A port that the engine is to choose",
        stack: "services: {a: {image: x, ports: ['80'], deploy: {endpoint_mode: dnsrr}}}\n",
      },
    ],
    good: [
      { title: "No port", stack: "services: {a: {image: x, deploy: {endpoint_mode: dnsrr}}}\n" },
    ],
    near: [
      {
        title: "Another service has the ports",
        stack: "services: {a: {image: x, deploy: {endpoint_mode: dnsrr}}, b: {image: y, ports: ['80:80']}}\n",
      },
    ],
  },
  SN0308: {
    bad: [
      {
        title: "Two global services",
        swarm: {
          services: [
            { name: "a", mode: "global", ports: [host(80)] },
            { name: "b", mode: "global", ports: [host(80)] },
          ],
        },
      },
      {
        title: "A stack against a swarm that uses the port",
        stack: "services: {a: {image: x, ports: [{target: 80, published: 80, mode: host}]}}\n",
        swarm: { services: [{ name: "old", ports: [host(80)] }] },
      },
      {
        title: "Constraints leave one node for two tasks",
        swarm: {
          services: [{ name: "a", replicas: 2, constraints: ["node.hostname==m1"], ports: [host(80)] }],
        },
      },
    ],
    good: [
      {
        title: "The routing mesh is not the nodes' own port",
        swarm: { networks: [{ name: "ingress" }], services: [{ name: "a", replicas: 9, ports: [mesh(80)] }] },
      },
      {
        title: "Any free port",
        swarm: {
          services: [{ name: "a", replicas: 9, ports: [host(0)] }, {
            name: "b",
            replicas: 9,
            ports: [host(0)],
          }],
        },
      },
    ],
    near: [
      {
        title: "As many tasks as nodes",
        swarm: { services: [{ name: "a", replicas: 3, ports: [host(80)] }] },
      },
      {
        title: "On different nodes by their labels",
        swarm: {
          nodes: [{ hostname: "w1", labels: { edge: "1" } }, { hostname: "w2" }],
          services: [
            { name: "a", mode: "global", constraints: ["node.labels.edge==1"], ports: [host(80)] },
            { name: "b", mode: "global", constraints: ["node.labels.edge!=1"], ports: [host(80)] },
          ],
        },
      },
      {
        title: "One number, two protocols",
        swarm: { services: [{ name: "a", ports: [host(53)] }, { name: "b", ports: [host(53, "udp")] }] },
      },
    ],
  },
  SN0310: {
    bad: [
      {
        title: "A port is asked for that could not be assigned",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "web", on: ["app"], portsSpec: [mesh(80)], ports: [] }],
        },
      },
      {
        title: "A network that is only called ingress",
        swarm: {
          networks: [{ name: "ingress", ingress: false }],
          services: [{ name: "web", ports: [mesh(80)] }],
        },
      },
    ],
    good: [
      {
        title: "It is there",
        swarm: { networks: [{ name: "ingress" }], services: [{ name: "web", ports: [mesh(80)] }] },
      },
    ],
    near: [
      {
        title: "Ports of the nodes need no ingress network",
        swarm: { services: [{ name: "web", ports: [host(80)] }] },
      },
    ],
  },
  SN0311: {
    bad: [
      {
        title: "On the nodes themselves, still being pulled after an hour",
        swarm: {
          services: [{ name: "web", ports: [host(80)] }],
          tasks: [{ service: "web", node: "m1", state: "preparing", since: "2026-06-01T11:00:00Z" }],
        },
      },
    ],
    good: [
      {
        title: "A job",
        swarm: { services: [{ name: "once", mode: "replicated-job", ports: [host(80)] }], tasks: [] },
      },
    ],
    near: [
      {
        title: "It was made a minute ago",
        swarm: { services: [{ name: "web", updated: "2026-06-01T11:59:00Z", ports: [host(80)] }], tasks: [] },
      },
      {
        title: "Two failed, one runs",
        swarm: {
          services: [{ name: "web", replicas: 3, ports: [host(80)] }],
          tasks: [
            { service: "web", node: "m1", state: "failed", desired: "shutdown" },
            { service: "web", node: "m2", state: "failed", desired: "shutdown" },
            { service: "web", node: "m3" },
          ],
        },
      },
    ],
  },
  SN0312: {
    bad: [
      {
        title: "One port of two",
        swarm: {
          networks: [{ name: "ingress" }],
          services: [{ name: "lb", image: "haproxy", ports: [host(80), mesh(443)] }],
        },
      },
    ],
    good: [
      {
        title: "No proxy",
        swarm: {
          networks: [{ name: "ingress" }],
          services: [{ name: "web", image: "shop/web:1", ports: [mesh(80)] }],
        },
      },
    ],
    near: [
      {
        title: "An image that only has a proxy's name in it",
        stack: "services: {a: {image: 'nginx/nginx-prometheus-exporter:1', ports: ['9113:9113']}}\n",
      },
      {
        title: "A registry that is called like a proxy",
        stack: "services: {a: {image: 'nginx:5000/web', ports: ['80:80']}}\n",
      },
    ],
  },
  SN0319: {
    bad: [
      {
        title: "One task, and one node that it may run on",
        swarm: {
          services: [{
            name: "web",
            constraints: ["node.hostname==m2"],
            ports: [host(80)],
            update: START_FIRST,
          }],
        },
      },
      {
        title: "As many tasks as nodes of the swarm that the file is for",
        stack: "services: {a: {image: x, ports: [{target: 80, published: 80, mode: host}], " +
          "deploy: {replicas: 3, update_config: {order: start-first}}}}\n",
        swarm: {},
      },
    ],
    good: [
      {
        title: "Stop first, on every node",
        swarm: { services: [{ name: "web", mode: "global", ports: [host(80)] }] },
      },
    ],
    near: [
      {
        title: "One node more than tasks",
        swarm: { services: [{ name: "web", replicas: 2, ports: [host(80)], update: START_FIRST }] },
      },
      {
        title: "The engine chooses the port",
        swarm: { services: [{ name: "web", mode: "global", ports: [host(0)], update: START_FIRST }] },
      },
    ],
  },
  SN0322: {
    bad: [
      {
        title: "The last port of a range",
        swarm: { networks: [{ name: "ingress" }], services: [{ name: "web", ports: [mesh(8999, "udp")] }] },
        policy: { forbiddenPorts: ["80", "8000-8999"] },
      },
    ],
    good: [
      {
        title: "Nothing is forbidden",
        swarm: { networks: [{ name: "ingress" }], services: [{ name: "web", ports: [mesh(5432)] }] },
      },
    ],
    near: [
      {
        title: "Just outside of the range",
        swarm: {
          networks: [{ name: "ingress" }],
          services: [{ name: "web", ports: [mesh(9000), mesh(7999)] }],
        },
        policy: { forbiddenPorts: ["8000-8999"] },
      },
      {
        title: "The engine chooses the port",
        stack: "services: {db: {image: x, ports: ['5432']}}\n",
        policy: { forbiddenPorts: ["5432", "0-100"] },
      },
    ],
  },
};
