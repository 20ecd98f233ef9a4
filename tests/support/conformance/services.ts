import assert from "node:assert/strict";
import {
  addresses,
  type Behaviour,
  change,
  good,
  inspect,
  type Json,
  network,
  refused,
  running,
  service,
  show,
  spec,
  tasks,
  until,
  vips,
} from "./subject.ts";

const port = (PublishedPort: number, TargetPort: number, PublishMode = "ingress") => ({
  Protocol: "tcp",
  TargetPort,
  PublishedPort,
  PublishMode,
});

/** What POST /services/create refuses. Seen on 28.5.2. */
const REFUSED: [what: string, body: Json, status: number, message: RegExp][] = [
  ["with a dot in its name", { Name: "cf.x" }, 400, /name must be valid as a DNS name component/],
  [
    "on a network that is not there",
    { TaskTemplate: { Networks: [{ Target: "cf-none" }] } },
    500,
    /network cf-none not found/,
  ],
  [
    "on a local network",
    { TaskTemplate: { Networks: [{ Target: "docker_gwbridge" }] } },
    403,
    /The network docker_gwbridge cannot be used with services\. Only networks scoped to the swarm/,
  ],
  [
    "on the ingress network",
    { TaskTemplate: { Networks: [{ Target: "ingress" }] } },
    400,
    /Service cannot be explicitly attached to the ingress network "ingress"/,
  ],
  [
    "without VIP that publishes on ingress",
    { EndpointSpec: { Mode: "dnsrr", Ports: [port(8181, 80)] } },
    400,
    /port published with ingress mode can't be used with dnsrr mode/,
  ],
  [
    "that publishes a port twice",
    { EndpointSpec: { Ports: [port(8181, 80), port(8181, 81, "host")] } },
    400,
    /EndpointSpec: duplicate published ports provided/,
  ],
  ["with an unknown endpoint mode", { EndpointSpec: { Mode: "foo" } }, 400, /invalid resolution mode: "foo"/],
  [
    "without image",
    { TaskTemplate: { ContainerSpec: {} } },
    400,
    /ContainerSpec: image reference must be provided/,
  ],
  [
    "that is a job with an update config",
    { Mode: { ReplicatedJob: {} }, UpdateConfig: { Parallelism: 1 } },
    400,
    /Jobs may not have an update config/,
  ],
];

const refusals: Behaviour[] = REFUSED.map(([what, body, status, message]) => ({
  name: `creating a service ${what} is refused`,
  run: (subject) =>
    refused(subject, ["POST", "/services/create", spec(subject, "x", [], body)], status, message),
}));

const ports: Behaviour[] = [
  {
    name: "published ports clash between services, but for host with host",
    async run(subject) {
      const make = (name: string, ...list: Json[]): [string, string, Json] => [
        "POST",
        "/services/create",
        spec(subject, name, [], { EndpointSpec: { Ports: list }, Mode: { Replicated: { Replicas: 0 } } }),
      ];
      await good(subject, ...make("a", port(8181, 80), port(9191, 90, "host")));
      const as = (how: string) => new RegExp(`is already in use by service 'cf-a' \\(\\w{25}\\) as ${how}`);
      await refused(subject, make("b", port(8181, 80)), 400, as("an ingress port"));
      await refused(subject, make("b", port(8181, 80, "host")), 400, as("an ingress port"));
      await refused(subject, make("b", port(9191, 80)), 400, as("a host-published port"));
      await good(subject, ...make("b", port(9191, 80, "host"), { ...port(8181, 80), Protocol: "udp" }));
    },
  },
  {
    name: "an ingress port without number gets one from 30000 on, and unknown words become tcp and ingress",
    async run(subject) {
      const odd = { TargetPort: 80, Protocol: "foo", PublishMode: "hots" };
      const id = await service(subject, spec(subject, "a", [], { EndpointSpec: { Ports: [odd] } }));
      const seen = await until(subject, "a port", async () => (await show(subject, id)).Endpoint.Ports);
      assert.deepEqual([seen[0].Protocol, seen[0].PublishMode], ["tcp", "ingress"]);
      assert.ok(seen[0].PublishedPort >= 30000 && seen[0].PublishedPort <= 32767);
      assert.equal("PublishedPort" in (await show(subject, id)).Spec.EndpointSpec.Ports[0], false);
    },
  },
  {
    name: "a second task with the same host port on a full set of nodes waits, and says why",
    async run(subject) {
      const nodes = (await good(subject, "GET", "/nodes")).length;
      const id = await service(
        subject,
        spec(subject, "a", [], {
          EndpointSpec: { Ports: [port(9191, 90, "host")] },
          Mode: { Replicated: { Replicas: nodes + 1 } },
        }),
      );
      await running(subject, id, nodes);
      const waiting = (await tasks(subject, id)).find((task) => task.Status.State === "pending");
      assert.equal(waiting.Status.Err, `no suitable node (host-mode port already in use on ${nodes} nodes)`);
      assert.equal("NodeID" in waiting, false);
    },
  },
  {
    name: "publishing on ingress takes a VIP and an address of each task there",
    async run(subject) {
      const id = await service(
        subject,
        spec(subject, "a", [], { EndpointSpec: { Ports: [port(8181, 80)] } }),
      );
      const [task] = await running(subject, id, 1);
      const ingress = (await inspect(subject, "ingress")).Id;
      assert.equal(vips(await show(subject, id), ingress).length, 1);
      assert.equal(addresses(task, ingress).length, 1);
    },
  },
];

