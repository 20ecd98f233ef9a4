import type { UpdateConfig } from "../../../lib/swarm/model.ts";
import type { SwarmSketch } from "../../../lib/swarm/sketch.ts";
import type { RuleCases } from "../../support/rule_cases.ts";

type Services = NonNullable<SwarmSketch["services"]>;

/** A /28, which has 13 addresses, on three nodes: a service of n tasks with a VIP takes n + 1 + min(n, 3). */
function small(...services: { [K in keyof Services[number]]: Services[number][K] }[]): SwarmSketch {
  return {
    networks: [{ name: "app", subnet: "10.9.0.0/28" }],
    services: services.map((one) => ({ on: ["app"], ...one })),
  };
}

function roll(parallelism: number, order: UpdateConfig["order"] = "stop-first"): UpdateConfig {
  return { parallelism, delay: 0, monitor: 5_000_000_000, failureAction: "pause", maxFailureRatio: 0, order };
}

/** A stack with one service, told by the mapping of its `deploy`, on a network with this subnet. */
function stack(subnet: string, deploy: string): string {
  return `services: {a: {image: x, networks: [n], deploy: ${deploy}}}\n` +
    `networks: {n: {ipam: {config: [{subnet: ${subnet}}]}}}\n`;
}

/** The same service on a network that the swarm has already. */
function onto(deploy: string): string {
  return `services: {a: {image: x, networks: [app], deploy: ${deploy}}}\nnetworks: {app: {external: true}}\n`;
}

const HELD = (service: string, address: string) => ({
  service,
  node: "m1",
  networks: [{ network: "id-app", addresses: [address], aliases: [] }],
});
const TWO = [{ name: "a", on: ["app"], vips: [] }, { name: "b", on: ["app"], vips: [] }];

/** So many networks of /24 out of a pool of ten. */
function pool(many: number): SwarmSketch {
  return {
    cluster: { defaultAddrPool: ["10.50.0.0/21", "10.60.0.0/23"] },
    networks: Array.from({ length: many }, (_, at) => ({
      name: `n${at}`,
      subnet: at < 8 ? `10.50.${at}.0/24` : `10.60.${at - 8}.0/24`,
    })),
  };
}

