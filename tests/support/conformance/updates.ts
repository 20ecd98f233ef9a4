import assert from "node:assert/strict";
import {
  addresses,
  type Behaviour,
  change,
  inspect,
  type Json,
  network,
  refused,
  running,
  service,
  show,
  spec,
  type Subject,
  tasks,
  until,
  updated,
  vips,
} from "./subject.ts";

/** A container that ends at once, with failure. */
const FAILING = ["sh", "-c", "exit 1"];

async function post(subject: Subject, id: string, version: number, body: Json, query = "") {
  return await subject.call("POST", `/services/${id}/update?version=${version}${query}`, body);
}

/** A service that runs, whose allocation is over. */
async function settled(subject: Subject, body: Json, count = 1): Promise<string> {
  const id = await service(subject, body);
  await running(subject, id, count);
  return id;
}

const refusals: Behaviour[] = [
  {
    name: "a stale index is refused and changes nothing",
    async run(subject) {
      const id = await settled(subject, spec(subject, "a"));
      const now = await show(subject, id);
      const stale: [string, string, Json] = ["POST", `/services/${id}/update?version=1`, now.Spec];
      await refused(subject, stale, 500, "rpc error: code = Unknown desc = update out of sequence");
      assert.equal((await show(subject, id)).Version.Index, now.Version.Index);
    },
  },
  {
    name: "an update without index is refused",
    async run(subject) {
      const id = await settled(subject, spec(subject, "a"));
      const { Spec } = await show(subject, id);
      await refused(subject, ["POST", `/services/${id}/update`, Spec], 400, /invalid service version ''/);
    },
  },
  {
    name: "renaming and changing the mode are refused",
    async run(subject) {
      const id = await settled(subject, spec(subject, "a"));
      const { Spec, Version: { Index } } = await show(subject, id);
      const with_ = (more: Json): [string, string, Json] => [
        "POST",
        `/services/${id}/update?version=${Index}`,
        { ...Spec, ...more },
      ];
      await refused(subject, with_({ Name: "cf-b" }), 501, /renaming services is not supported/);
      await refused(subject, with_({ Mode: { Global: {} } }), 501, /service mode change is not allowed/);
    },
  },
  {
    name: "networks in the old place must be moved before they can be changed",
    async run(subject) {
      const net = await network(subject, "a");
      const body = { ...spec(subject, "a"), Networks: [{ Target: net }] };
      delete body.TaskTemplate.Networks;
      const id = await settled(subject, body);
      const { Spec, Version: { Index } } = await show(subject, id);
      assert.deepEqual(Spec.Networks, [{ Target: net }]);
      assert.equal(vips(await show(subject, id), net).length, 1);
      const old: [string, string, Json] = [
        "POST",
        `/services/${id}/update?version=${Index}`,
        { ...Spec, Networks: [] },
      ];
      await refused(subject, old, 501, /networks must be migrated to TaskSpec before being changed/);
      await change(subject, id, (spec) => {
        delete spec.Networks;
        spec.TaskTemplate.Networks = [{ Target: net }];
      });
      const now = await show(subject, id);
      assert.deepEqual([now.Spec.Networks, now.Spec.TaskTemplate.Networks], [undefined, [{ Target: net }]]);
    },
  },
  {
    name: "without a previous spec there is nothing to roll back to",
    async run(subject) {
      const id = await settled(subject, spec(subject, "a"));
      const { Spec, Version: { Index } } = await show(subject, id);
      const back: [string, string, Json] = [
        "POST",
        `/services/${id}/update?version=${Index}&rollback=previous`,
        Spec,
      ];
      await refused(
        subject,
        back,
        400,
        `rpc error: code = FailedPrecondition desc = service ${id} does not have a previous spec`,
      );
    },
  },
];

const specs: Behaviour[] = [
  {
    name: "an update keeps one previous spec, the one before it",
    async run(subject) {
      const id = await settled(subject, spec(subject, "a"));
      for (const value of ["1", "2"]) {
        await change(subject, id, (spec) => {
          spec.Labels = { value };
        });
      }
      const now = await show(subject, id);
      assert.deepEqual([now.Spec.Labels, now.PreviousSpec.Labels], [{ value: "2" }, { value: "1" }]);
    },
  },
  {
    name: "an update that concerns no task has no status and replaces none",
    async run(subject) {
      const id = await settled(subject, spec(subject, "a"));
      const [before] = await running(subject, id, 1);
      await change(subject, id, (spec) => {
        spec.Labels = { a: "b" };
      });
      await subject.sleep(1000);
      assert.equal("UpdateStatus" in (await show(subject, id)), false);
      assert.deepEqual((await running(subject, id, 1)).map((task) => task.ID), [before.ID]);
    },
  },
  {
    name: "rolling back exchanges the two specs",
    async run(subject) {
      const id = await settled(subject, spec(subject, "a"));
      await change(subject, id, (spec) => {
        spec.TaskTemplate.ForceUpdate = 1;
      });
      await updated(subject, id, "completed");
      await change(subject, id, () => {}, "&rollback=previous");
      const now = await updated(subject, id, "rollback_completed");
      assert.equal(now.Spec.TaskTemplate.ForceUpdate, 0);
      assert.equal(now.PreviousSpec.TaskTemplate.ForceUpdate, 1);
      assert.equal(now.UpdateStatus.Message, "rollback completed");
    },
  },
];

