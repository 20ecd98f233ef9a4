import { creating } from "../../../lib/checks/change_examples.ts";
import type { CreateRequest } from "../../../lib/swarm/change/create_request.ts";
import type { RuleExample } from "../../../lib/checks/rule.ts";
import type { SwarmSketch } from "../../../lib/swarm/sketch.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

const VNI = "com.docker.network.driver.overlay.vxlanid_list";
const SUBNET = { subnets: ["10.20.0.0/24"] };
const WINDOWS: SwarmSketch = {
  nodes: [{ hostname: "m1", role: "manager" }, { hostname: "win1", os: "windows" }],
};
/** A pool of two subnets, of which one is taken. */
const SMALL_POOL: SwarmSketch = {
  cluster: { defaultAddrPool: ["10.9.0.0/23"], subnetSize: 24 },
  networks: [{ name: "ingress", subnet: "10.9.0.0/24" }],
};

function make(title: string, request: Partial<CreateRequest>, swarm: SwarmSketch = {}): RuleExample {
  return { title, swarm, change: creating("", request) };
}

/** Removal of the only network: a change of another kind. */
const REMOVED: RuleExample = {
  title: "Another change",
  swarm: { networks: [{ name: "app" }] },
  change: {
    command: "docker swarmnet rm app",
    of: ({ networks }) => ({
      kind: "remove-networks",
      networks: networks.filter(({ name }) => name === "app"),
    }),
  },
};

