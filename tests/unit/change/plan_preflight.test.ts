import assert from "node:assert/strict";
import type { Plan, PlanProblem } from "../../../lib/change/plan/model.ts";
import { planReplace, type ReplaceRequest } from "../../../lib/change/plan/replace.ts";
import { sketchSwarm, type SwarmSketch } from "../../../lib/swarm/sketch.ts";
import type { Service, Task, UpdateConfig } from "../../../lib/swarm/model.ts";

type Net = NonNullable<SwarmSketch["networks"]>[number];
type Srv = NonNullable<SwarmSketch["services"]>[number];

const ROLL: UpdateConfig = {
  parallelism: 1,
  delay: 0,
  monitor: 5e9,
  failureAction: "pause",
  maxFailureRatio: 0,
  order: "start-first",
};
const STOP: UpdateConfig = { ...ROLL, order: "stop-first" };
/** A network in clear, as most are. */
const APP: Net = { name: "app", options: {} };
/** A service that can be moved without a word. */
const WEB: Srv = { name: "web", on: ["app"], replicas: 2, update: ROLL };
const HOST_PORT = [{ name: "", protocol: "tcp", target: 80, published: 8080, mode: "host" as const }];
const MESH_PORT = [{ name: "", protocol: "tcp", target: 80, published: 8080, mode: "ingress" as const }];

interface Case {
  /** What is wrong, as the test's name. */
  title: string;
  networks?: Net[];
  services?: Srv[];
  more?: Partial<SwarmSketch>;
  request?: Partial<ReplaceRequest>;
  change?: ReplaceRequest["moves"][number]["change"];
  name?: string;
  /** The id expected, and how bad it is. */
  id: string;
  level?: PlanProblem["level"];
  /** Parts of its words. */
  says?: RegExp[];
  /** A small difference with which it is not found. */
  unless: Omit<Partial<Case>, "title" | "id">;
}

function planOf(parts: Omit<Partial<Case>, "title" | "id">): Plan {
  const swarm = sketchSwarm({
    networks: parts.networks ?? [APP],
    services: parts.services ?? [WEB],
    ...parts.more,
  });
  return planReplace(swarm, {
    kind: "encrypt",
    moves: [{ network: "id-app", name: parts.name ?? "app", change: parts.change ?? { encrypted: true } }],
    allowGap: false,
    startFirst: false,
    ...parts.request,
  });
}

const nodes = (...versions: string[]) =>
  versions.map((engineVersion, at) => ({ hostname: `n${at + 1}`, engineVersion }));
const task = (parts: Partial<Task>): Task[] => [{
  ...sketchSwarm({ networks: [APP], services: [WEB] }).tasks[0]!,
  ...parts,
}];
const state = (word: string): Service["updateStatus"] => ({
  state: word,
  started: "",
  completed: "",
  message: "task x failed",
});

