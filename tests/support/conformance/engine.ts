import assert from "node:assert/strict";
import { type Behaviour, good, type Json, network, refused } from "./subject.ts";

/** What the engine says of itself and its nodes. */
export const ENGINE: readonly Behaviour[] = [
  {
    name: "info and swarm tell the node, the cluster and its defaults",
    async run(subject) {
      const info = await good(subject, "GET", "/info");
      assert.deepEqual([info.Swarm.LocalNodeState, info.Swarm.ControlAvailable], ["active", true]);
      const swarm = await good(subject, "GET", "/swarm");
      assert.equal(swarm.ID, info.Swarm.Cluster.ID);
      assert.deepEqual([swarm.SubnetSize, swarm.DataPathPort], [24, 4789]);
      // null where nobody set it, which means the same.
      assert.deepEqual(swarm.DefaultAddrPool ?? ["10.0.0.0/8"], ["10.0.0.0/8"]);
      assert.equal(swarm.Spec.Orchestration.TaskHistoryRetentionLimit, 5);
    },
  },
  {
    name: "version tells the API versions in both places",
    async run(subject) {
      const version = await good(subject, "GET", "/version");
      assert.equal(version.Components[0].Details.ApiVersion, version.ApiVersion);
      assert.ok(version.Version.startsWith(subject.version));
    },
  },
  {
    name: "nodes are told with role, availability, state and engine; only managers have a manager status",
    async run(subject) {
      const nodes: Json[] = await good(subject, "GET", "/nodes");
      const [manager] = nodes.filter((node) => node.Spec.Role === "manager");
      assert.deepEqual([manager.ManagerStatus.Leader, manager.ManagerStatus.Reachability], [
        true,
        "reachable",
      ]);
      assert.match(manager.ManagerStatus.Addr, /:2377$/);
      const worker = nodes.find((node) => node.Spec.Role === "worker");
      assert.equal("ManagerStatus" in worker, false);
      assert.deepEqual([worker.Spec.Availability, worker.Status.State], ["active", "ready"]);
      await refused(subject, ["GET", "/nodes/cf-none"], 404, "node cf-none not found");
    },
  },
  {
    name: "an unknown path is not found, an API version beyond the engine's refused",
    async run(subject) {
      await refused(subject, ["GET", "/cf-none"], 404, "page not found");
    },
  },
  {
    name: "an unknown task is not found",
    run: (subject) => refused(subject, ["GET", "/tasks/cfnone"], 404, "task cfnone not found"),
  },
  {
    name: "tasks of an unknown service cannot be asked for",
    run: (subject) =>
      refused(
        subject,
        ["GET", `/tasks?filters=${encodeURIComponent('{"service":["cf-none"]}')}`],
        404,
        /service cf-none not found/,
      ),
  },
  {
    name: "every write of a swarm object raises the version index",
    async run(subject) {
      const indexes: number[] = [];
      for (const Name of ["cf-a", "cf-b"]) {
        await good(subject, "POST", "/configs/create", { Name, Data: btoa("x") });
        indexes.push((await good(subject, "GET", `/configs/${Name}`)).Version.Index);
      }
      assert.ok(indexes[1]! > indexes[0]!);
      await network(subject, "a");
    },
  },
];
