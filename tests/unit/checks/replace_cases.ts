import { encrypt, remove, replace, replaceIngress } from "../../../lib/checks/change_examples.ts";
import { VNI_OPTION } from "../../../lib/swarm/model.ts";
import type { SwarmSketch } from "../../../lib/swarm/sketch.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

type Srv = NonNullable<SwarmSketch["services"]>[number];
type Net = NonNullable<SwarmSketch["networks"]>[number];

const PLAIN: Net = { name: "app", options: {} };
const update = (order: "start-first" | "stop-first", parallelism = 1, failureAction = "pause") => ({
  parallelism,
  delay: 0,
  monitor: 5e9,
  failureAction,
  maxFailureRatio: 0,
  order,
});
const web = (more: Partial<Srv> = {}): Srv => ({ name: "web", on: ["app"], replicas: 2, ...more });
/** An unencrypted network with these services. */
const app = (...services: Srv[]): SwarmSketch => ({ networks: [PLAIN], services });
/** The same, and the network is another one. */
const net = (more: Partial<Net>, ...services: Srv[]): SwarmSketch => ({
  networks: [{ ...PLAIN, ...more }],
  services,
});
const port = (mode: "host" | "ingress", published = 8080) => ({
  name: "",
  protocol: "tcp",
  target: 80,
  published,
  mode,
});
const ports = (mode: "host" | "ingress") => ({ ports: [port(mode)], portsSpec: [port(mode)] });
const entry = (driverOpts: Record<string, string>, aliases: string[] = []) => ({
  on: [],
  networks: [{ target: "id-app", aliases, driverOpts }],
});
const IFNAME = "com.docker.network.endpoint.ifname";
const STACK = { "com.docker.stack.namespace": "shop" };
const MESH: Net = { name: "ingress", options: {} };
const ENCRYPT = encrypt("app");
const MTU = replace("--mtu 1400", "app", { mtu: 1400 });
const RENAME = replace("--name app2", "app", { name: "app2" });
const ENCRYPT_MESH = replaceIngress("--encrypted", { encrypted: true });
const RM = remove("app");

