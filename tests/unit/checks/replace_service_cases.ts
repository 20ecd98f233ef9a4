import { encrypt, replace, replaceIngress } from "../../../lib/checks/change_examples.ts";
import {
  app,
  ENCRYPT,
  ENCRYPT_MESH,
  entry,
  IFNAME,
  MESH,
  MTU,
  net,
  PLAIN,
  port,
  ports,
  RENAME,
  STACK,
  update,
  web,
} from "../../support/replace_examples.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

/** Cases of the checks that judge what replacing networks means for services and names. */
export const CASES: Record<string, RuleCases> = {
  SN0346: {
    bad: [
      {
        title: "Encryption",
        swarm: app(web({ replicas: 1 })),
        change: encrypt("app", "--start-first", { startFirst: true }),
      },
      {
        title: "Renamed",
        swarm: app(web({ replicas: 1 })),
        change: replace("", "app", { name: "b", startFirst: true }),
      },
    ],
    good: [
      { title: "Two tasks", swarm: app(web()), change: encrypt("app", "", { startFirst: true }) },
      {
        title: "Start-first is its own order",
        swarm: app(web({ replicas: 1, update: update("start-first") })),
        change: encrypt("app", "", { startFirst: true }),
      },
    ],
    near: [{
      title: "All at once, two tasks",
      swarm: app(web({ update: update("stop-first", 0) })),
      change: encrypt("app", "", { startFirst: true }),
    }],
  },
  SN0347: {
    bad: [
      { title: "Renamed", swarm: app(web({ on: ["app", "app"] })), change: RENAME },
      { title: "Three times", swarm: app(web({ on: ["app", "app", "app"] })), change: MTU },
    ],
    good: [
      { title: "No service", swarm: app(), change: ENCRYPT },
      {
        title: "Another network is listed twice",
        swarm: { networks: [PLAIN, { name: "b" }], services: [web({ on: ["app", "b", "b"] })] },
        change: ENCRYPT,
      },
    ],
    near: [{ title: "Two aliases", swarm: app(web(entry({}, ["a", "b"]))), change: ENCRYPT }],
  },
  SN0348: {
    bad: [
      { title: "With an alias", swarm: app(web(entry({ [IFNAME]: "eth7" }, ["www"]))), change: MTU },
      { title: "Renamed", swarm: app(web(entry({ [IFNAME]: "eth7" }))), change: RENAME },
    ],
    good: [
      { title: "No option", swarm: app(web()), change: MTU },
      { title: "No service", swarm: app(), change: MTU },
    ],
    near: [{
      title: "On another network",
      swarm: {
        networks: [PLAIN, { name: "b" }],
        services: [web({
          on: [],
          networks: [
            { target: "id-app", aliases: [], driverOpts: {} },
            { target: "id-b", aliases: [], driverOpts: { [IFNAME]: "eth7" } },
          ],
        })],
      },
      change: MTU,
    }],
  },
  SN0349: {
    bad: [
      { title: "None runs", swarm: app(web({ running: 0, desired: 2 })), change: MTU },
      {
        title: "Behind the routing mesh",
        swarm: { networks: [MESH], services: [web({ on: [], ...ports("ingress"), running: 1, desired: 2 })] },
        change: ENCRYPT_MESH,
      },
    ],
    good: [
      { title: "Counted by their state", swarm: app(web()), change: MTU },
      { title: "No service", swarm: app(), change: MTU },
    ],
    near: [{
      title: "Scaled to none",
      swarm: app(web({ replicas: 0, running: 0, desired: 0 })),
      change: MTU,
    }],
  },
  SN0350: {
    bad: [
      { title: "All at once", swarm: app(web({ update: update("stop-first", 0) })), change: ENCRYPT },
      {
        title: "Accepted: a warning",
        swarm: app(web({ replicas: 1 })),
        change: encrypt("app", "", { allowGap: true }),
      },
    ],
    good: [
      {
        title: "Start-first",
        swarm: app(web({ replicas: 1, update: update("start-first") })),
        change: ENCRYPT,
      },
      { title: "No service", swarm: app(), change: ENCRYPT },
    ],
    near: [{ title: "Scaled to none", swarm: app(web({ replicas: 0 })), change: ENCRYPT }],
  },
  SN0351: {
    bad: [
      {
        title: "Accepted: a warning",
        swarm: { networks: [MESH], services: [web({ on: [], ...ports("ingress") })] },
        change: replaceIngress("", { allowGap: true, mtu: 1400 }),
      },
      {
        title: "Two services",
        swarm: {
          networks: [MESH],
          services: [web({ on: [], ...ports("ingress") }), {
            name: "b",
            ports: [port("ingress", 81)],
            portsSpec: [port("ingress", 81)],
          }],
        },
        change: ENCRYPT_MESH,
      },
    ],
    good: [
      { title: "No service", swarm: { networks: [MESH] }, change: ENCRYPT_MESH },
      {
        title: "Another network",
        swarm: { networks: [MESH, PLAIN], services: [web(ports("ingress"))] },
        change: ENCRYPT,
      },
    ],
    near: [{
      title: "A port of mode host",
      swarm: { networks: [MESH], services: [web({ on: [], ...ports("host") })] },
      change: ENCRYPT_MESH,
    }],
  },
  SN0352: {
    bad: [
      {
        title: "Temporarily start-first",
        swarm: app(web({ replicas: 1, ...ports("host") })),
        change: encrypt("app", "", { startFirst: true }),
      },
      {
        title: "Renamed",
        swarm: app(web({ update: update("start-first"), ...ports("host") })),
        change: RENAME,
      },
    ],
    good: [
      {
        title: "A port of the routing mesh",
        swarm: app(web({ update: update("start-first"), ...ports("ingress") })),
        change: MTU,
      },
      { title: "Stop-first", swarm: app(web(ports("host"))), change: MTU },
    ],
    near: [{
      title: "Its update never completes, which SN0319 reports",
      swarm: app(web({ replicas: 3, update: update("start-first"), ...ports("host") })),
      change: MTU,
    }],
  },
  SN0353: {
    bad: [
      { title: "Task addresses", swarm: app(web(), web({ name: "db", endpointMode: "dnsrr" })), change: MTU },
      { title: "Renamed", swarm: app(web(), web({ name: "db" })), change: RENAME },
    ],
    good: [
      { title: "No service", swarm: app(), change: MTU },
      { title: "The routing mesh", swarm: { networks: [MESH] }, change: ENCRYPT_MESH },
    ],
    near: [{
      title: "The other is on another network",
      swarm: { networks: [PLAIN, { name: "b" }], services: [web(), web({ name: "db", on: ["b"] })] },
      change: MTU,
    }],
  },
  SN0354: {
    bad: [
      { title: "Rolled back", swarm: app(web({ update: update("stop-first", 1, "rollback") })), change: MTU },
      {
        title: "Behind the routing mesh",
        swarm: {
          networks: [MESH],
          services: [web({ on: [], ...ports("ingress"), update: update("stop-first", 1, "continue") })],
        },
        change: ENCRYPT_MESH,
      },
    ],
    good: [
      { title: "The default", swarm: app(web()), change: MTU },
      { title: "No service", swarm: app(), change: MTU },
    ],
    near: [{
      title: "A service that is not moved",
      swarm: app(web({ on: [], update: update("stop-first", 1, "continue") })),
      change: MTU,
    }],
  },
  SN0420: {
    bad: [
      { title: "A network of a stack", swarm: net({ labels: STACK }), change: RENAME },
      {
        title: "Two stacks",
        swarm: net({ labels: STACK }, web({ labels: { "com.docker.stack.namespace": "blog" } })),
        change: RENAME,
      },
    ],
    good: [
      { title: "The name stays", swarm: net({ labels: STACK }), change: MTU },
      { title: "No stack", swarm: app(web()), change: RENAME },
    ],
    near: [{
      title: "An empty label",
      swarm: net({ labels: { "com.docker.stack.namespace": "" } }),
      change: RENAME,
    }],
  },
  SN0421: {
    bad: [
      { title: "An MTU", swarm: net({ labels: STACK }), change: MTU },
      { title: "With a service", swarm: net({ labels: STACK }, web()), change: ENCRYPT },
    ],
    good: [
      { title: "No stack", swarm: app(web()), change: MTU },
      { title: "A stack uses it", swarm: app(web({ labels: STACK })), change: MTU },
    ],
    near: [{ title: "Renamed, which SN0420 reports", swarm: net({ labels: STACK }), change: RENAME }],
  },
  SN0422: {
    bad: [
      {
        title: "Caddy, another name",
        swarm: app(web({ labels: { caddy_ingress_network: "edge, app" } })),
        change: RENAME,
      },
      { title: "Swarm's form", swarm: app(web({ labels: { "traefik.swarm.network": "app" } })), change: MTU },
    ],
    good: [
      { title: "No label", swarm: app(web()), change: MTU },
      {
        title: "Docker's own label",
        swarm: app(web({ labels: { "com.docker.network": "app" } })),
        change: MTU,
      },
    ],
    near: [{
      title: "A name that only begins alike",
      swarm: app(web({ labels: { "traefik.docker.network": "app2" } })),
      change: MTU,
    }],
  },
};