const CASES: readonly Case[] = [
  {
    title: "a Windows node that a service may run on",
    more: { nodes: [{ hostname: "n1" }, { hostname: "w1", os: "windows" }] },
    id: "windows-node",
    says: [/web.*Windows.*w1/, /constraint-add node\.platform\.os==linux web/],
    unless: { services: [{ ...WEB, constraints: ["node.platform.os == linux"] }] },
  },
  {
    title: "engines on both sides of the SPI change",
    more: { nodes: nodes("28.5.2", "29.1.0") },
    id: "engine-spi-mismatch",
    says: [/n2 \(29\.1\.0\)/, /25\.0\.15 or 29\.2\.1/],
    unless: { more: { nodes: nodes("29.1.0", "29.1.0") } },
  },
  {
    title: "an engine with the holes of 2023",
    more: { nodes: nodes("20.10.23") },
    id: "engine-cve",
    says: [/CVE-2023-28840/],
    unless: { more: { nodes: nodes("20.10.24") } },
  },
  {
    title: "another data path port with engines that encrypt 4789 only",
    more: { nodes: nodes("20.10.24"), cluster: { dataPathPort: 7789 } },
    id: "engine-data-path-port",
    says: [/7789/],
    unless: { more: { nodes: nodes("24.0.3"), cluster: { dataPathPort: 7789 } } },
  },
  {
    title: "engines that may take a tunnel down while it is used",
    level: "warning",
    more: { nodes: nodes("29.3.0") },
    id: "engine-sa-ref-count",
    unless: { more: { nodes: nodes("28.5.2") } },
  },
  {
    title: "that ESP passes has not been seen",
    level: "warning",
    id: "esp-unproven",
    unless: { more: { nodes: nodes("28.5.2") } },
  },
  {
    title: "an encrypted network that is left while others are encrypted, on engines that cut them",
    networks: [{ name: "app" }],
    change: { mtu: 1400 },
    id: "shared-sa-removal",
    says: [/28\.5\.2/, /--allow-gap/],
    unless: { networks: [APP], change: { encrypted: true } },
  },
  {
    title: "a subnet that another network has",
    networks: [APP, { name: "other", subnet: "10.9.0.0/16" }],
    change: { subnets: ["10.9.3.0/24"] },
    id: "subnet-overlap",
    says: [/swarm network other/],
    unless: { change: { subnets: ["10.10.3.0/24"] } },
  },
  {
    title: "a subnet with a node in it",
    change: { subnets: ["192.168.7.0/24"] },
    id: "subnet-overlap",
    says: [/node m1/],
    unless: { change: { subnets: ["192.168.8.0/24"] } },
  },
  {
    title: "the old subnet for a network that exists beside the old one",
    change: { encrypted: true, subnets: ["10.0.1.0/25"] },
    name: "app2",
    id: "subnet-overlap",
    says: [/swarm network app/],
    unless: { change: { encrypted: true, subnets: ["10.0.1.0/25"] }, name: "app" },
  },
  {
    title: "a subnet with bits behind its prefix",
    change: { subnets: ["10.9.3.1/24"] },
    id: "subnet-invalid",
    says: [/10\.9\.3\.0\/24/],
    unless: { change: { subnets: ["10.9.3.0/24"] } },
  },
  {
    title: "a subnet of IPv6",
    change: { subnets: ["fd00::/64"] },
    id: "subnet-invalid",
    unless: { change: { subnets: ["10.9.3.0/24"] } },
  },
  {
    title: "a subnet that a local bridge of the engine asked has",
    level: "warning",
    change: { subnets: ["172.18.0.0/24"] },
    id: "subnet-overlap-local",
    unless: { change: { subnets: ["10.9.3.0/24"] } },
  },
  {
    title: "a subnet too small for the services",
    services: [{ ...WEB, replicas: 10 }],
    change: { subnets: ["10.9.3.0/28"] },
    id: "addresses-short",
    unless: { services: [{ ...WEB, replicas: 10 }], change: { subnets: ["10.9.3.0/27"] } },
  },
  {
    title: "no address left for a second task while it starts first, on the new network",
    services: [{ ...WEB, replicas: 9 }],
    change: { subnets: ["10.9.3.0/28"] },
    id: "start-first-full",
    unless: { services: [{ ...WEB, replicas: 8, update: STOP }], change: { subnets: ["10.9.3.0/27"] } },
  },
  {
    title: "few addresses for updates on the new network",
    level: "warning",
    services: [{ ...WEB, replicas: 8, update: { ...STOP, parallelism: 3 } }],
    change: { subnets: ["10.9.3.0/28"] },
    id: "addresses-tight",
    unless: {
      services: [{ ...WEB, replicas: 6, update: { ...STOP, parallelism: 3 } }],
      change: { subnets: ["10.9.3.0/28"] },
    },
  },
  {
    title: "no address left for a second task while it starts first, on the old network",
    networks: [{ ...APP, subnet: "10.0.1.0/28" }],
    services: [{ ...WEB, replicas: 9 }],
    id: "start-first-full",
    says: [/app has no free address/],
    unless: { networks: [{ ...APP, subnet: "10.0.1.0/27" }], services: [{ ...WEB, replicas: 9 }] },
  },
  {
    title: "no address left for a second task on another network of the service",
    networks: [APP, { name: "other", subnet: "10.0.2.0/29" }],
    services: [{ ...WEB, on: ["app", "other"] }],
    id: "start-first-full",
    says: [/other has no free address/],
    unless: {
      networks: [APP, { name: "other", subnet: "10.0.2.0/28" }],
      services: [{ ...WEB, on: ["app", "other"] }],
    },
  },
  {
    title: "fewer tasks while a full network makes new ones wait",
    level: "warning",
    networks: [{ ...APP, subnet: "10.0.1.0/29" }],
    services: [{ ...WEB, update: STOP }],
    id: "subnet-full",
    unless: { networks: [{ ...APP, subnet: "10.0.1.0/28" }], services: [{ ...WEB, update: STOP }] },
  },
  {
    title: "a container attached by hand on another node",
    networks: [{ ...APP, attachable: true }],
    more: { tasks: task({ service: "", attachment: "0123456789abcdef", node: "id-m2" }) },
    id: "attached-container",
    says: [/on node m2/, /docker network disconnect app 0123456789ab/],
    unless: { networks: [{ ...APP, attachable: true }] },
  },
  {
    title: "a container that this node sees on the network",
    networks: [{
      ...APP,
      containers: [{ id: "feed", name: "debug", endpointId: "e", mac: "", ipv4: "10.0.1.9/24", ipv6: "" }],
    }],
    id: "attached-container",
    says: [/debug on node m1/],
    unless: {
      networks: [{
        ...APP,
        containers: [{
          id: "lb-app",
          name: "app-endpoint",
          endpointId: "e",
          mac: "",
          ipv4: "10.0.1.9/24",
          ipv6: "",
        }],
      }],
    },
  },
  {
    title: "a task of a service that has left the network",
    services: [{ ...WEB, on: [] }],
    more: { tasks: task({ service: "id-web" }) },
    id: "task-left-behind",
    says: [/service update --force web/],
    unless: { more: { tasks: task({ service: "id-web" }) } },
  },
  {
    title: "the ingress network",
    networks: [{ name: "app", options: {}, ingress: true }],
    services: [],
    id: "network-ingress",
    says: [/encrypt --ingress/],
    unless: { services: [] },
  },
  {
    title: "a network of one node",
    networks: [{ name: "app", options: {}, scope: "local", driver: "bridge" }],
    id: "network-local",
    unless: {},
  },
  {
    title: "a configuration",
    networks: [{ name: "app", options: {}, scope: "local", configOnly: true }],
    services: [],
    id: "network-config-only",
    unless: {},
  },
  {
    title: "a network made from a configuration",
    networks: [{ name: "app", options: {}, configFrom: "base" }],
    id: "network-config-from",
    unless: {},
  },
  {
    title: "a network of another driver",
    networks: [{ name: "app", options: {}, driver: "macvlan" }],
    id: "network-not-overlay",
    unless: {},
  },
  {
    title: "a network that was never allocated",
    networks: [{ name: "app", options: {}, driver: "" }],
    id: "network-unallocated",
    unless: {},
  },
  {
    title: "a network that does not exist",
    request: { moves: [{ network: "nope", name: "nope", change: {} }] },
    id: "network-unknown",
    unless: {},
  },
  {
    title: "a name that another network has in other letters",
    networks: [APP, { name: "Taken" }],
    name: "taken",
    id: "name-taken",
    says: [/Taken/],
    unless: { networks: [APP, { name: "Taken" }], name: "free" },
  },
  {
    title: "a name with a dot",
    name: "app.v2",
    id: "name-invalid",
    unless: { name: "app-v2" },
  },
  {
    title: "two networks with one name in the end",
    networks: [APP, { name: "b", options: {} }],
    request: {
      moves: [
        { network: "id-app", name: "x", change: {} },
        { network: "id-b", name: "X", change: {} },
      ],
    },
    id: "name-taken",
    unless: {},
  },
  {
    title: "an identifier of its own",
    change: { options: { "com.docker.network.driver.overlay.vxlanid_list": "5000" } },
    id: "option-vni",
    unless: {},
  },
  {
    title: "an MTU that no node can set",
    change: { mtu: 60 },
    id: "mtu-invalid",
    unless: { change: { mtu: 1400 } },
  },
  {
    title: "the MTU key of bridges",
    level: "warning",
    change: { options: { "com.docker.network.mtu": "1400" } },
    id: "mtu-wrong-key",
    unless: { change: { options: { "com.docker.network.driver.mtu": "1400" } } },
  },
  {
    title: "a service that is being updated",
    services: [{ ...WEB, updateStatus: state("updating") }],
    id: "service-updating",
    unless: { services: [{ ...WEB, updateStatus: state("completed") }] },
  },
  {
    title: "a service that is being rolled back",
    services: [{ ...WEB, updateStatus: state("rollback_started") }],
    id: "service-updating",
    unless: { services: [{ ...WEB, updateStatus: state("rollback_completed") }] },
  },
  {
    title: "a service whose update was paused",
    services: [{ ...WEB, updateStatus: state("paused") }],
    id: "service-paused",
    says: [/task x failed/, /docker service rollback web/],
    unless: { services: [{ ...WEB, updateStatus: null }] },
  },
  {
    title: "a job",
    services: [{ ...WEB, mode: "replicated-job" }],
    id: "service-job",
    unless: {},
  },
  {
    title: "a service that lists the network twice",
    services: [{ ...WEB, on: ["app", "app"] }],
    id: "service-listed-twice",
    unless: {},
  },
  {
    title: "a canary that is elsewhere",
    services: [WEB, { name: "other" }],
    request: { canary: "id-other" },
    id: "canary-not-there",
    says: [/--canary web/],
    unless: { request: { canary: "id-web" } },
  },
  {
    title: "one task that is stopped first",
    services: [{ ...WEB, replicas: 1, update: STOP }],
    id: "gap-single-replica",
    says: [/about 3 s, at most 12 s/, /each of 4 rolls/, /--start-first, or accept it: --allow-gap/],
    unless: { services: [{ ...WEB, replicas: 1 }] },
  },
  {
    title: "one task that is stopped first, found in the deprecated list",
    services: [{
      ...WEB,
      on: [],
      legacyNetworks: [{ target: "app", aliases: [], driverOpts: {} }],
      replicas: 1,
      update: STOP,
    }],
    id: "gap-single-replica",
    unless: { services: [{ ...WEB, replicas: 0, update: STOP }] },
  },
  {
    title: "a gap that is accepted",
    services: [{ ...WEB, replicas: 1, update: STOP }],
    request: { allowGap: true },
    level: "warning",
    id: "gap-single-replica",
    unless: {
      services: [{ ...WEB, replicas: 1, update: STOP }],
      request: { startFirst: true, allowGap: true },
    },
  },
  {
    title: "all tasks at the same time",
    services: [{ ...WEB, update: { ...STOP, parallelism: 0 } }],
    id: "gap-all-at-once",
    says: [/0, which means all/],
    unless: { services: [{ ...WEB, update: STOP }] },
  },
  {
    title: "as many tasks at a time as there are",
    services: [{ ...WEB, update: { ...STOP, parallelism: 5 } }],
    id: "gap-all-at-once",
    unless: { services: [{ ...WEB, replicas: 6, update: { ...STOP, parallelism: 5 } }] },
  },
  {
    title: "a global service that stops first",
    services: [{ ...WEB, mode: "global", replicas: null, update: STOP }],
    id: "gap-global",
    says: [/each of 3 nodes/, /--start-first/],
    unless: { services: [{ ...WEB, mode: "global", replicas: null, update: ROLL }] },
  },
  {
    title: "a port of the node while its task is replaced",
    services: [{ ...WEB, update: STOP, ports: HOST_PORT, portsSpec: HOST_PORT }],
    id: "gap-host-port",
    says: [/port 8080/],
    unless: { services: [{ ...WEB, update: STOP, ports: MESH_PORT, portsSpec: MESH_PORT }] },
  },
  {
    title: "a port of the node that start-first does not help with, for want of a spare node",
    services: [{ ...WEB, replicas: 3, update: STOP, ports: HOST_PORT, portsSpec: HOST_PORT }],
    request: { startFirst: true },
    id: "gap-host-port",
    says: [/--start-first does not help: its port 8080 \(mode host\) needs a spare node/],
    unless: {
      services: [{ ...WEB, replicas: 2, update: STOP, ports: HOST_PORT, portsSpec: HOST_PORT }],
      request: { startFirst: true },
    },
  },
  {
    title: "a global service with a port of the node, which start-first does not help",
    services: [{
      ...WEB,
      mode: "global",
      replicas: null,
      update: STOP,
      ports: HOST_PORT,
      portsSpec: HOST_PORT,
    }],
    request: { startFirst: true },
    id: "gap-global",
    says: [/--start-first does not help/],
    unless: {
      services: [{ ...WEB, mode: "global", replicas: null, update: STOP }],
      request: { startFirst: true },
    },
  },
  {
    title: "an update that never ends for want of a node with the port free",
    services: [{ ...WEB, replicas: 3, ports: HOST_PORT, portsSpec: HOST_PORT }],
    request: { allowGap: true },
    id: "start-first-host-port",
    says: [/--update-order stop-first web/],
    unless: { services: [{ ...WEB, replicas: 2, ports: HOST_PORT, portsSpec: HOST_PORT }] },
  },
  {
    title: "an update that never ends because each node has its limit of tasks",
    services: [{ ...WEB, replicas: 3, maxReplicasPerNode: 1 }],
    id: "start-first-no-node",
    unless: { services: [{ ...WEB, replicas: 2, maxReplicasPerNode: 1 }] },
  },
  {
    title: "no node for new tasks",
    services: [{ ...WEB, constraints: ["node.labels.disk==ssd"] }],
    id: "no-node",
    unless: { services: [{ ...WEB, constraints: ["node.role==manager"] }] },
  },
  {
    title: "no health check",
    level: "warning",
    services: [{ ...WEB, healthCheck: false }],
    id: "no-health-check",
    says: [/1 service has no health check: web/],
    unless: { services: [{ ...WEB, healthCheck: true }] },
  },
  {
    title: "a proxy that is told the network's name",
    level: "warning",
    services: [{ ...WEB, labels: { "traefik.docker.network": "app" } }],
    id: "proxy-pinned",
    says: [/traefik\.docker\.network/],
    unless: { services: [{ ...WEB, labels: { "traefik.docker.network": "other" } }] },
  },
  {
    title: "Caddy, told the network's name among others",
    level: "warning",
    services: [{ ...WEB, labels: { "caddy_ingress_network": "edge, app" } }],
    name: "app2",
    id: "proxy-pinned",
    says: [/caddy_ingress_network=app2/],
    unless: { services: [{ ...WEB, labels: { "com.docker.network": "app" } }] },
  },
  {
    title: "less room in a packet",
    level: "warning",
    id: "mtu-drop",
    says: [/1424 bytes.*1450/],
    unless: { change: { encrypted: true, mtu: 9000 } },
  },
  {
    title: "clients of task addresses",
    level: "warning",
    services: [WEB, { ...WEB, name: "api", endpointMode: "dnsrr" }],
    id: "cached-addresses",
    says: [/api \(endpoint mode dnsrr\)/],
    unless: { services: [WEB] },
  },
  {
    title: "other addresses",
    level: "warning",
    change: { subnets: ["10.9.3.0/24"] },
    id: "subnet-changed",
    says: [/10\.0\.1\.0\/24 become addresses of 10\.9\.3\.0\/24/],
    unless: { change: { encrypted: true } },
  },
  {
    title: "a stack file that names the old network",
    level: "warning",
    services: [{ ...WEB, labels: { "com.docker.stack.namespace": "shop" } }],
    name: "app2",
    id: "stack-file-name",
    says: [/stack shop/, /name: app2/],
    unless: { services: [WEB], name: "app2" },
  },
  {
    title: "a stack file that does not say what changes",
    level: "warning",
    networks: [{ ...APP, labels: { "com.docker.stack.namespace": "shop" } }],
    id: "stack-file-behind",
    unless: { services: [{ ...WEB, labels: { "com.docker.stack.namespace": "shop" } }] },
  },
  {
    title: "published ports, which the ingress network carries in clear",
    level: "warning",
    networks: [APP, { name: "ingress", options: {} }],
    services: [{ ...WEB, ports: MESH_PORT, portsSpec: MESH_PORT }],
    id: "ingress-clear",
    unless: {
      networks: [APP, { name: "ingress" }],
      services: [{ ...WEB, ports: MESH_PORT, portsSpec: MESH_PORT }],
    },
  },
  {
    title: "a way out that is lost",
    level: "warning",
    change: { internal: true },
    id: "internal-changed",
    says: [/lose their way out/],
    unless: { change: { internal: false, encrypted: true } },
  },
  {
    title: "updates that go on when tasks fail",
    level: "warning",
    services: [{ ...WEB, update: { ...ROLL, failureAction: "continue" } }],
    id: "failure-action-continue",
    unless: { services: [WEB] },
  },
  {
    title: "updates that swarm rolls back",
    level: "warning",
    services: [{ ...WEB, update: { ...ROLL, failureAction: "rollback" } }],
    id: "failure-action-rollback",
    unless: { services: [WEB] },
  },
  {
    title: "two tasks at once of what may be a database",
    level: "warning",
    services: [{ ...WEB, replicas: 1, update: STOP }],
    request: { startFirst: true },
    id: "two-at-once",
    unless: { services: [{ ...WEB, replicas: 1 }], request: { startFirst: true } },
  },
  {
    title: "tasks that do not run",
    level: "warning",
    services: [{ ...WEB, running: 1, desired: 2 }],
    id: "tasks-missing",
    says: [/1 of 2 tasks/],
    unless: { services: [{ ...WEB, running: 2, desired: 2 }] },
  },
  {
    title: "names that two services answer to",
    level: "warning",
    services: [
      { ...WEB, networks: [{ target: "id-app", aliases: ["db"], driverOpts: {} }] },
      { ...WEB, name: "api", networks: [{ target: "id-app", aliases: ["DB"], driverOpts: {} }] },
    ],
    id: "alias-shared",
    says: [/api and web/],
    unless: {},
  },
  {
    title: "what an earlier move has left",
    level: "warning",
    networks: [APP, { name: "app-swarmnet-12ab" }],
    id: "network-left-over",
    unless: { networks: [APP, { name: "app-swarmnet-nodes" }] },
  },
];

