import { ingressPlan } from "../ingress_plan.ts";
import type { Plan } from "../../../lib/plan/model.ts";
import { planReplace, type ReplaceRequest } from "../../../lib/plan/replace.ts";
import type { RunOptions } from "../../../lib/operation/model.ts";
import { indexOf } from "../../../lib/swarm/index.ts";
import type { Swarm } from "../../../lib/swarm/model.ts";
import type { Watched } from "./monitor.ts";
import { World } from "./world.ts";

/** A swarm and what is wanted of it. */
export interface Scenario {
  name: string;
  /** Fills the swarm. */
  build(world: World): void;
  watched: Watched;
  plan(swarm: Swarm): Plan;
  run?: Partial<RunOptions>;
}

const NOTHING: Plan = {
  schema: "swarmnet/plan/2",
  kind: "ingress",
  title: "",
  standsOn: [],
  findings: [],
  steps: [],
  phases: [],
};
const STOP_FIRST = { UpdateConfig: { Order: "stop-first" } };
const ONE = { Mode: { Replicated: { Replicas: 1 } } };
const PORT = (published: number) => ({
  EndpointSpec: { Mode: "vip", Ports: [{ Protocol: "tcp", TargetPort: 80, PublishedPort: published }] },
});

/** The plan that encrypts networks, by name; with `to` under another name. */
function encrypt(names: string[], more: Partial<ReplaceRequest> & { to?: string } = {}) {
  return (swarm: Swarm): Plan => {
    const { to, canary, ...rest } = more;
    const moves = names.map((name) => ({
      network: swarm.networks.find((one) => one.name === name && one.scope === "swarm")?.id ?? name,
      name: to ?? name,
      change: { encrypted: true },
    }));
    const canaryId = swarm.services.find((one) => one.name === canary)?.id;
    return planReplace(swarm, {
      kind: "encrypt",
      moves,
      allowGap: false,
      startFirst: false,
      ...(canaryId === undefined ? {} : { canary: canaryId }),
      ...rest,
    });
  };
}

/** web asks api, api asks db; all of them on `back`. */
function shop(world: World, parts: Record<string, unknown> = {}): void {
  const back = world.network("back", { Labels: { "com.docker.stack.namespace": "shop" } });
  world.service("api", [back], parts);
  world.service("db", [back], { ...ONE, ...parts });
  world.service("web", [back], { ...PORT(8080), ...parts });
}

