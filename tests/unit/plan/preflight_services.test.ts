import assert from "node:assert/strict";
import { unstyled } from "../../../lib/terminal/style.ts";
import { changeFindings } from "../../../lib/view/findings/change_text.ts";
import {
  APP,
  HOST_PORT,
  MESH_PORT,
  planOf,
  ROLL,
  state,
  STOP,
  task,
  testPreflight,
  WEB,
} from "../../support/plan_preflight.ts";

testPreflight([
  {
    title: "no address left for a second task while it starts first, on the new network",
    services: [{ ...WEB, replicas: 9 }],
    change: { subnets: ["10.9.3.0/28"] },
    code: "SN0216",
    unless: { services: [{ ...WEB, replicas: 8, update: STOP }], change: { subnets: ["10.9.3.0/27"] } },
  },
  {
    title: "no address left for a second task while it starts first, on the old network",
    networks: [{ ...APP, subnet: "10.0.1.0/28" }],
    services: [{ ...WEB, replicas: 9 }],
    code: "SN0216",
    says: [/network app has no address left/],
    unless: { networks: [{ ...APP, subnet: "10.0.1.0/27" }], services: [{ ...WEB, replicas: 9 }] },
  },
  {
    title: "no address left for a second task on another network of the service",
    networks: [APP, { name: "other", subnet: "10.0.2.0/29" }],
    services: [{ ...WEB, on: ["app", "other"] }],
    code: "SN0216",
    says: [/network other has no address left/],
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
    code: "SN0215",
    unless: { networks: [{ ...APP, subnet: "10.0.1.0/28" }], services: [{ ...WEB, update: STOP }] },
  },
  {
    title: "a container attached by hand on another node",
    networks: [{ ...APP, attachable: true }],
    more: { tasks: task({ service: "", attachment: "0123456789abcdef", node: "id-m2" }) },
    code: "SN0336",
    says: [/on m2 is connected/, /docker network disconnect app 0123456789ab/],
    unless: { networks: [{ ...APP, attachable: true }] },
  },
  {
    title: "a container that this node sees on the network",
    networks: [{
      ...APP,
      containers: [{ id: "feed", name: "debug", endpointId: "e", mac: "", ipv4: "10.0.1.9/24", ipv6: "" }],
    }],
    code: "SN0336",
    says: [/debug on m1/],
    unless: {
      networks: [{
        ...APP,
        containers: [
          {
            id: "beef",
            name: "web.3.0123456789abcdefghijklmno",
            endpointId: "e",
            mac: "",
            ipv4: "10.0.1.8/24",
            ipv6: "",
          },
          {
            id: "lb-app",
            name: "app-endpoint",
            endpointId: "e",
            mac: "",
            ipv4: "10.0.1.9/24",
            ipv6: "",
          },
        ],
      }],
    },
  },
  {
    title: "a task of a service that has left the network",
    services: [{ ...WEB, on: [] }],
    more: { tasks: task({ service: "id-web" }) },
    code: "SN0336",
    says: [/service update --force web/],
    unless: { more: { tasks: task({ service: "id-web" }) } },
  },
  {
    title: "a service that is being updated",
    services: [{ ...WEB, updateStatus: state("updating") }],
    code: "SN0331",
    unless: { services: [{ ...WEB, updateStatus: state("completed") }] },
  },
  {
    title: "a service that is being rolled back",
    services: [{ ...WEB, updateStatus: state("rollback_started") }],
    code: "SN0331",
    unless: { services: [{ ...WEB, updateStatus: state("rollback_completed") }] },
  },
  {
    title: "a service whose update was paused",
    services: [{ ...WEB, updateStatus: state("paused") }],
    code: "SN0331",
    says: [/task x failed/],
    unless: { services: [{ ...WEB, updateStatus: null }] },
  },
  {
    title: "a job",
    services: [{ ...WEB, mode: "replicated-job" }],
    code: "SN0330",
    unless: {},
  },
  {
    title: "a service that lists the network twice",
    services: [{ ...WEB, on: ["app", "app"] }],
    code: "SN0347",
    unless: {},
  },
  {
    title: "an interface with a name of its own, of which there would be two",
    services: [{
      ...WEB,
      networks: [{
        target: "id-app",
        aliases: ["www"],
        driverOpts: { "com.docker.network.endpoint.ifname": "eth7" },
      }],
    }],
    code: "SN0348",
    says: [/eth7/, /docker service update --network-rm app --network-add name=app,alias=www web/],
    unless: {
      services: [{
        ...WEB,
        networks: [{
          target: "id-app",
          aliases: ["www"],
          driverOpts: { "com.docker.network.endpoint.sysctls": "net.ipv4.conf.IFNAME.log_martians=1" },
        }],
      }],
    },
  },
  {
    title: "one task that is stopped first",
    services: [{ ...WEB, replicas: 1, update: STOP }],
    code: "SN0350",
    says: [
      /about 3 s, at most 12 s/,
      /each of 4 updates/,
      /--start-first, or accept the downtime: --allow-gap/,
    ],
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
    code: "SN0350",
    unless: { services: [{ ...WEB, replicas: 0, update: STOP }] },
  },
  {
    title: "a gap that is accepted",
    services: [{ ...WEB, replicas: 1, update: STOP }],
    request: { allowGap: true },
    level: "warning",
    code: "SN0350",
    unless: {
      services: [{ ...WEB, replicas: 1, update: STOP }],
      request: { startFirst: true, allowGap: true },
    },
  },
  {
    title: "all tasks at the same time",
    services: [{ ...WEB, update: { ...STOP, parallelism: 0 } }],
    code: "SN0350",
    says: [/0, which means all/],
    unless: { services: [{ ...WEB, update: STOP }] },
  },
  {
    title: "as many tasks at a time as there are",
    services: [{ ...WEB, update: { ...STOP, parallelism: 2 } }],
    code: "SN0350",
    unless: { services: [{ ...WEB, replicas: 6, update: { ...STOP, parallelism: 5 } }] },
  },
  {
    title: "a global service that stops first",
    services: [{ ...WEB, mode: "global", replicas: null, update: STOP }],
    code: "SN0350",
    says: [/each of 3 nodes/, /--start-first/],
    unless: { services: [{ ...WEB, mode: "global", replicas: null, update: ROLL }] },
  },
  {
    title: "a port of the node while its task is replaced",
    services: [{ ...WEB, update: STOP, ports: HOST_PORT, portsSpec: HOST_PORT }],
    code: "SN0350",
    says: [/port 8080/],
    unless: { services: [{ ...WEB, update: STOP, ports: MESH_PORT, portsSpec: MESH_PORT }] },
  },
  {
    title: "a port of the node that start-first does not help with, for want of a spare node",
    services: [{ ...WEB, replicas: 3, update: STOP, ports: HOST_PORT, portsSpec: HOST_PORT }],
    request: { startFirst: true },
    code: "SN0350",
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
    code: "SN0350",
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
    code: "SN0319",
    says: [/--update-order stop-first web/],
    unless: { services: [{ ...WEB, replicas: 2, ports: HOST_PORT, portsSpec: HOST_PORT }] },
  },
  {
    title: "a port of the node that moves with its task",
    level: "warning",
    services: [{ ...WEB, ports: HOST_PORT, portsSpec: HOST_PORT }],
    code: "SN0352",
    unless: { services: [{ ...WEB, ports: MESH_PORT, portsSpec: MESH_PORT }] },
  },
  {
    title: "an update that never ends because each node has its limit of tasks",
    services: [{ ...WEB, replicas: 3, maxReplicasPerNode: 1 }],
    code: "SN0327",
    unless: { services: [{ ...WEB, replicas: 2, maxReplicasPerNode: 1 }] },
  },
  {
    title: "no node for new tasks",
    services: [{ ...WEB, constraints: ["node.labels.disk==ssd"] }],
    code: "SN0326",
    says: [/docker service ps --no-trunc web/],
    unless: { services: [{ ...WEB, constraints: ["node.labels.disk==ssd"], replicas: 0 }] },
  },
  {
    title: "no health check",
    level: "info",
    services: [{ ...WEB, healthCheck: false }],
    code: "SN0309",
    says: [/web.*no health check/],
    unless: { services: [{ ...WEB, healthCheck: true }] },
  },
  {
    title: "a proxy that is told the network's name",
    level: "warning",
    services: [{ ...WEB, labels: { "traefik.docker.network": "app" } }],
    code: "SN0422",
    says: [/traefik\.docker\.network/],
    unless: { services: [{ ...WEB, labels: { "traefik.docker.network": "other" } }] },
  },
  {
    title: "Caddy, told the network's name among others",
    level: "warning",
    services: [{ ...WEB, labels: { "caddy_ingress_network": "edge, app" } }],
    name: "app2",
    code: "SN0422",
    says: [/caddy_ingress_network=app2/],
    unless: { services: [{ ...WEB, labels: { "com.docker.network": "app" } }] },
  },
  {
    title: "clients of task addresses",
    level: "warning",
    services: [WEB, { ...WEB, name: "api", endpointMode: "dnsrr" }],
    code: "SN0353",
    says: [/api \(endpoint mode dnsrr\)/],
    unless: { services: [WEB] },
  },
  {
    title: "updates that go on when tasks fail",
    level: "warning",
    services: [{ ...WEB, update: { ...ROLL, failureAction: "continue" } }],
    code: "SN0354",
    unless: { services: [WEB] },
  },
  {
    title: "updates that swarm rolls back",
    level: "warning",
    services: [{ ...WEB, update: { ...ROLL, failureAction: "rollback" } }],
    code: "SN0354",
    unless: { services: [WEB] },
  },
  {
    title: "two tasks at once of what may be a database",
    level: "warning",
    services: [{ ...WEB, replicas: 1, update: STOP }],
    request: { startFirst: true },
    code: "SN0346",
    unless: { services: [{ ...WEB, replicas: 1 }], request: { startFirst: true } },
  },
  {
    title: "tasks that do not run",
    level: "warning",
    services: [{ ...WEB, running: 1, desired: 2 }],
    code: "SN0349",
    says: [/1 of 2 tasks/],
    unless: { services: [{ ...WEB, running: 2, desired: 2 }] },
  },
]);