const living: Behaviour[] = [
  {
    name: "a service comes back with the engine's own additions, and unknown names of a service with 404",
    async run(subject) {
      const id = await service(subject, spec(subject, "a"));
      const seen = await show(subject, "cf-a");
      assert.equal(seen.ID, id);
      assert.deepEqual(
        [seen.Spec.Labels, seen.Spec.TaskTemplate.ForceUpdate, seen.Spec.TaskTemplate.Runtime],
        [
          {},
          0,
          "container",
        ],
      );
      assert.equal("PreviousSpec" in seen, false);
      assert.equal("UpdateStatus" in seen, false);
      await refused(subject, ["GET", "/services/cf-none"], 404, "service cf-none not found");
    },
  },
  {
    name: "a service's name is unique, whatever the letter case",
    async run(subject) {
      await service(subject, spec(subject, "a"));
      const again = (
        name: string,
      ): [string, string, Json] => ["POST", "/services/create", spec(subject, name)];
      await refused(subject, again("a"), 409, /name conflicts with an existing object/);
      await refused(subject, again("A"), 409, /name conflicts with an existing object/);
    },
  },
  {
    name: "status=true counts running and wanted tasks",
    async run(subject) {
      const id = await service(subject, spec(subject, "a", [], { Mode: { Replicated: { Replicas: 2 } } }));
      await running(subject, id, 2);
      const list: Json[] = await good(subject, "GET", "/services?status=true");
      const { ServiceStatus } = list.find((one) => one.ID === id);
      assert.deepEqual([ServiceStatus.RunningTasks, ServiceStatus.DesiredTasks], [2, 2]);
      assert.equal("ServiceStatus" in (await show(subject, id)), false);
    },
  },
  {
    name:
      "a network in use cannot be removed, by service first, and is free once the service and its tasks are gone",
    async run(subject) {
      const net = await network(subject, "a");
      const id = await service(subject, spec(subject, "a", [net]));
      await running(subject, id, 1);
      const inUse = `rpc error: code = FailedPrecondition desc = network ${net} is in use by service ${id}`;
      await refused(subject, ["DELETE", `/networks/${net}`], 400, inUse);
      await good(subject, "DELETE", `/services/${id}`);
      await until(
        subject,
        "removal",
        async () => (await subject.call("DELETE", `/networks/${net}`)).status === 204 ? true : undefined,
      );
    },
  },
  {
    name: "the ingress network cannot be removed while a service publishes there",
    async run(subject) {
      const id = await service(
        subject,
        spec(subject, "a", [], { EndpointSpec: { Ports: [port(8181, 80)] } }),
      );
      const message =
        `rpc error: code = FailedPrecondition desc = ingress network cannot be removed because service ${id} depends on it`;
      await refused(subject, ["DELETE", "/networks/ingress"], 400, message);
    },
  },
  {
    name: "a removed service is gone at once, and filters do not know it any more",
    async run(subject) {
      const id = await service(subject, spec(subject, "a"));
      await running(subject, id, 1);
      await good(subject, "DELETE", `/services/${id}`);
      await refused(subject, ["DELETE", `/services/${id}`], 404, `service ${id} not found`);
      const filters = encodeURIComponent(JSON.stringify({ service: [id] }));
      await refused(subject, ["GET", `/tasks?filters=${filters}`], 404, `service ${id} not found`);
    },
  },
  {
    name: "scaling changes no running task",
    async run(subject) {
      const id = await service(subject, spec(subject, "a", [], { Mode: { Replicated: { Replicas: 2 } } }));
      const before = (await running(subject, id, 2)).map((task) => task.ID);
      await change(subject, id, (spec) => {
        spec.Mode.Replicated.Replicas = 3;
      });
      const more = (await running(subject, id, 3)).map((task) => task.ID);
      assert.ok(before.every((one) => more.includes(one)));
      await change(subject, id, (spec) => {
        spec.Mode.Replicated.Replicas = 1;
      });
      assert.ok(more.includes((await running(subject, id, 1))[0].ID));
      assert.equal("UpdateStatus" in (await show(subject, id)), false);
    },
  },
  {
    name: "a network with tasks on the node asked shows their endpoints, its load balancer and peers",
    async run(subject) {
      const net = await network(subject, "a");
      const id = await service(subject, spec(subject, "a", [net], { Mode: { Global: {} } }));
      const nodes: Json[] = await good(subject, "GET", "/nodes");
      await running(subject, id, nodes.length);
      const seen = await until(subject, "a load balancer", async () => {
        const now = await inspect(subject, net, "?verbose=true");
        const all = now.Peers?.length === nodes.length &&
          now.Services?.["cf-a"]?.Tasks.length === nodes.length;
        return now.Containers?.["lb-cf-a"] !== undefined && all ? now : undefined;
      });
      assert.equal(seen.Containers["lb-cf-a"].Name, "cf-a-endpoint");
      assert.equal(Object.keys(seen.Containers).length, 2);
      const gossip = seen.Services["cf-a"];
      assert.equal(gossip.VIP, vips(await show(subject, id), net)[0]!.split("/")[0]);
      assert.ok(gossip.LocalLBIndex > 0);
      assert.match(gossip.Tasks[0].Info["Host IP"], /^\d+\.\d+\.\d+\.\d+$/);
    },
  },
];

export const SERVICES: readonly Behaviour[] = [...refusals, ...ports, ...living];