const rolling: Behaviour[] = [
  {
    name: "attaching a network replaces the tasks, keeps the old VIP and adds one",
    async run(subject) {
      const [a, b] = [await network(subject, "a"), await network(subject, "b")];
      const body = spec(subject, "a", [a], {
        Mode: { Replicated: { Replicas: 2 } },
        EndpointSpec: { Mode: "vip" },
      });
      const id = await settled(subject, body, 2);
      const before = vips(await show(subject, id), a);
      const old = (await running(subject, id, 2)).map((task) => task.ID);
      await change(subject, id, (spec) => spec.TaskTemplate.Networks.push({ Target: b, Aliases: ["x"] }));
      const now = await updated(subject, id, "completed");
      assert.equal(now.UpdateStatus.Message, "update completed");
      assert.ok(now.UpdateStatus.StartedAt < now.UpdateStatus.CompletedAt);
      assert.deepEqual([vips(now, a), vips(now, b).length], [before, 1]);
      for (const task of await running(subject, id, 2)) {
        assert.ok(!old.includes(task.ID));
        assert.deepEqual([addresses(task, a).length, addresses(task, b).length], [1, 1]);
      }
    },
  },
  {
    name: "of a service without an endpoint spec, every change of its networks changes all VIPs",
    async run(subject) {
      const [a, b] = [await network(subject, "a"), await network(subject, "b")];
      const id = await settled(subject, spec(subject, "a", [a]));
      const before = vips(await show(subject, id), a);
      await change(subject, id, (spec) => {
        spec.Labels = { x: "y" };
      });
      await subject.sleep(500);
      assert.deepEqual(vips(await show(subject, id), a), before);
      await change(subject, id, (spec) => spec.TaskTemplate.Networks.push({ Target: b }));
      const now = await updated(subject, id, "completed");
      assert.deepEqual([vips(now, a).length, vips(now, b).length], [1, 1]);
      assert.notDeepEqual(vips(now, a), before);
    },
  },
  {
    name: "detaching a network gives its VIP back",
    async run(subject) {
      const [a, b] = [await network(subject, "a"), await network(subject, "b")];
      const id = await settled(subject, spec(subject, "a", [a, b]));
      await change(subject, id, (spec) => {
        spec.TaskTemplate.Networks = [{ Target: a }];
      });
      const now = await updated(subject, id, "completed");
      assert.deepEqual([vips(now, a).length, vips(now, b).length], [1, 0]);
      await until(
        subject,
        "an unused network",
        async () => (await subject.call("DELETE", `/networks/${b}`)).status === 204 ? true : undefined,
      );
    },
  },
  {
    name: "changing to dnsrr gives the VIPs back and replaces the tasks",
    async run(subject) {
      const net = await network(subject, "a");
      const id = await settled(subject, spec(subject, "a", [net]));
      const [old] = await running(subject, id, 1);
      await change(subject, id, (spec) => {
        spec.EndpointSpec = { Mode: "dnsrr" };
      });
      const now = await updated(subject, id, "completed");
      assert.deepEqual(vips(now, net), []);
      assert.notEqual((await running(subject, id, 1))[0].ID, old.ID);
    },
  },
  {
    name: "start-first has the new task running before the old one is to stop",
    async run(subject) {
      const id = await settled(
        subject,
        spec(subject, "a", [], { UpdateConfig: { Order: "start-first", Monitor: 5e8, Parallelism: 1 } }),
      );
      const [old] = await running(subject, id, 1);
      await change(subject, id, (spec) => {
        spec.TaskTemplate.ForceUpdate = 1;
      });
      await until(subject, "the old task's end", async () => {
        const all = await tasks(subject, id, true);
        const before = all.find((task) => task.ID === old.ID);
        const after = all.find((task) => task.ID !== old.ID);
        if (before?.DesiredState !== "shutdown") return undefined;
        assert.equal(after?.Status.State, "running");
        return true;
      });
      await updated(subject, id, "completed");
    },
  },
  {
    name: "stop-first wants the old task stopped before the new one starts",
    async run(subject) {
      const id = await settled(subject, spec(subject, "a"));
      const [old] = await running(subject, id, 1);
      await change(subject, id, (spec) => {
        spec.TaskTemplate.ForceUpdate = 1;
      });
      await until(subject, "a new running task", async () => {
        const all = await tasks(subject, id, true);
        const after = all.find((task) => task.ID !== old.ID);
        if (after?.Status.State !== "running") return undefined;
        assert.equal(all.find((task) => task.ID === old.ID)?.DesiredState ?? "shutdown", "shutdown");
        return true;
      });
    },
  },
  {
    name: "on a full network stop-first gets through and start-first does not",
    async run(subject) {
      const config = { IPAM: { Config: [{ Subnet: "10.50.0.0/29" }] } };
      const net = await network(subject, "a", config);
      const body = spec(subject, "a", [net], {
        Mode: { Replicated: { Replicas: 2 } },
        TaskTemplate: { Placement: { MaxReplicas: 1 } },
      });
      const id = await settled(subject, body, 2);
      await change(subject, id, (spec) => {
        spec.TaskTemplate.ForceUpdate = 1;
      });
      await updated(subject, id, "completed");
      await running(subject, id, 2);
      await change(subject, id, (spec) => {
        spec.TaskTemplate.ForceUpdate = 2;
        spec.UpdateConfig.Order = "start-first";
      });
      await subject.sleep(4000);
      assert.equal((await show(subject, id)).UpdateStatus.State, "updating");
      const states = (await tasks(subject, id)).map((task) => task.Status.State).sort();
      assert.deepEqual(states, ["new", "running", "running"]);
    },
  },
  {
    name: "a failing new task pauses the update, and a paused one stays as it is",
    async run(subject) {
      const id = await settled(subject, spec(subject, "a", [], { Mode: { Replicated: { Replicas: 2 } } }), 2);
      await change(subject, id, (spec) => {
        spec.TaskTemplate.ContainerSpec.Args = FAILING;
        spec.UpdateConfig.Monitor = 3e9;
      });
      const now = await updated(subject, id, "paused");
      assert.match(
        now.UpdateStatus.Message,
        /^update paused due to failure or early termination of task \w{25}$/,
      );
      assert.deepEqual(now.Spec.TaskTemplate.ContainerSpec.Args, FAILING);
    },
  },
  {
    name: "with failure action rollback the previous spec comes back, and none is kept",
    async run(subject) {
      const update = { Parallelism: 1, Monitor: 3e9, FailureAction: "rollback", Order: "stop-first" };
      const id = await settled(subject, spec(subject, "a", [], { UpdateConfig: update }));
      await change(subject, id, (spec) => {
        spec.TaskTemplate.ContainerSpec.Args = FAILING;
      });
      const now = await updated(subject, id, "rollback_completed");
      assert.deepEqual(now.Spec.TaskTemplate.ContainerSpec.Args, ["sleep", "1000"]);
      assert.equal("PreviousSpec" in now, false);
      assert.equal(now.UpdateStatus.Message, "rollback completed");
    },
  },
  {
    name: "a task that ends by itself is replaced after the restart delay, in the same slot",
    async run(subject) {
      const body = spec(subject, "a");
      body.TaskTemplate.ContainerSpec.Args = FAILING;
      const id = await service(subject, body);
      const all = await until(subject, "a second task", async () => {
        const found = await tasks(subject, id, true);
        return found.length >= 2 ? found : undefined;
      });
      assert.deepEqual([...new Set(all.map((task) => task.Slot))], [1]);
      const failed = all.find((task) => task.Status.State === "failed");
      assert.equal(failed.DesiredState, "shutdown");
      assert.match(failed.Status.Err, /non-zero exit \(1\)/);
      assert.equal(failed.Status.ContainerStatus.ExitCode, 1);
    },
  },
  {
    name: "a new spec overtakes an update under way",
    async run(subject) {
      const id = await settled(subject, spec(subject, "a", [], { Mode: { Replicated: { Replicas: 2 } } }), 2);
      for (const force of [1, 2]) {
        await change(subject, id, (spec) => {
          spec.TaskTemplate.ForceUpdate = force;
        });
      }
      await updated(subject, id, "completed");
      for (const task of await running(subject, id, 2)) assert.equal(task.Spec.ForceUpdate, 2);
    },
  },
  {
    name: "networks may be named in an update; what is stored is the ID",
    async run(subject) {
      const net = await network(subject, "a");
      const id = await settled(subject, spec(subject, "a"));
      const { Spec, Version: { Index } } = await show(subject, id);
      Spec.TaskTemplate.Networks = [{ Target: "cf-a" }];
      assert.equal((await post(subject, id, Index, Spec)).status, 200);
      assert.equal((await show(subject, id)).Spec.TaskTemplate.Networks[0].Target, net);
      assert.equal((await inspect(subject, net)).Name, "cf-a");
    },
  },
];

export const UPDATES: readonly Behaviour[] = [...refusals, ...specs, ...rolling];
