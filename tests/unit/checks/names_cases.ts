import type { Attachment } from "../../../lib/swarm/model.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

function at(network: string, ...aliases: string[]): Attachment {
  return { target: `id-${network}`, aliases, driverOpts: {} };
}

const peers = (...hosts: number[]) => hosts.map((host) => ({ name: `p${host}`, ip: `192.168.7.${host}` }));

export const CASES: Record<string, RuleCases> = {
  SN0401: {
    bad: [
      {
        title: "A stack that brings its db to a network that has one",
        stack:
          "services: {db: {image: x, networks: [edge]}}\nnetworks: {edge: {name: edge, external: true}}\n",
        swarm: {
          networks: [{ name: "edge" }],
          services: [{ name: "other_db", networks: [at("edge", "db")] }],
        },
      },
    ],
    good: [
      {
        title: "What others in the swarm share is not the file's to answer for",
        stack:
          "services: {a: {image: x, networks: [edge]}}\nnetworks: {edge: {name: edge, external: true}}\n",
        swarm: {
          networks: [{ name: "edge" }],
          services: [{ name: "x_db", networks: [at("edge", "db")] }, {
            name: "y_db",
            networks: [at("edge", "db")],
          }],
        },
      },
    ],
    near: [
      {
        title: "One service under its own name twice, listed once more as an alias",
        stack: "services: {db: {image: x, networks: {n: {aliases: [db, DB]}}}}\nnetworks: {n: {}}\n",
      },
      {
        title: "The service that a deploy replaces does not stand in its own way",
        stack: "services: {db: {image: x, networks: [n]}}\nnetworks: {n: {}}\n",
        swarm: {
          networks: [{ name: "shop_n" }],
          services: [{ name: "shop_db", networks: [at("shop_n", "db")] }],
        },
      },
    ],
  },
  SN0402: {
    bad: [
      {
        title: "A service's own name, as another one's alias",
        swarm: {
          networks: [{ name: "one" }, { name: "two" }],
          services: [
            { name: "cache", networks: [at("one")] },
            { name: "b_cache", networks: [at("two", "cache")] },
            { name: "report", on: ["one", "two"] },
          ],
        },
      },
      {
        title: "The network with a way out wins, whatever its name",
        swarm: {
          networks: [{ name: "a", internal: true }, { name: "b" }],
          services: [
            { name: "a_db", networks: [at("a", "db")] },
            { name: "b_db", networks: [at("b", "db")] },
            { name: "report", on: ["a", "b"] },
          ],
        },
      },
    ],
    good: [
      {
        title: "Different names",
        swarm: {
          networks: [{ name: "one" }, { name: "two" }],
          services: [
            { name: "a_db", networks: [at("one", "db1")] },
            { name: "b_db", networks: [at("two", "db2")] },
            { name: "report", on: ["one", "two"] },
          ],
        },
      },
    ],
    near: [
      {
        title: "The name is the asking service's own on one of them",
        swarm: {
          networks: [{ name: "one" }, { name: "two" }],
          services: [
            { name: "a_web", networks: [at("one", "web"), at("two")] },
            { name: "b_web", networks: [at("two", "web")] },
          ],
        },
      },
    ],
  },
  SN0403: {
    bad: [
      {
        title: "The service left the network that its label names",
        swarm: {
          networks: [{ name: "edge" }, { name: "app" }],
          services: [
            { name: "proxy", image: "traefik:v3.1", on: ["edge", "app"] },
            { name: "web", on: ["app"], labels: { "traefik.swarm.network": "edge" } },
          ],
        },
      },
    ],
    good: [
      {
        title: "Another label names no network",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "web", on: ["app"], labels: { "traefik.enable": "true" } }],
        },
      },
    ],
    near: [
      {
        title: "One of two proxies is on it",
        swarm: {
          networks: [{ name: "edge" }, { name: "inside" }],
          services: [
            { name: "proxy1", image: "traefik:v3.1", on: ["edge"] },
            { name: "proxy2", image: "reg.example/traefik:v3.1", on: ["inside"] },
            { name: "web", on: ["inside"], labels: { "traefik.docker.network": "inside" } },
          ],
        },
      },
      {
        title: "Nobody in sight is Traefik, which may run outside of swarm",
        swarm: {
          networks: [{ name: "edge" }],
          services: [{ name: "web", on: ["edge"], labels: { "traefik.docker.network": "edge" } }],
        },
      },
      {
        title: "An external network under its full name",
        stack:
          "services: {a: {image: x, networks: [p], deploy: {labels: {traefik.docker.network: edge_public}}}}\nnetworks: {p: {external: true, name: edge_public}}\n",
      },
    ],
  },
  SN0404: {
    bad: [
      {
        title: "A peer that the node has lost the address of",
        swarm: {
          networks: [{ name: "app", peers: [...peers(1), { name: "p2", ip: "unknown" }] }],
          services: [{ name: "web", on: ["app"], replicas: 2 }],
        },
      },
    ],
    good: [
      {
        title: "More peers than nodes with tasks: a container may be there",
        swarm: {
          networks: [{ name: "app", peers: peers(1, 2, 3) }],
          services: [{ name: "web", on: ["app"] }],
        },
      },
    ],
    near: [
      {
        title: "The second node's task has only just started",
        swarm: {
          networks: [{ name: "app", peers: peers(1) }],
          services: [{ name: "web", on: ["app"], replicas: 2 }],
          tasks: [1, 2].map((host) => ({
            service: "web",
            node: `m${host}`,
            since: host === 1 ? "2026-06-01T10:00:00Z" : "2026-06-01T11:59:40Z",
            networks: [{ network: "id-app", addresses: [`10.0.1.${host + 2}/24`], aliases: [] }],
          })),
        },
      },
    ],
  },
  SN0405: {
    bad: [
      {
        title: "Longer than a name's part can be",
        stack: `services: {a: {image: x, networks: {n: {aliases: [${
          "x".repeat(64)
        }]}}}}\nnetworks: {n: {}}\n`,
      },
    ],
    good: [
      {
        title: "Somebody else's alias is not the file's to answer for",
        stack:
          "services: {a: {image: x, networks: [edge]}}\nnetworks: {edge: {name: edge, external: true}}\n",
        swarm: {
          networks: [{ name: "edge" }],
          services: [{ name: "other", networks: [at("edge", "my db")] }],
        },
      },
    ],
    near: [
      {
        title: "As long as a part can be, and a name that only begins like an address",
        stack: `services: {a: {image: x, networks: {n: {aliases: [${
          "x".repeat(63)
        }, 10.db]}}}}\nnetworks: {n: {}}\n`,
      },
    ],
  },
  SN0406: {
    bad: [
      {
        title: "Too long with the stack's name",
        stack: `services: {a: {image: x, networks: [${"n".repeat(59)}]}}\nnetworks: {${
          "n".repeat(59)
        }: {}}\n`,
      },
      {
        title: "It ends with an underscore",
        stack: "services: {a: {image: x, networks: [n_]}}\nnetworks: {n_: {}}\n",
      },
    ],
    good: [
      {
        title: "An external network is not made",
        stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {name: my.net, external: true}}\n",
      },
    ],
    near: [
      {
        title: "63 characters with the stack's name",
        stack: `services: {a: {image: x, networks: [${"n".repeat(58)}]}}\nnetworks: {${
          "n".repeat(58)
        }: {}}\n`,
      },
      {
        title: "A key with a dot, under a name without one",
        stack: "services: {a: {image: x, networks: [my.net]}}\nnetworks: {my.net: {name: mynet}}\n",
      },
      { title: "default is a key here, the name is shop_default", stack: "services: {a: {image: x}}\n" },
    ],
  },
  SN0407: {
    bad: [
      {
        title: "The stack's prefix in capitals was deployed before",
        stack: "services: {a: {image: x, networks: [app]}}\nnetworks: {app: {}}\n",
        swarm: { networks: [{ name: "SHOP_app" }] },
      },
    ],
    good: [
      {
        title: "Nothing alike in the swarm",
        stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {name: Edge}}\n",
        swarm: { networks: [{ name: "inside" }] },
      },
    ],
    near: [
      {
        title: "Two keys for one name",
        stack:
          "services: {a: {image: x, networks: [n, N]}}\nnetworks: {n: {name: app}, N: {name: app, external: true}}\n",
        swarm: { networks: [{ name: "app" }] },
      },
      {
        title: "A bridge of one engine is no network of the swarm",
        stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {name: Edge}}\n",
        swarm: { networks: [{ name: "edge", scope: "local", driver: "bridge" }] },
      },
    ],
  },
  SN0408: {
    bad: [{ title: "Capitals behind small letters", swarm: { networks: [{ name: "shop_backEnd" }] } }],
    good: [{ title: "Digits", swarm: { networks: [{ name: "net2024" }] } }],
    near: [
      {
        title: "The ingress network is attached by swarm itself",
        swarm: { networks: [{ name: "Mesh", ingress: true }] },
      },
      {
        title: "A local network",
        swarm: { networks: [{ name: "MyBridge", scope: "local", driver: "bridge" }] },
      },
    ],
  },
};