/** Cases of the checks that judge how networks are replaced. */
export const CASES: Record<string, RuleCases> = {
  SN0125: {
    bad: [
      { title: "With services", swarm: app(web()), change: ENCRYPT },
      { title: "The routing mesh", swarm: { networks: [MESH] }, change: ENCRYPT_MESH },
    ],
    good: [
      { title: "Encrypted before", swarm: { networks: [{ name: "app" }] }, change: MTU },
      { title: "Unencrypted as before", swarm: app(), change: MTU },
    ],
    near: [{ title: "The network is removed", swarm: app(), change: RM }],
  },
  SN0126: {
    bad: [
      {
        title: "Another one is encrypted",
        swarm: { networks: [{ name: "app" }, { name: "b" }] },
        change: MTU,
      },
      { title: "Renamed", swarm: { networks: [{ name: "app" }] }, change: RENAME },
    ],
    good: [
      {
        title: "Engines that count",
        swarm: {
          nodes: [{ hostname: "m1", engineVersion: "29.3.0" }, { hostname: "w1", engineVersion: "29.3.0" }],
          networks: [{ name: "app" }],
        },
        change: MTU,
      },
      {
        title: "One node",
        swarm: { nodes: [{ hostname: "m1" }], networks: [{ name: "app" }] },
        change: MTU,
      },
    ],
    near: [{
      title: "The only encrypted network stops being so",
      swarm: { networks: [{ name: "app" }] },
      change: replace("--opt-rm encrypted", "app", { options: { encrypted: null } }),
    }],
  },
  SN0127: {
    bad: [
      {
        title: "Two services",
        swarm: {
          networks: [MESH, PLAIN],
          services: [web(ports("ingress")), { ...web(ports("ingress")), name: "b" }],
        },
        change: ENCRYPT,
      },
      {
        title: "With another name",
        swarm: { networks: [MESH, PLAIN], services: [web(ports("ingress"))] },
        change: encrypt("app", "--name safe", { name: "safe" }),
      },
    ],
    good: [
      { title: "No ingress network", swarm: app(web()), change: ENCRYPT },
      { title: "No published port", swarm: { networks: [MESH, PLAIN], services: [web()] }, change: ENCRYPT },
    ],
    near: [{
      title: "A port of mode host",
      swarm: { networks: [MESH, PLAIN], services: [web(ports("host"))] },
      change: ENCRYPT,
    }],
  },
  SN0250: {
    bad: [
      { title: "A network of one node", swarm: net({ scope: "local", driver: "bridge" }), change: ENCRYPT },
      { title: "Never allocated", swarm: net({ driver: "" }), change: ENCRYPT },
    ],
    good: [
      { title: "Encrypted before", swarm: { networks: [{ name: "app" }] }, change: MTU },
      { title: "The ingress network by its own command", swarm: { networks: [MESH] }, change: ENCRYPT_MESH },
    ],
    near: [{ title: "Attachable", swarm: net({ attachable: true }), change: ENCRYPT }],
  },
  SN0251: {
    bad: [
      {
        title: "A kept one",
        swarm: net({ options: { [VNI_OPTION]: "5000" } }),
        change: replace("", "app", { options: { [VNI_OPTION]: "5000" } }),
      },
      {
        title: "Of the routing mesh",
        swarm: { networks: [MESH] },
        change: replaceIngress("", { options: { [VNI_OPTION]: "5000" } }),
      },
    ],
    good: [
      { title: "None is asked for", swarm: app(), change: MTU },
      { title: "The managers chose one", swarm: net({ options: { [VNI_OPTION]: "4097" } }), change: MTU },
    ],
    near: [{
      title: "It is removed",
      swarm: net({ options: { [VNI_OPTION]: "4097" } }),
      change: replace("", "app", { options: { [VNI_OPTION]: null } }),
    }],
  },
  SN0252: {
    bad: [
      {
        title: "A larger block around the old one",
        swarm: net({ subnet: "10.5.0.0/24" }),
        change: replace("--name b", "app", { name: "b", subnets: ["10.5.0.0/16"] }),
      },
      {
        title: "The same block",
        swarm: net({ subnet: "10.5.0.0/24" }, web()),
        change: replace("--name b", "app", { name: "b", subnets: ["10.5.0.0/24"] }),
      },
    ],
    good: [
      {
        title: "A neighbour",
        swarm: net({ subnet: "10.5.0.0/24" }),
        change: replace("--name b", "app", { name: "b", subnets: ["10.5.1.0/24"] }),
      },
      { title: "The subnet is chosen", swarm: net({ subnet: "10.5.0.0/24" }), change: RENAME },
    ],
    near: [{
      title: "The ingress network is removed first",
      swarm: { networks: [{ ...MESH, subnet: "10.5.0.0/24" }] },
      change: replaceIngress("--name b", { name: "b", subnets: ["10.5.0.0/25"] }),
    }],
  },
  SN0253: {
    bad: [
      { title: "A smaller MTU", swarm: { networks: [{ name: "app" }] }, change: MTU },
      {
        title: "Encryption with the usual MTU",
        swarm: app(),
        change: encrypt("app", "", { mtu: 1500 }),
      },
    ],
    good: [
      { title: "The same", swarm: app(), change: RENAME },
      { title: "A larger one", swarm: app(), change: replace("--mtu 9000", "app", { mtu: 9000 }) },
    ],
    near: [{ title: "The default, written out", swarm: app(), change: replace("", "app", { mtu: 1500 }) }],
  },
  SN0254: {
    bad: [
      {
        title: "One more",
        swarm: net({ subnet: "10.5.0.0/24" }),
        change: replace("", "app", { subnets: ["10.5.0.0/24", "10.6.0.0/24"] }),
      },
      {
        title: "A larger one",
        swarm: net({ subnet: "10.5.0.0/24" }, web()),
        change: replace("", "app", { subnets: ["10.5.0.0/16"] }),
      },
    ],
    good: [
      { title: "Encryption", swarm: net({ subnet: "10.5.0.0/24" }), change: ENCRYPT },
      { title: "An MTU", swarm: net({ subnet: "10.5.0.0/24" }), change: MTU },
    ],
    near: [{
      title: "The same subnet is asked for",
      swarm: net({ subnet: "10.5.0.0/24" }),
      change: replace("", "app", { subnets: ["10.5.0.0/24"] }),
    }],
  },
  SN0255: {
    bad: [
      {
        title: "It stops being internal",
        swarm: net({ internal: true }),
        change: replace("", "app", { internal: false }),
      },
      {
        title: "With a service",
        swarm: app(web()),
        change: replace("--internal", "app", { internal: true }),
      },
    ],
    good: [
      { title: "It never was", swarm: app(), change: MTU },
      { title: "Renamed", swarm: net({ internal: true }), change: RENAME },
    ],
    near: [{
      title: "Internal is asked for and is so",
      swarm: net({ internal: true }),
      change: replace("", "app", { internal: true, mtu: 1400 }),
    }],
  },
  SN0256: {
    bad: [
      { title: "Internal", swarm: { networks: [MESH] }, change: replaceIngress("", { internal: true }) },
      {
        title: "Attachable and encrypted",
        swarm: { networks: [MESH] },
        change: replaceIngress("", { attachable: true, encrypted: true }),
      },
    ],
    good: [
      { title: "Encrypted", swarm: { networks: [MESH] }, change: ENCRYPT_MESH },
      { title: "An MTU", swarm: { networks: [MESH] }, change: replaceIngress("", { mtu: 1400 }) },
    ],
    near: [{
      title: "Another network may be attachable",
      swarm: app(),
      change: replace("", "app", { attachable: true }),
    }],
  },
  SN0257: {
    bad: [
      {
        title: "With a service",
        swarm: { networks: [PLAIN, { name: "app-swarmnet-0a1f" }], services: [web()] },
        change: MTU,
      },
      {
        title: "Two of them",
        swarm: { networks: [PLAIN, { name: "app-swarmnet-0a1f" }, { name: "app-swarmnet-0a2f" }] },
        change: MTU,
      },
    ],
    good: [
      { title: "None", swarm: app(), change: MTU },
      {
        title: "Of another network",
        swarm: { networks: [PLAIN, { name: "web-swarmnet-0a1f" }] },
        change: MTU,
      },
    ],
    near: [{
      title: "Too long for one of ours",
      swarm: { networks: [PLAIN, { name: "app-swarmnet-x-0a1f" }] },
      change: MTU,
    }],
  },
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
  SN0509: {
    bad: [
      {
        title: "Another subnet",
        swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1", engineVersion: "27.0.1" }], networks: [MESH] },
        change: replaceIngress("", { subnets: ["10.60.0.0/20"] }),
      },
      {
        title: "A Windows engine",
        swarm: {
          nodes: [{ hostname: "m1" }, { hostname: "w1", os: "windows", engineVersion: "27.0.1" }],
          networks: [MESH],
        },
        change: ENCRYPT_MESH,
      },
    ],
    good: [
      { title: "One node", swarm: { nodes: [{ hostname: "m1" }], networks: [MESH] }, change: ENCRYPT_MESH },
      { title: "An MTU", swarm: { networks: [MESH] }, change: replaceIngress("", { mtu: 1400 }) },
    ],
    near: [{
      title: "Another network is replaced",
      swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1", engineVersion: "27.0.1" }], networks: [PLAIN] },
      change: MTU,
    }],
  },
};