const SHOP: Watched = { moved: ["back"], clients: [["web", "api"], ["web", "db"]] };

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "one hop to another name",
    build: (world) => shop(world),
    watched: SHOP,
    plan: (swarm) => {
      const network = swarm.networks.find((one) => one.name === "back")?.id ?? "back";
      return planReplace(swarm, {
        kind: "replace",
        moves: [{ network, name: "back2", change: { encrypted: true, subnets: ["10.77.0.0/24"] } }],
        allowGap: false,
        startFirst: false,
      });
    },
  },
  {
    name: "two hops, the name stays",
    build: (world) => shop(world),
    watched: SHOP,
    plan: encrypt(["back"]),
  },
  {
    name: "five services",
    build: (world) => {
      const back = world.network("back");
      for (const name of ["auth", "cache", "db", "queue"]) world.service(name, [back], ONE);
      world.service("web", [back], { ...PORT(8080), ...ONE });
    },
    watched: { moved: ["back"], clients: ["auth", "cache", "db", "queue"].map((one) => ["web", one]) },
    plan: encrypt(["back"]),
  },
  {
    name: "several networks",
    build: (world) => {
      const front = world.network("front");
      const back = world.network("back");
      world.service("api", [front, back], ONE);
      world.service("db", [back], ONE);
      world.service("web", [front], { ...PORT(8080), ...ONE });
    },
    watched: { moved: ["front", "back"], clients: [["web", "api"]] },
    plan: encrypt(["front", "back"]),
  },
  {
    name: "aliases, driver options and places in the list",
    build: (world) => {
      const first = world.network("a-first", { Attachable: true });
      const back = world.network("back", {
        Attachable: true,
        IPAM: { Config: [{ Subnet: "10.50.0.0/24", Gateway: "10.50.0.254" }] },
        Options: { "com.docker.network.driver.mtu": "1400" },
      });
      const last = world.network("z-last");
      const named = (alias: string) => ({
        Target: back,
        Aliases: [alias, `${alias}.local`],
        DriverOpts: { "com.docker.network.endpoint.sysctls": "net.ipv4.conf.IFNAME.log_martians=1" },
      });
      world.service("api", [first, named("api"), last], ONE);
      world.service("db", [named("database"), last], ONE);
      world.service("web", [first, named("www")], { ...PORT(8080), ...ONE });
    },
    watched: { moved: ["back"], clients: [["web", "api"], ["web", "db"]] },
    plan: encrypt(["back"]),
  },
  {
    name: "network lists in the deprecated place",
    build: (world) => {
      const back = world.network("back");
      for (const name of ["api", "db", "web"]) {
        world.service(name, [], { ...ONE, Networks: [{ Target: back, Aliases: [`old-${name}`] }] as never });
      }
    },
    watched: { moved: ["back"] },
    plan: encrypt(["back"]),
  },
  {
    name: "global services",
    build: (world) => {
      const back = world.network("back");
      world.service("agent", [back], { Mode: { Global: {} } });
      world.service("collector", [back], ONE);
      world.service("web", [back], { ...PORT(8080), Mode: { Global: {} } });
    },
    watched: { moved: ["back"], clients: [["web", "collector"]] },
    plan: encrypt(["back"]),
  },
  {
    name: "services without virtual addresses",
    build: (world) => {
      const back = world.network("back");
      for (const name of ["api", "db"]) world.service(name, [back], { EndpointSpec: { Mode: "dnsrr" } });
      world.service("web", [back], { ...PORT(8080), ...ONE });
    },
    watched: { moved: ["back"] },
    plan: encrypt(["back"]),
  },
  {
    name: "order set start-first meanwhile",
    build: (world) => shop(world, { ...ONE, ...STOP_FIRST }),
    watched: { moved: ["back"], clients: SHOP.clients! },
    plan: encrypt(["back"], { startFirst: true }),
  },
  {
    name: "ingress",
    build: (world) => {
      const back = world.network("back");
      world.service("api", [back], ONE);
      world.service("web", [back], { ...PORT(8080), ...ONE });
      world.service("any", [back], {
        ...ONE,
        EndpointSpec: {
          Mode: "vip",
          Ports: [{ TargetPort: 53, Protocol: "udp" }, {
            TargetPort: 9,
            PublishedPort: 9009,
            PublishMode: "host",
            Protocol: "tcp",
          }],
        },
        ...STOP_FIRST,
      });
    },
    watched: { moved: ["back"] },
    // The command refuses a swarm without one: between its removal and its successor there is nothing to plan.
    plan: (swarm) =>
      indexOf(swarm).ingress === undefined
        ? NOTHING
        : ingressPlan(swarm, { change: { encrypted: true }, allowGap: true }),
  },
  {
    name: "three at a time",
    build: (world) => {
      const back = world.network("back");
      for (const name of ["auth", "cache", "db", "queue"]) world.service(name, [back], ONE);
      world.service("web", [back], { ...PORT(8080), ...ONE });
    },
    watched: { moved: ["back"], clients: ["auth", "cache", "db", "queue"].map((one) => ["web", one]) },
    plan: encrypt(["back"]),
    run: { parallel: 3 },
  },
  {
    name: "a canary first",
    build: (world) => shop(world),
    watched: { moved: ["back"] },
    plan: encrypt(["back"], { canary: "api" }),
  },
  {
    name: "no health checks, no endpoint spec, everything at once",
    build: (world) => {
      const back = world.network("back");
      for (const name of ["api", "db", "web"]) {
        world.service(name, [back], {
          TaskTemplate: { ContainerSpec: { Image: "app:1" } },
          EndpointSpec: undefined,
          UpdateConfig: { Parallelism: 0 },
        });
      }
    },
    watched: { moved: ["back"] },
    plan: encrypt(["back"], { allowGap: true }),
    run: { parallel: 3 },
  },
];

/** A world of a scenario, quiet and watched. */
export function worldOf(scenario: Scenario, seed = 1): World {
  const world = new World({ seed });
  scenario.build(world);
  world.watch(scenario.watched);
  return world;
}