for (const one of CASES) {
  Deno.test(`preflight finds ${one.title}`, () => {
    const { problems } = planOf(one);
    const found = problems.find((each) => each.id === one.id);
    assert.ok(found !== undefined, `only ${problems.map((each) => each.id).join(", ") || "nothing"}`);
    assert.equal(found.level, one.level ?? "error");
    for (const words of [found.what, found.why, found.fix]) {
      assert.ok(words !== "" && !words.endsWith("."), words);
    }
    if (one.id.startsWith("gap-")) assert.ok(found.gap?.includes("estimate"));
    const text = [found.what, found.why, found.gap ?? "", found.fix].join("\n");
    for (const part of one.says ?? []) assert.match(text, part);
    const without = planOf(one.unless).problems.map((each) => each.id);
    assert.ok(!without.includes(one.id), `${one.id} is found where it is not`);
  });
}

Deno.test("every problem is told at once, blockers before warnings", () => {
  const { problems } = planOf({
    more: { nodes: [{ hostname: "n1", engineVersion: "20.10.20" }, { hostname: "w1", os: "windows" }] },
    services: [
      { ...WEB, replicas: 1, update: STOP, healthCheck: false },
      { ...WEB, name: "api", updateStatus: state("paused") },
    ],
  });
  const errors = problems.filter((one) => one.level === "error").map((one) => one.id);
  for (const id of ["windows-node", "engine-cve", "gap-single-replica", "service-paused"]) {
    assert.ok(errors.includes(id), `${id} is not among ${errors}`);
  }
  const first = problems.findIndex((one) => one.level === "warning");
  assert.ok(problems.slice(first).every((one) => one.level === "warning"));
});

Deno.test("names in problems, titles and reasons cannot leave their line", () => {
  const evil = "a\u001b[31m\nb";
  const plan = planOf({ services: [{ ...WEB, name: evil, replicas: 1, update: STOP, healthCheck: false }] });
  const text = [
    plan.title,
    ...plan.phases,
    ...plan.steps.map((one) => one.reason),
    ...plan.problems.flatMap((one) => [
      one.object,
      one.what,
      one.why,
      one.fix,
      one.gap ?? "",
    ]),
  ];
  assert.ok(text.some((one) => one.includes("a\\u001b[31m\\nb")));
  // deno-lint-ignore no-control-regex
  assert.deepEqual(text.filter((one) => /[\u001b\n]/.test(one)), []);
});
