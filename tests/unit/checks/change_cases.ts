import {
  attach,
  detach,
  remove,
  requested,
  serviceCreate,
  serviceUpdate,
} from "../../../lib/checks/change_examples.ts";
import type { SwarmSketch } from "../../../lib/swarm/sketch.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

const SIMPLE: SwarmSketch = { networks: [{ name: "app" }], services: [{ name: "web" }] };
const ATTACHED: SwarmSketch = {
  networks: [{ name: "app" }, { name: "db" }],
  services: [{ name: "web", on: ["app"] }, { name: "front", on: ["app", "db"] }],
};
const ERROR = { value: "error" as const, origin: ".swarmnet.yaml:1:1" };
const REQUIRED = { requireEncryption: ERROR };
const PLAIN: SwarmSketch = { networks: [{ name: "app", options: {} }] };
const list = (...names: string[]) =>
  names.map((name) => ({ target: `id-${name}`, aliases: [], driverOpts: {} }));
const status = (state: string) => ({ state, started: "2026-06-01T10:00:00Z", completed: "", message: "" });

/** Cases of the checks that judge changes only. */
export const CASES: Record<string, RuleCases> = {
  SN0117: {
    bad: [{
      title: "A service is attached to a network that is plain on purpose",
      swarm: {
        networks: [{ name: "app", options: {}, labels: { "swarmnet.allow-plain": "private wire" } }],
        services: [{ name: "web" }],
      },
      change: attach(["web"], "app"),
      policy: REQUIRED,
    }],
    good: [{
      title: "The setting is off",
      swarm: PLAIN,
      policy: { requireEncryption: { ...ERROR, value: "off" } },
    }],
    near: [{
      title: "The ingress network",
      swarm: { networks: [{ name: "ingress", options: {} }] },
      policy: REQUIRED,
    }],
  },
  SN0328: {
    bad: [
      {
        title: "Detach from ingress",
        swarm: { networks: [{ name: "ingress" }], services: [{ name: "web" }] },
        change: detach(["web"], "ingress"),
      },
      {
        title: "A network of one node",
        swarm: { ...SIMPLE, networks: [{ name: "br", scope: "local", driver: "bridge" }] },
        change: attach(["web"], "br"),
      },
      {
        title: "The predefined bridge",
        swarm: { ...SIMPLE, networks: [{ name: "bridge", scope: "local", driver: "bridge" }] },
        change: attach(["web"], "bridge"),
      },
    ],
    good: [
      {
        title: "A service on its node's network alone",
        swarm: SIMPLE,
        change: serviceCreate("--network host", { networks: [requested("host")] }),
      },
      {
        title: "A new service on an overlay",
        swarm: SIMPLE,
        change: serviceCreate("--network app", { networks: [requested("app")] }),
      },
    ],
    near: [{
      title: "Detach from a local network",
      swarm: {
        networks: [{ name: "host", scope: "local", driver: "host" }],
        services: [{ name: "web", on: ["host"], vips: [] }],
      },
      change: detach(["web"], "host"),
    }],
  },
  SN0329: {
    bad: [{
      title: "A new service",
      swarm: SIMPLE,
      change: serviceCreate("--network host --network app", {
        networks: [requested("host"), requested("app")],
      }),
    }],
    good: [{
      title: "host in the place of an overlay",
      swarm: ATTACHED,
      change: serviceUpdate("web", "--network-rm app --network-add host", {
        networks: [requested("host")],
        networksRemoved: ["app"],
      }),
    }],
    near: [{
      title: "An overlay with a name like it",
      swarm: {
        networks: [{ name: "hosts" }, { name: "app" }],
        services: [{ name: "web", on: ["hosts", "app"] }],
      },
    }],
  },
  SN0330: {
    bad: [{
      title: "docker service update",
      swarm: { networks: [{ name: "app" }], services: [{ name: "once", mode: "replicated-job" }] },
      change: serviceUpdate("once", "--network-add app", { networks: [requested("app")] }),
    }],
    good: [
      {
        title: "A new job",
        swarm: SIMPLE,
        change: serviceCreate("--mode replicated-job --network app", {
          mode: "replicated-job",
          networks: [requested("app")],
        }),
      },
      {
        title: "A global service",
        swarm: { ...SIMPLE, services: [{ name: "web", mode: "global" }] },
        change: attach(["web"], "app"),
      },
    ],
    near: [{
      title: "A job that changes otherwise",
      swarm: { services: [{ name: "once", mode: "replicated-job", replicas: 1 }] },
      change: serviceUpdate("once", "--replicas 2", { replicas: 2 }),
    }],
  },
  SN0331: {
    bad: [{
      title: "It is rolled back",
      swarm: { ...SIMPLE, services: [{ name: "web", updateStatus: status("rollback_started") }] },
      change: attach(["web"], "app"),
    }],
    good: [
      { title: "Never updated", swarm: SIMPLE, change: attach(["web"], "app") },
      {
        title: "Another service",
        swarm: { ...SIMPLE, services: [{ name: "web" }, { name: "api", updateStatus: status("updating") }] },
        change: attach(["web"], "app"),
      },
    ],
    near: [{
      title: "The change replaces no tasks",
      swarm: { services: [{ name: "web", updateStatus: status("updating") }] },
      change: serviceUpdate("web", "--update-order stop-first", {
        updateOrder: "stop-first",
        replacesTasks: false,
      }),
    }],
  },
  SN0332: {
    bad: [{
      title: "With a published port",
      swarm: {
        networks: [{ name: "ingress" }, { name: "app" }],
        services: [{
          name: "web",
          on: ["app"],
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
        }],
      },
      change: detach(["web"], "app"),
    }],
    good: [
      {
        title: "One network for another",
        swarm: ATTACHED,
        change: serviceUpdate("web", "--network-rm app --network-add db", {
          networks: [requested("db")],
          networksRemoved: ["app"],
        }),
      },
      { title: "No network before", swarm: SIMPLE, change: serviceUpdate("web", "--force", {}) },
    ],
    near: [{
      title: "The network of its nodes",
      swarm: {
        networks: [{ name: "host", scope: "local", driver: "host" }],
        services: [{ name: "agent", on: ["host"], vips: [] }],
      },
      change: detach(["agent"], "host"),
    }],
  },
  SN0333: {
    bad: [
      {
        title: "Two services",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "a", legacyNetworks: list("app") }, { name: "b", legacyNetworks: list("app") }],
        },
        change: detach(["a", "b"], "app"),
      },
      {
        title: "docker service update",
        swarm: { networks: [{ name: "app" }], services: [{ name: "old", legacyNetworks: list("app") }] },
        change: serviceUpdate("old", "--network-rm app", { networksRemoved: ["app"] }),
      },
    ],
    good: [{ title: "No network", swarm: SIMPLE, change: serviceUpdate("web", "--force", {}) }],
    near: [{
      title: "One network for another",
      swarm: {
        networks: [{ name: "app" }, { name: "db" }],
        services: [{ name: "old", legacyNetworks: list("app") }],
      },
      change: serviceUpdate("old", "--network-rm app --network-add db", {
        networks: [requested("db")],
        networksRemoved: ["app"],
      }),
    }],
  },
  SN0334: {
    bad: [
      {
        title: "One of two",
        swarm: ATTACHED,
        change: serviceUpdate("web", "--network-rm app --network-rm db", { networksRemoved: ["app", "db"] }),
      },
      {
        title: "A service without networks",
        swarm: SIMPLE,
        change: serviceUpdate("web", "--network-rm app", { networksRemoved: ["app"] }),
      },
    ],
    good: [
      { title: "Nothing is removed", swarm: SIMPLE, change: serviceUpdate("web", "--force", {}) },
      {
        title: "detach leaves such services alone",
        swarm: SIMPLE,
        change: detach(["web"], "app"),
      },
    ],
    near: [{
      title: "A name that no network has: docker says so",
      swarm: ATTACHED,
      change: serviceUpdate("web", "--network-rm apps", { networksRemoved: ["apps"] }),
    }],
  },
  SN0336: {
    bad: [
      {
        title: "A predefined network",
        swarm: { networks: [{ name: "host", scope: "local", driver: "host" }] },
        change: remove("host"),
      },
      {
        title: "A container is connected",
        swarm: {
          networks: [{
            name: "app",
            containers: [{
              id: "c1",
              name: "shell",
              ipv4: "10.0.1.9/24",
              ipv6: "",
              mac: "",
              endpointId: "e1",
            }],
          }],
        },
        change: remove("app"),
      },
    ],
    good: [
      { title: "Another network is used", swarm: ATTACHED, change: attach(["web"], "db") },
      {
        title: "Two unused networks",
        swarm: { networks: [{ name: "a" }, { name: "b" }] },
        change: remove("a", "b"),
      },
    ],
    near: [{
      title: "Only the node's load balancer is on it",
      swarm: {
        networks: [{
          name: "app",
          containers: [{
            id: "lb-app",
            name: "app-endpoint",
            ipv4: "10.0.1.4/24",
            ipv6: "",
            mac: "",
            endpointId: "e1",
          }],
        }],
      },
      change: remove("app"),
    }],
  },
  SN0409: {
    bad: [
      {
        title: "Two stay",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "a", on: ["app"] }, { name: "b", on: ["app"] }, { name: "c", on: ["app"] }],
        },
        change: detach(["a"], "app"),
      },
      {
        title: "docker service update",
        swarm: ATTACHED,
        change: serviceUpdate("web", "--network-rm app", { networksRemoved: ["app"] }),
      },
    ],
    good: [{
      title: "No other service is on it",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] },
      change: detach(["web"], "app"),
    }],
    near: [{
      title: "It moves to a network of the other one",
      swarm: ATTACHED,
      change: serviceUpdate("web", "--network-rm app --network-add db", {
        networks: [requested("db")],
        networksRemoved: ["app"],
      }),
    }],
  },
};