export const CASES: Record<string, RuleCases> = {
  SN0213: {
    bad: [
      { title: "A full /28", swarm: small({ name: "a", replicas: 9 }) },
      {
        title: "The last task waits without an address",
        swarm: {
          networks: [{ name: "app", subnet: "10.9.0.0/29" }],
          services: [{ name: "a", on: ["app"], replicas: 4 }],
          tasks: [
            ...["10.9.0.3/29", "10.9.0.4/29", "10.9.0.5/29"].map((address) => HELD("a", address)),
            { service: "a", node: "", state: "new", networks: [] },
          ],
        },
      },
      {
        title: "The engine's own counters say so",
        swarm: { networks: [{ name: "app", usage: { "10.0.1.0/24": { used: 256, available: 0 } } }] },
      },
      {
        title: "A stack on a network that is nearly full",
        stack: onto("{replicas: 6}"),
        swarm: small({ name: "b", replicas: 6 }),
      },
      {
        title: "A global service where there are nodes",
        stack: stack("10.9.0.0/29", "{mode: global}"),
        swarm: { nodes: [..."abcdef"].map((hostname) => ({ hostname })) },
      },
    ],
    good: [
      { title: "A stack with room", stack: stack("10.9.0.0/28", "{replicas: 4}") },
      { title: "dnsrr takes no VIP", swarm: small({ name: "a", replicas: 9, endpointMode: "dnsrr" }) },
    ],
    near: [
      { title: "One address left", swarm: small({ name: "a", replicas: 8 }) },
      { title: "A stack that fits to the last address", stack: stack("10.9.0.0/29", "{replicas: 3}") },
      {
        title: "Tasks that have ended hold nothing",
        swarm: {
          ...small({ name: "a", replicas: 0 }),
          tasks: Array.from(
            { length: 20 },
            (_, at) => ({ ...HELD("a", `10.9.0.${at}/28`), state: "failed", desired: "shutdown" }),
          ),
        },
      },
    ],
  },
  SN0214: {
    bad: [
      {
        title: "Two services whose updates fit one at a time",
        swarm: small({ name: "a", replicas: 3 }, { name: "b", replicas: 3 }),
      },
      { title: "A stack that leaves nothing for an update", stack: stack("10.9.0.0/28", "{replicas: 10}") },
      {
        title: "A stack on a network of the swarm",
        stack: onto("{replicas: 2}"),
        swarm: small({ name: "b", replicas: 4 }),
      },
    ],
    good: [
      { title: "Nobody is on it", swarm: small() },
      { title: "A stack with room", stack: stack("10.9.0.0/28", "{replicas: 4}") },
    ],
    near: [
      { title: "As much left as an update needs and a tenth", swarm: small({ name: "a", replicas: 6 }) },
      { title: "A full one is SN0213's", swarm: small({ name: "a", replicas: 9 }) },
    ],
  },
  SN0215: {
    bad: [
      { title: "All at once", swarm: small({ name: "a", replicas: 6, update: roll(0) }) },
      {
        title: "In a stack file",
        stack: stack("10.9.0.0/28", "{replicas: 8, update_config: {parallelism: 4}}"),
      },
    ],
    good: [
      { title: "One at a time", swarm: small({ name: "a", replicas: 7 }) },
      {
        title: "In a stack file with room",
        stack: stack("10.9.0.0/24", "{replicas: 7, update_config: {parallelism: 0}}"),
      },
    ],
    near: [
      { title: "Exactly as many as are left", swarm: small({ name: "a", replicas: 7, update: roll(2) }) },
      {
        title: "More at a time than there are tasks",
        swarm: small({ name: "a", replicas: 3, update: roll(50) }),
      },
      { title: "A full network is SN0213's", swarm: small({ name: "a", replicas: 9, update: roll(3) }) },
    ],
  },
  SN0216: {
    bad: [
      {
        title: "The last address suffices for the task, not for its new node",
        swarm: {
          ...small({ name: "a", replicas: 3, update: roll(2, "start-first") }, { name: "b", replicas: 4 }),
          nodes: [{ hostname: "m1" }, { hostname: "m2", availability: "active" }, { hostname: "m3" }],
          tasks: almostFull(),
        },
      },
      {
        title: "A stack that fills its subnet",
        stack: stack("10.9.0.0/29", "{replicas: 3, update_config: {order: start-first}}"),
      },
    ],
    good: [
      { title: "stop-first gets through on a full network", swarm: small({ name: "a", replicas: 9 }) },
      {
        title: "A stack with room",
        stack: stack("10.9.0.0/28", "{replicas: 4, update_config: {order: start-first}}"),
      },
    ],
    near: [
      {
        title: "A stack that does not even start is SN0213's",
        stack: stack("10.9.0.0/29", "{replicas: 9, update_config: {order: start-first}}"),
      },
      {
        title: "One address left, one task at a time",
        swarm: small({ name: "a", replicas: 8, update: roll(1, "start-first") }),
      },
      {
        title: "No task to replace",
        swarm: small({ name: "a", replicas: 9 }, {
          name: "b",
          replicas: 0,
          vips: [],
          update: roll(1, "start-first"),
        }),
      },
    ],
  },
  SN0217: {
    bad: [
      {
        title: "The ingress network, where each node takes one",
        swarm: { networks: [{ name: "ingress", subnet: "10.9.0.0/29" }] },
      },
      { title: "A stack on a small network", stack: stack("10.9.0.0/28", "{mode: global}"), swarm: {} },
    ],
    good: [
      { title: "No global service", swarm: small({ name: "a", replicas: 7 }) },
      { title: "The usual ingress network", swarm: { networks: [{ name: "ingress" }] } },
    ],
    near: [{
      title: "Room for five more",
      swarm: { ...small({ name: "a", mode: "global", endpointMode: "dnsrr" }), nodes: [{ hostname: "m1" }] },
    }],
  },
  SN0218: {
    bad: [{ title: "Eight of ten", swarm: pool(8) }, { title: "Ten of ten", swarm: pool(10) }],
    good: [
      { title: "The usual pool", swarm: { networks: [{ name: "app" }] } },
      { title: "Half of it", swarm: pool(5) },
    ],
    near: [
      { title: "Seven of ten", swarm: pool(7) },
      {
        title: "Networks outside of the pool do not count",
        swarm: {
          ...pool(0),
          networks: Array.from({ length: 12 }, (_, at) => ({ name: `n${at}`, subnet: `10.70.${at}.0/24` })),
        },
      },
    ],
  },
  SN0219: {
    bad: [
      {
        title: "A task and a VIP",
        swarm: {
          networks: [{ name: "app" }],
          services: [{ name: "a", on: ["app"], vips: [{ network: "id-app", addr: "10.0.1.9/24" }] }],
          tasks: [HELD("a", "10.0.1.9/24")],
        },
      },
      {
        title: "Two VIPs",
        swarm: {
          networks: [{ name: "app" }],
          services: ["a", "b"].map((name) => ({
            name,
            on: ["app"],
            replicas: 0,
            vips: [{ network: "id-app", addr: "10.0.1.9/24" }],
          })),
        },
      },
      {
        title: "An attached container and a task",
        swarm: {
          networks: [{ name: "app" }],
          services: TWO,
          tasks: [HELD("a", "10.0.1.9/24"), { ...HELD("", "10.0.1.9/24"), attachment: "abc123" }],
        },
      },
    ],
    good: [
      {
        title: "The same address on two networks",
        swarm: {
          networks: [{ name: "app" }, { name: "other" }],
          services: TWO,
          tasks: [HELD("a", "10.0.1.9/24"), {
            ...HELD("b", "10.0.1.9/24"),
            networks: [{ network: "id-other", addresses: ["10.0.1.9/24"], aliases: [] }],
          }],
        },
      },
      { title: "Nobody has one", swarm: { networks: [{ name: "app" }] } },
    ],
    near: [
      {
        title: "The other one has ended",
        swarm: {
          networks: [{ name: "app" }],
          services: TWO,
          tasks: [HELD("a", "10.0.1.9/24"), {
            ...HELD("b", "10.0.1.9/24"),
            state: "shutdown",
            desired: "shutdown",
          }],
        },
      },
      {
        title: "Predefined networks have VIPs without an address",
        swarm: {
          networks: [{ name: "app" }],
          services: ["a", "b"].map((name) => ({
            name,
            on: ["app"],
            replicas: 0,
            vips: [{ network: "id-app", addr: "" }],
          })),
        },
      },
    ],
  },
  SN0222: {
    bad: [
      {
        title: "Two services together",
        swarm: crowd([{ name: "a", replicas: 500 }, { name: "b", replicas: 400 }]),
      },
      { title: "801", swarm: crowd([{ name: "a", replicas: 801 }]) },
    ],
    good: [
      { title: "A few", swarm: crowd([{ name: "a", replicas: 3 }]) },
      { title: "None", swarm: crowd([]) },
    ],
    near: [{ title: "Exactly 800", swarm: crowd([{ name: "a", replicas: 800 }]) }],
  },
};

function crowd(services: { name: string; replicas: number }[]): SwarmSketch {
  return {
    nodes: [{ hostname: "m1" }],
    networks: [{ name: "app", subnet: "10.60.0.0/20" }],
    services: services.map((one) => ({ on: ["app"], ...one })),
  };
}

/** Three tasks of a and four of b on two of three nodes: with two VIPs and two load balancers eleven addresses, and a shell somebody attached. */
function almostFull() {
  const at = (service: string, node: string, last: number) => ({
    ...HELD(service, `10.9.0.${last}/28`),
    node,
  });
  return [
    at("a", "m1", 4),
    at("a", "m2", 5),
    at("a", "m1", 6),
    at("b", "m1", 7),
    at("b", "m2", 8),
    at("b", "m1", 9),
    at("b", "m2", 10),
    { ...at("", "m1", 11), attachment: "shell" },
  ];
}
