import assert from "node:assert/strict";
import {
  addresses,
  type Behaviour,
  change,
  good,
  type Json,
  network,
  running,
  service,
  show,
  spec,
  tasks,
  until,
  vips,
} from "./subject.ts";

/** Who gets which address, and what happens when there are none left. */
export const ADDRESSES: readonly Behaviour[] = [
  {
    name: "a service gets a VIP behind the gateway, then its tasks get addresses",
    async run(subject) {
      const net = await network(subject, "a", { IPAM: { Config: [{ Subnet: "10.50.0.0/24" }] } });
      const id = await service(
        subject,
        spec(subject, "a", ["cf-a"], { Mode: { Replicated: { Replicas: 2 } } }),
      );
      const found = await running(subject, id, 2);
      const seen = await show(subject, id);
      assert.equal(seen.Spec.TaskTemplate.Networks[0].Target, net);
      assert.deepEqual(vips(seen, net), ["10.50.0.2/24"]);
      assert.deepEqual(found.flatMap((task) => addresses(task, net)).sort(), [
        "10.50.0.3/24",
        "10.50.0.4/24",
      ]);
    },
  },
  {
    name: "a dnsrr service has no VIP, its tasks have addresses",
    async run(subject) {
      const net = await network(subject, "a");
      const id = await service(subject, spec(subject, "a", [net], { EndpointSpec: { Mode: "dnsrr" } }));
      const [task] = await running(subject, id, 1);
      assert.deepEqual(vips(await show(subject, id), net), []);
      assert.equal(addresses(task, net).length, 1);
      assert.deepEqual((await show(subject, id)).Endpoint.Spec.Ports, undefined);
    },
  },
  {
    name: "a network named twice takes two VIPs and two addresses a task",
    async run(subject) {
      const net = await network(subject, "a");
      const id = await service(subject, spec(subject, "a", [net, net]));
      const [task] = await running(subject, id, 1);
      assert.equal(vips(await show(subject, id), net).length, 2);
      assert.equal(addresses(task, net).length, 2);
    },
  },
  {
    name: "on an unallocated network a service has no VIP and its task stays new, without node or error",
    async run(subject) {
      await network(subject, "a", { IPAM: { Config: [{ Subnet: "10.50.0.0/24" }] } });
      const { Id } = await good(subject, "POST", "/networks/create", {
        Name: "cf-b",
        Driver: "overlay",
        IPAM: { Config: [{ Subnet: "10.50.0.0/24" }] },
      });
      const id = await service(subject, spec(subject, "b", [Id]));
      await subject.sleep(1000);
      const [task] = await tasks(subject, id);
      assert.deepEqual([task.Status.State, task.Status.Err, task.NodeID], ["new", undefined, undefined]);
      assert.equal("NetworksAttachments" in task, false);
      assert.deepEqual(vips(await show(subject, id), Id), []);
    },
  },
  {
    name: "a job has a VIP as well",
    // 20.10 keeps a job's running tasks, and so its network, after the service is gone.
    from: 28,
    async run(subject) {
      const net = await network(subject, "a");
      const body = spec(subject, "a", [net], {
        Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } },
      });
      delete body.UpdateConfig;
      delete body.RollbackConfig;
      body.TaskTemplate.RestartPolicy = { Condition: "none" };
      const id = await service(subject, body);
      const [task] = await running(subject, id, 1);
      assert.equal(vips(await show(subject, id), net).length, 1);
      assert.equal(task.DesiredState, "complete");
    },
  },
  {
    name:
      "each node with tasks of a network has one load balancer there, so a /29 is full with two tasks on two nodes",
    async run(subject) {
      const net = await network(subject, "a", { IPAM: { Config: [{ Subnet: "10.50.0.0/29" }] } });
      const body = spec(subject, "a", [net], {
        Mode: { Replicated: { Replicas: 2 } },
        TaskTemplate: { Placement: { MaxReplicas: 1 } },
      });
      const id = await service(subject, body);
      await running(subject, id, 2);
      await change(subject, id, (spec) => {
        spec.Mode.Replicated.Replicas = 3;
      });
      await subject.sleep(1500);
      const stuck = (await tasks(subject, id)).filter((task) => task.Status.State === "new");
      assert.equal(stuck.length, 1);
      assert.deepEqual([stuck[0].Status.Err, stuck[0].NodeID], [undefined, undefined]);
    },
  },
  {
    name: "a freed address goes to a task that waits for one",
    async run(subject) {
      const net = await network(subject, "a", { IPAM: { Config: [{ Subnet: "10.50.0.0/29" }] } });
      const rr = { EndpointSpec: { Mode: "dnsrr" } };
      const a = await service(
        subject,
        spec(subject, "a", [net], { ...rr, Mode: { Replicated: { Replicas: 4 } } }),
      );
      await until(subject, "a full network", async () => {
        const seen = (await tasks(subject, a)).filter((task) => addresses(task, net).length > 0);
        return seen.length >= 3 ? true : undefined;
      });
      await subject.sleep(1000);
      const b = await service(
        subject,
        spec(subject, "b", [net], { ...rr, Mode: { Replicated: { Replicas: 1 } } }),
      );
      await subject.sleep(1000);
      assert.equal((await tasks(subject, b))[0].Status.State, "new");
      await good(subject, "DELETE", `/services/${a}`);
      await running(subject, b, 1);
    },
  },
  {
    name: "an address is not given out again at once",
    async run(subject) {
      const net = await network(subject, "a");
      const id = await service(subject, spec(subject, "a", [net]));
      const [first] = await running(subject, id, 1);
      await change(subject, id, (spec) => {
        spec.TaskTemplate.ForceUpdate++;
      });
      const next = await until(subject, "another task", async () => {
        const found = (await tasks(subject, id)).find((task) =>
          task.ID !== first.ID && task.Status.State === "running"
        );
        return found;
      });
      assert.notDeepEqual(addresses(next, net), addresses(first, net));
    },
  },
  {
    name: "a global service has a task on each node, without slot",
    async run(subject) {
      const nodes: Json[] = await good(subject, "GET", "/nodes");
      const id = await service(subject, spec(subject, "a", [], { Mode: { Global: {} } }));
      const found = await running(subject, id, nodes.length);
      assert.deepEqual(found.map((task) => task.NodeID).sort(), nodes.map((node) => node.ID).sort());
      assert.ok(found.every((task) => !("Slot" in task)));
    },
  },
  {
    name: "a constraint that no node meets leaves a task pending with the reason",
    async run(subject) {
      const body = spec(subject, "a", [], {
        TaskTemplate: { Placement: { Constraints: ["node.labels.x==y"] } },
      });
      const id = await service(subject, body);
      const task = await until(subject, "a reason", async () => {
        return (await tasks(subject, id)).find((one) => one.Status.Err !== undefined);
      });
      assert.match(task.Status.Err, /no suitable node \(scheduling constraints not satisfied on \d+ nodes\)/);
      assert.equal(task.Status.State, "pending");
    },
  },
];