/** Cases of the checks that judge networks which are created. */
export const CASES: Record<string, RuleCases> = {
  SN0120: {
    bad: [
      make("By the option", { options: { encrypted: "" } }, WINDOWS),
      make("A node that is down comes back", { encrypted: true }, {
        nodes: [{ hostname: "m1", role: "manager" }, { hostname: "win1", os: "windows", state: "down" }],
      }),
    ],
    good: [make("Unencrypted", {}, WINDOWS), REMOVED],
    near: [make("A config-only network", { encrypted: true, configOnly: true }, WINDOWS)],
  },
  SN0223: {
    bad: [
      make("No IPv4", { ipv4: false }),
      make("The label of swarm's own networks", { labels: { "com.docker.swarm.predefined": "" } }),
      make("A config-only network from another one", { configOnly: true, configFrom: "base" }),
    ],
    good: [make("Attachable and internal", { attachable: true, internal: true }), REMOVED],
    near: [
      make("IPv4 asked for", { ipv4: true }),
      make("Another label of docker", { labels: { "com.docker.stack.namespace": "shop" } }),
    ],
  },
  SN0224: {
    bad: [
      make("Under the same name", { name: "ingress", ingress: true }, { networks: [{ name: "ingress" }] }),
      make("With what replace can do", { name: "mesh", ingress: true, encrypted: true, ...SUBNET }, {
        networks: [{ name: "ingress" }],
      }),
    ],
    good: [make("An ordinary network", {}, { networks: [{ name: "ingress" }] }), REMOVED],
    near: [
      make("A config-only network with the flag", { ingress: true, configOnly: true }, {
        networks: [{ name: "ingress" }],
      }),
    ],
  },
  SN0225: {
    bad: [make("Two options", { ipamOptions: { a: "b", c: "d" } })],
    good: [make("The default by name", { ipamDriver: "default" }), REMOVED],
    near: [make("Driver options", { options: { dsr: "" } })],
  },
  SN0226: {
    bad: [
      make("With a subnet", { configOnly: true, ...SUBNET }),
      make("With options", { configOnly: true, options: { encrypted: "" } }),
    ],
    good: [make("With a subnet, for the swarm", SUBNET), REMOVED],
    near: [make("From a config-only network", { configFrom: "base" })],
  },
  SN0227: {
    bad: [
      make("With a subnet besides", { configFrom: "base", ...SUBNET }),
      make("One that exists", { configFrom: "base" }, {
        networks: [{ name: "base", configOnly: true, scope: "local" }],
      }),
    ],
    good: [make("A subnet", SUBNET), REMOVED],
    near: [make("A config-only network", { configOnly: true, configFrom: "base" })],
  },
  SN0228: {
    bad: [
      make("The whole address space", { subnets: ["0.0.0.0/0"] }),
      make("A size alone, for an engine that takes it for a subnet", { subnets: ["0.0.0.0/26"] }),
      {
        title: "Link-local addresses in a stack file",
        stack: "services: {a: {image: x, networks: [n]}}\n" +
          "networks: {n: {ipam: {config: [{subnet: 169.254.9.0/24}]}}}\n",
      },
    ],
    good: [make("Private", SUBNET), make("No subnet", {})],
    near: [
      make("A size alone, for an engine that picks one", { subnets: ["0.0.0.0/26"] }, {
        source: { engineVersion: "29.0.0" },
      }),
      make("Beside the link-local range", { subnets: ["192.168.254.0/24"] }),
    ],
  },
  SN0229: {
    bad: [
      make("The same twice", { subnets: ["10.20.0.0/24", "10.20.0.0/24"] }),
      make("The second holds the first", { subnets: ["10.20.1.0/24", "10.20.0.0/16"] }),
    ],
    good: [make("One", SUBNET), REMOVED],
    near: [make("Two halves of a block", { subnets: ["10.20.0.0/25", "10.20.0.128/25"] })],
  },
  SN0230: {
    bad: [
      make("The broadcast address as gateway", { ...SUBNET, gateways: ["10.20.0.255"] }),
      make("A range with host bits", { ...SUBNET, ranges: ["10.20.0.5/28"] }),
      make("An auxiliary address outside", { ...SUBNET, aux: { dns: "10.21.0.9" } }),
      make("A gateway without a subnet", { gateways: ["10.20.0.1"] }),
    ],
    good: [make("A subnet alone", SUBNET), REMOVED],
    near: [
      make("The last address before the broadcast address", { ...SUBNET, gateways: ["10.20.0.254"] }),
      make("The range is the subnet", { ...SUBNET, ranges: ["10.20.0.0/24"] }),
    ],
  },
  SN0231: {
    bad: [
      {
        title: "In a stack file",
        stack: "services: {a: {image: x, networks: [n]}}\n" +
          "networks: {n: {ipam: {config: [{subnet: 10.20.0.0/30}]}}}\n",
      },
      make("A range of two, one of which is the gateway", {
        ...SUBNET,
        ranges: ["10.20.0.2/31"],
      }),
    ],
    good: [make("No subnet", {}), { title: "A /24", swarm: { networks: [{ name: "app" }] } }],
    near: [
      make("Two small subnets together", { subnets: ["10.20.0.0/30", "10.20.0.4/29"] }),
      { title: "The ingress network", swarm: { networks: [{ name: "ingress", subnet: "10.20.0.0/30" }] } },
    ],
  },
  SN0232: {
    bad: [
      make("Nothing of that size is free", { sizeFor: 100_000_000 }),
      make("A range is too small", { sizeFor: 50, ...SUBNET, ranges: ["10.20.0.0/27"] }),
    ],
    good: [make("No number of tasks", SUBNET), REMOVED],
    near: [make("The largest number for a /24", { sizeFor: 124, ...SUBNET })],
  },
  SN0233: {
    bad: [
      make("Of another network", { options: { [VNI]: "4097" } }, {
        networks: [{ name: "web", options: { [VNI]: "4097" } }],
      }),
      make("More than 24 bits", { options: { [VNI]: "16777216" } }),
      make("Two for one subnet", { options: { [VNI]: "5000,5001" } }),
      make("Too low for Windows", { options: { [VNI]: "100" } }, WINDOWS),
    ],
    good: [
      make("None", {}),
      make("One for each subnet", {
        subnets: ["10.20.0.0/24", "10.21.0.0/24"],
        options: { [VNI]: "5000,5001" },
      }),
    ],
    near: [
      make("Low, without Windows nodes", { options: { [VNI]: "100" } }),
      make("The highest", { options: { [VNI]: "16777215" } }),
    ],
  },
  SN0234: {
    bad: [
      make("The last subnet of the pool", { subnets: ["10.9.1.0/24"] }, SMALL_POOL),
      make("A pool that one large network covers", {}, {
        ...SMALL_POOL,
        networks: [{ name: "big", subnet: "10.8.0.0/15" }],
      }),
    ],
    good: [
      make("A subnet outside of the pool", SUBNET, SMALL_POOL),
      make("A subnet when the pool is used up", SUBNET, {
        ...SMALL_POOL,
        networks: [{ name: "big", subnet: "10.9.0.0/23" }],
      }),
    ],
    near: [
      make("The pool's last subnet is free", {}, SMALL_POOL),
      make("A config-only network", { configOnly: true }, {
        ...SMALL_POOL,
        networks: [{ name: "big", subnet: "10.9.0.0/23" }],
      }),
    ],
  },
  SN0413: {
    bad: [
      make("A network of the node", { name: "docker_gwbridge" }),
      make("A config-only network", { configOnly: true }, { networks: [{ name: "app" }] }),
    ],
    good: [make("No other network", {}), REMOVED],
    near: [
      make("Another letter case, which SN0407 reports", { name: "App" }, { networks: [{ name: "app" }] }),
    ],
  },
};
