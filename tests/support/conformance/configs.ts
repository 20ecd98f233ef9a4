import assert from "node:assert/strict";
import { type Behaviour, good, refused } from "./subject.ts";

const DATA = btoa("data");

export const CONFIGS: readonly Behaviour[] = [
  {
    name: "a config comes back as it was made",
    async run(subject) {
      const { ID } = await good(subject, "POST", "/configs/create", {
        Name: "cf-c",
        Data: DATA,
        Labels: { a: "b" },
      });
      const seen = await good(subject, "GET", "/configs/cf-c");
      assert.equal(seen.ID, ID);
      assert.deepEqual(seen.Spec, { Name: "cf-c", Labels: { a: "b" }, Data: DATA });
    },
  },
  {
    name: "a config's name is unique",
    async run(subject) {
      await good(subject, "POST", "/configs/create", { Name: "cf-c", Data: DATA });
      const again: [string, string, unknown] = ["POST", "/configs/create", { Name: "cf-c", Data: DATA }];
      await refused(subject, again, 409, "rpc error: code = AlreadyExists desc = config cf-c already exists");
    },
  },
  {
    name: "a config without name, with an odd name or without data is refused",
    async run(subject) {
      const create = (body: unknown): [string, string, unknown] => ["POST", "/configs/create", body];
      await refused(subject, create({ Name: "", Data: DATA }), 400, /name must be provided/);
      await refused(subject, create({ Name: "cf c", Data: DATA }), 400, /invalid name, only 64/);
      await refused(subject, create({ Name: "cf-c", Data: "" }), 400, /config data must be larger than 0/);
    },
  },
  {
    name: "labels of a config can change, nothing else, and only in sequence",
    async run(subject) {
      await good(subject, "POST", "/configs/create", { Name: "cf-c", Data: DATA });
      const { ID, Version: { Index } } = await good(subject, "GET", "/configs/cf-c");
      const path = `/configs/${ID}/update?version=${Index}`;
      await good(subject, "POST", path, { Name: "cf-c", Labels: { x: "y" } });
      const stale: [string, string, unknown] = ["POST", path, { Name: "cf-c", Labels: { x: "z" } }];
      await refused(subject, stale, 500, /update out of sequence/);
      const now = await good(subject, "GET", `/configs/${ID}`);
      assert.deepEqual([now.Spec.Labels, now.Spec.Data], [{ x: "y" }, DATA]);
      assert.ok(now.Version.Index > Index);
      const next = `/configs/${ID}/update?version=${now.Version.Index}`;
      await refused(
        subject,
        ["POST", next, { Name: "cf-c", Data: btoa("other") }],
        400,
        /only updates to Labels are allowed/,
      );
      await refused(subject, ["POST", next, { Name: "cf-d" }], 400, /only updates to Labels are allowed/);
    },
  },
  {
    name: "a removed config is gone",
    async run(subject) {
      await good(subject, "POST", "/configs/create", { Name: "cf-c", Data: DATA });
      assert.equal((await subject.call("DELETE", "/configs/cf-c")).status, 204);
      await refused(subject, ["DELETE", "/configs/cf-c"], 404, /config cf-c not found/);
      await refused(subject, ["GET", "/configs/cf-c"], 404, /config cf-c not found/);
    },
  },
];
