import type { Attachment, GossipService, Port } from "../../../lib/swarm/model.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

const at = (network: string): Attachment => ({ target: `id-${network}`, aliases: [], driverOpts: {} });
const mesh = (published: number, target = 80): Port => ({
  name: "",
  protocol: "tcp",
  target,
  published,
  mode: "ingress",
});
const holds = (
  network: string,
  ...addresses: string[]
) => [{ network: `id-${network}`, addresses, aliases: [] }];
const heard = (name: string, ...ips: string[]): GossipService => ({
  name,
  vip: "",
  ports: [],
  lbIndex: 256,
  tasks: ips.map((ip) => ({ name: `${name}.${ip}`, endpointId: ip, ip, hostIp: "192.168.7.1" })),
});
const endpoint = (id: string, name: string) => ({ id, name, endpointId: id, mac: "", ipv4: "", ipv6: "" });
const updating = (state: string, started: string) => ({ state, started, completed: "", message: "" });

/** Rules about what became of services: tasks, addresses, endpoints, updates. */
export const STATE_CASES: Record<string, RuleCases> = {
  SN0303: {
    bad: [
      {
        title: "The ingress network is full",
        swarm: {
          networks: [{ name: "ingress", subnet: "10.0.0.0/29" }],
          services: [{ name: "web", ports: [mesh(80)] }],
          tasks: [{ service: "web", state: "new" }, {
            service: "web",
            node: "m1",
            networks: holds("ingress", "10.0.0.5/29"),
          }],
        },
      },
      {
        title: "For a reason that cannot be seen",
        swarm: { services: [{ name: "web" }], tasks: [{ service: "web", state: "new" }] },
      },
    ],
    good: [
      {
        title: "A task that waits for a node says so itself",
        swarm: { services: [{ name: "web" }], tasks: [{ service: "web", state: "pending" }] },
      },
    ],
    near: [
      {
        title: "It is to go",
        swarm: { services: [{ name: "web" }], tasks: [{ service: "web", state: "new", desired: "remove" }] },
      },
      {
        title: "Sixty seconds, not more",
        swarm: {
          services: [{ name: "web" }],
          tasks: [{ service: "web", state: "new", since: "2026-06-01T11:59:00Z" }],
        },
      },
    ],
  },
  SN0304: {
    bad: [
      {
        title: "Published, but none on ingress",
        swarm: {
          networks: [{ name: "ingress" }, { name: "app" }],
          services: [{
            name: "web",
            on: ["app"],
            ports: [mesh(80)],
            vips: [{ network: "id-app", addr: "10.0.2.2/24" }],
          }],
        },
      },
      {
        title: "An entry without an address",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "web", on: ["app"], vips: [{ network: "id-app", addr: "" }] }],
        },
      },
    ],
    good: [
      {
        title: "A job has none",
        swarm: { networks: [{ name: "app" }], services: [{ name: "once", mode: "global-job", on: ["app"] }] },
      },
    ],
    near: [
      {
        title: "Made this moment",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "web", on: ["app"], vips: [], updated: "2026-06-01T11:59:55Z" }],
        },
      },
      {
        title: "A macvlan has no VIPs",
        swarm: {
          networks: [{ name: "lan", driver: "macvlan", options: {} }],
          services: [{ name: "web", on: ["lan"], vips: [] }],
        },
      },
    ],
  },
  SN0305: {
    bad: [
      {
        title: "A network that is gone",
        swarm: { services: [{ name: "web", vips: [{ network: "x9", addr: "10.0.9.2/24" }] }] },
      },
    ],
    good: [
      {
        title: "Without networks and VIPs",
        swarm: { services: [{ name: "web" }] },
      },
    ],
    near: [
      {
        title: "On ingress, by a published port",
        swarm: {
          networks: [{ name: "ingress" }, { name: "app" }],
          services: [{ name: "web", on: ["app"], ports: [mesh(80)] }],
        },
      },
      {
        title: "Listed in the deprecated place",
        swarm: {
          networks: [{ name: "app" }],
          services: [{
            name: "web",
            legacyNetworks: [at("app")],
            vips: [{ network: "id-app", addr: "10.0.1.2/24" }],
          }],
        },
      },
      {
        title: "Detached this moment",
        swarm: {
          networks: [{ name: "old" }],
          services: [{
            name: "web",
            updated: "2026-06-01T11:59:55Z",
            vips: [{ network: "id-old", addr: "10.0.1.2/24" }],
          }],
        },
      },
    ],
  },
  SN0306: {
    bad: [
      {
        title: "A service that is gone is still known",
        swarm: { networks: [{ name: "app", gossip: [heard("old", "10.0.1.9")] }] },
      },
      {
        title: "An address whose task ended an hour ago",
        swarm: {
          networks: [{ name: "app", gossip: [heard("web", "10.0.1.9")] }],
          services: [{ name: "web", on: ["app"] }],
          tasks: [{
            service: "web",
            node: "m1",
            state: "shutdown",
            desired: "shutdown",
            since: "2026-06-01T11:00:00Z",
            networks: holds("app", "10.0.1.9/24"),
          }],
        },
      },
    ],
    good: [
      {
        title: "Containers of no service are nobody's tasks",
        swarm: { networks: [{ name: "app", gossip: [heard("", "10.0.1.50")] }] },
      },
      {
        title: "A task on a node that is down",
        swarm: {
          nodes: [{ hostname: "m1" }, { hostname: "w1", state: "down" }],
          networks: [{ name: "app", gossip: [] }],
          services: [{ name: "web", on: ["app"] }],
          tasks: [{ service: "web", node: "w1", networks: holds("app", "10.0.1.9/24") }],
        },
      },
    ],
    near: [
      {
        title: "An address whose task ended this minute, and one of a task that started just now",
        swarm: {
          networks: [{ name: "app", gossip: [heard("web", "10.0.1.9")] }],
          services: [{ name: "web", on: ["app"] }],
          tasks: [
            {
              service: "web",
              node: "m1",
              state: "shutdown",
              desired: "shutdown",
              since: "2026-06-01T11:59:30Z",
              networks: holds("app", "10.0.1.9/24"),
            },
            {
              service: "web",
              node: "m1",
              since: "2026-06-01T11:59:31Z",
              networks: holds("app", "10.0.1.10/24"),
            },
          ],
        },
      },
      {
        title: "A task that is not healthy yet is not announced",
        swarm: {
          networks: [{ name: "app", gossip: [] }],
          services: [{ name: "web", on: ["app"] }],
          tasks: [{ service: "web", node: "m1", state: "starting", networks: holds("app", "10.0.1.9/24") }],
        },
      },
    ],
  },
  SN0316: {
    bad: [
      {
        title: "The way back is stuck, too",
        swarm: {
          services: [{ name: "web", updateStatus: updating("rollback_paused", "2026-06-01T11:58:00Z") }],
        },
      },
      {
        title: "On every node, since yesterday",
        swarm: {
          services: [{
            name: "web",
            mode: "global",
            updateStatus: updating("updating", "2026-05-31T10:00:00Z"),
          }],
          tasks: [],
        },
      },
    ],
    good: [
      {
        title: "It rolled back to the end",
        swarm: {
          services: [{ name: "web", updateStatus: updating("rollback_completed", "2026-06-01T08:00:00Z") }],
        },
      },
    ],
    near: [
      {
        title: "Going on for half an hour",
        swarm: { services: [{ name: "web", updateStatus: updating("updating", "2026-06-01T11:30:00Z") }] },
      },
      {
        title: "Two hours, because ten tasks wait half an hour each",
        swarm: {
          services: [{
            name: "web",
            replicas: 10,
            update: {
              parallelism: 1,
              delay: 1_800_000_000_000,
              monitor: 0,
              failureAction: "pause",
              maxFailureRatio: 0,
              order: "stop-first",
            },
            updateStatus: updating("updating", "2026-06-01T10:00:00Z"),
          }],
        },
      },
    ],
  },
  SN0324: {
    bad: [
      {
        title: "Only a load balancer's endpoint is left",
        swarm: { networks: [{ name: "old", containers: [endpoint("lb-old", "old-endpoint")] }] },
      },
    ],
    good: [
      {
        title: "Neither ingress nor a template nor a bridge is meant",
        swarm: {
          networks: [
            { name: "ingress" },
            { name: "template", configOnly: true },
            { name: "local", scope: "local", driver: "bridge" },
          ],
        },
      },
    ],
    near: [
      {
        title: "Made this morning",
        swarm: { networks: [{ name: "new", created: "2026-06-01T08:00:00Z" }] },
      },
      {
        title: "A service without tasks is there",
        swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"], replicas: 0 }] },
      },
      {
        title: "The node asked has a container there",
        swarm: { networks: [{ name: "app", containers: [endpoint("c0ffee", "shell")] }] },
      },
    ],
  },
  SN0325: {
    bad: [
      {
        title: "No endpoint at all",
        swarm: { networks: [{ name: "app", containers: [] }], services: [{ name: "web", on: ["app"] }] },
      },
      {
        title: "Another network has one",
        swarm: {
          networks: [
            { name: "app", containers: [endpoint("c0ffee", "web.1.x")] },
            { name: "db", containers: [endpoint("lb-db", "db-endpoint")] },
          ],
          services: [{ name: "web", on: ["app", "db"] }],
        },
      },
    ],
    good: [
      {
        title: "Known by its name",
        swarm: {
          networks: [{ name: "app", containers: [endpoint("x", "app-endpoint")] }],
          services: [{ name: "web", on: ["app"] }],
        },
      },
      { title: "Nothing runs there", swarm: { networks: [{ name: "app", containers: [] }] } },
    ],
    near: [
      {
        title: "Its only task has just started",
        swarm: {
          networks: [{ name: "app", containers: [] }],
          services: [{ name: "web", on: ["app"] }],
          tasks: [{
            service: "web",
            node: "m1",
            since: "2026-06-01T11:59:30Z",
            networks: holds("app", "10.0.1.3/24"),
          }],
        },
      },
      {
        title: "The tasks run on other nodes",
        swarm: {
          networks: [{ name: "app", containers: [] }],
          services: [{ name: "web", on: ["app"] }],
          tasks: [{ service: "web", node: "m2", networks: holds("app", "10.0.1.3/24") }],
        },
      },
    ],
  },
};