Deno.test("every finding is told at once, blockers before the others", () => {
  const { findings } = planOf({
    more: { nodes: [{ hostname: "n1", engineVersion: "20.10.20" }, { hostname: "w1", os: "windows" }] },
    services: [
      { ...WEB, replicas: 1, update: STOP, healthCheck: false },
      { ...WEB, name: "api", updateStatus: state("paused") },
    ],
  });
  const errors = findings.filter((one) => one.level === "error").map((one) => one.code);
  for (const code of ["SN0106", "SN0107", "SN0350", "SN0331"]) {
    assert.ok(errors.includes(code), `${code} is not among ${errors}`);
  }
  const first = findings.findIndex((one) => one.level !== "error");
  assert.ok(findings.slice(first).every((one) => one.level !== "error"));
});

Deno.test("what a network keeps and what audit says already is not told again", () => {
  const alias = (aliases: string[]) => [{ target: "id-app", aliases, driverOpts: {} }];
  const { findings } = planOf({
    services: [{ ...WEB, networks: alias(["db"]) }, { ...WEB, name: "api", networks: alias(["DB"]) }],
  });
  assert.deepEqual(findings.filter(({ code }) => code === "SN0401"), []);
});

Deno.test("names in titles, reasons and printed findings cannot leave their line", () => {
  const evil = "a\u001b[31m\nb";
  const plan = planOf({ services: [{ ...WEB, name: evil, replicas: 1, update: STOP, healthCheck: false }] });
  const text = [
    plan.title,
    ...plan.phases,
    ...plan.steps.map((one) => one.reason),
    ...unstyled(changeFindings(plan.findings)).split("\n"),
  ];
  assert.ok(text.some((one) => one.includes("a\\u001b[31m\\nb")));
  // deno-lint-ignore no-control-regex
  assert.deepEqual(text.filter((one) => /[\u001b\n]/.test(one)), []);
});
