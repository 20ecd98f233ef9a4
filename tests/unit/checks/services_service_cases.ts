import type { Attachment, Port } from "../../../lib/swarm/model.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

const at = (network: string): Attachment => ({ target: `id-${network}`, aliases: [], driverOpts: {} });
const mesh = (published: number, target = 80): Port => ({
  name: "",
  protocol: "tcp",
  target,
  published,
  mode: "ingress",
});
const KEEPALIVE = "net.ipv4.tcp_keepalive_time";

/** Rules about how services are set up. */
export const SERVICE_CASES: Record<string, RuleCases> = {
  SN0309: {
    bad: [
      {
        title: "On every node, behind a proxy",
        swarm: {
          networks: [{ name: "edge" }],
          services: [{
            name: "web",
            mode: "global",
            on: ["edge"],
            healthCheck: false,
            labels: { "traefik.enable": "true" },
          }],
        },
      },
      {
        title: "One task, started first",
        stack: "services: {a: {image: x, deploy: {update_config: {order: start-first}}}}\n",
      },
      {
        title: "Switched off",
        stack: "services: {a: {image: x, healthcheck: {disable: true}, deploy: {replicas: 2}}}\n",
      },
    ],
    good: [
      {
        title: "A job",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "once", mode: "replicated-job", replicas: 3, on: ["app"], healthCheck: false }],
        },
      },
    ],
    near: [
      {
        title: "Clients choose a task themselves",
        stack: "services: {a: {image: x, deploy: {replicas: 2, endpoint_mode: dnsrr}}}\n",
      },
      {
        title: "On no network and not published",
        swarm: { services: [{ name: "batch", replicas: 5, healthCheck: false }] },
      },
      {
        title: "On the network of its nodes, where it has no virtual IP",
        swarm: {
          networks: [{ name: "host", driver: "host", options: {} }],
          services: [{
            name: "agent",
            mode: "global",
            on: ["host"],
            vips: [{ network: "id-host", addr: "" }],
            healthCheck: false,
          }],
        },
      },
      {
        title: "Scaled to zero",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "web", on: ["app"], replicas: 0, healthCheck: false }],
        },
      },
    ],
  },
  SN0313: {
    bad: [
      {
        title: "An image of one's own, known by its port",
        swarm: {
          networks: [{ name: "ingress" }],
          services: [{ name: "db", image: "shop/db:1", ports: [mesh(15432, 5432)] }],
        },
      },
      {
        title: "A value that is none",
        swarm: {
          networks: [{ name: "app" }],
          services: [{
            name: "db",
            on: ["app"],
            image: "bitnami/postgresql:16",
            sysctls: { [KEEPALIVE]: "" },
          }],
        },
      },
    ],
    good: [
      {
        title: "A web server",
        swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"], image: "shop/web:1" }] },
      },
    ],
    near: [
      {
        title: "Redis probes by itself every five minutes",
        swarm: { networks: [{ name: "app" }], services: [{ name: "cache", on: ["app"], image: "redis:7" }] },
      },
      {
        title: "An exporter is no database",
        stack: "services: {a: {image: 'prometheuscommunity/postgres-exporter:v0.15'}}\n",
      },
      {
        title: "800 seconds are early enough",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "db", on: ["app"], image: "postgres", sysctls: { [KEEPALIVE]: "800" } }],
        },
      },
    ],
  },
  SN0314: {
    bad: [
      {
        title: "Under a name, as old clients stored it",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "web", legacyNetworks: [{ target: "app", aliases: [], driverOpts: {} }] }],
        },
      },
    ],
    good: [
      {
        title: "Only on the routing mesh",
        swarm: { networks: [{ name: "ingress" }], services: [{ name: "web", ports: [mesh(80)] }] },
      },
    ],
    near: [
      {
        title: "Moved to the right place, the old list is empty",
        swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"], legacyNetworks: [] }] },
      },
    ],
  },
  SN0315: {
    bad: [
      {
        title: "In the deprecated place",
        swarm: { services: [{ name: "web", legacyNetworks: [at("gone")] }] },
      },
    ],
    good: [{ title: "No network", swarm: { services: [{ name: "web" }] } }],
    near: [
      {
        title: "The host's network by its name, with dnsrr and so without an entry",
        swarm: { services: [{ name: "agent", on: ["host"], endpointMode: "dnsrr" }] },
      },
      {
        title: "Under its name instead of its ID",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "web", networks: [{ target: "app", aliases: [], driverOpts: {} }] }],
        },
      },
    ],
  },
  SN0317: {
    bad: [
      {
        title: "The hidden network of the swarm, by its ID",
        swarm: {
          networks: [{ name: "host", id: "id-x", driver: "host", options: {} }],
          services: [{ name: "agent", networks: [at("x")], vips: [{ network: "id-x", addr: "" }] }],
        },
      },
      {
        title: "The host's network, of the swarm that the file is for",
        stack: "services: {a: {image: x, networks: [h]}}\nnetworks: {h: {external: true, name: host}}\n",
        swarm: {},
      },
    ],
    good: [{ title: "No network", swarm: { services: [{ name: "web" }] } }],
    near: [
      {
        title: "An agent of the swarm is not the file's to answer for",
        stack: "services: {a: {image: x}}\n",
        swarm: { services: [{ name: "agent", on: ["host"], vips: [] }] },
      },
    ],
  },
  SN0323: {
    bad: [
      {
        title: "By its ID and by its name",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "web", networks: [at("app"), { target: "app", aliases: [], driverOpts: {} }] }],
        },
      },
    ],
    good: [{ title: "No network", swarm: { services: [{ name: "web" }] } }],
    near: [
      {
        title: "Both lists of the spec hold it",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "web", on: ["app"], legacyNetworks: [at("app")] }],
        },
      },
      {
        title: "One network with two aliases",
        stack: "services: {a: {image: x, networks: {n: {aliases: [b, c]}}}}\nnetworks: {n: {}}\n",
      },
    ],
  },
};
