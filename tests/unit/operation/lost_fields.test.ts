import assert from "node:assert/strict";
import { inexactNumber, lostFields } from "../../../lib/operation/lost_fields.ts";
import { YOUNG_FIELDS } from "../../../lib/operation/young_fields.gen.ts";
import { compareApi, NEWEST_API, OLDEST_API } from "../../../lib/engine/api_version.ts";
import { adjustSpec } from "../../support/fake_engine/adjust_spec.ts";
import type { ServiceSpec } from "../../support/fake_engine/types.ts";

/** Everything that the engine erases below some version, with values that look like none. */
const everything = {
  Name: "api",
  TaskTemplate: {
    ContainerSpec: {
      Image: "app",
      Privileges: { Seccomp: {}, AppArmor: { Mode: "default" }, NoNewPrivileges: true },
      Healthcheck: { StartInterval: 1 },
      Mounts: [
        { Type: "volume", VolumeOptions: { Subpath: "" }, BindOptions: { CreateMountpoint: false } },
        { Type: "tmpfs", TmpfsOptions: { Options: [["exec"]] } },
      ],
      OomScoreAdj: 0,
    },
    Resources: { Limits: { Pids: 50 }, SwapBytes: 0, MemorySwappiness: 0 },
  },
};

const paths = (spec: Record<string, unknown>, version: string) =>
  lostFields(spec, version).map(({ path }) => path.replace(/^.*\./, ""));

Deno.test("each API version erases what is younger than it, and nothing else", () => {
  assert.deepEqual(paths(everything, "1.52"), []);
  assert.deepEqual(paths(everything, "1.51"), ["MemorySwappiness", "SwapBytes"]);
  assert.deepEqual(paths(everything, "1.46"), ["MemorySwappiness", "SwapBytes"]);
  assert.deepEqual(paths(everything, "1.45"), ["Options", "OomScoreAdj", "MemorySwappiness", "SwapBytes"]);
  assert.deepEqual(paths(everything, "1.43").slice(0, 5), [
    "StartInterval",
    "AppArmor",
    "NoNewPrivileges",
    "Seccomp",
    "Subpath",
  ]);
  assert.equal(paths(everything, "1.41")[0], "CreateMountpoint");
});

Deno.test("whatever the engine erases is known to be lost", () => {
  for (let minor = 41; minor <= 55; minor++) {
    const spec = everything as unknown as ServiceSpec;
    const erased = JSON.stringify(adjustSpec(spec, 100 + minor)) !== JSON.stringify(spec);
    assert.equal(erased && paths(everything, `1.${minor}`).length === 0, false, `1.${minor}`);
  }
});

Deno.test("fields that are not set cannot be lost", () => {
  const empty = {
    TaskTemplate: {
      ContainerSpec: {
        Privileges: { NoNewPrivileges: false, CredentialSpec: null, Seccomp: null },
        Mounts: [{ Type: "tmpfs" }, null],
      },
      Resources: { Limits: {} },
    },
  };
  assert.deepEqual(paths(empty, "1.41"), []);
  assert.deepEqual(paths({}, "1.41"), []);
});

Deno.test("the table of young fields was read up to the newest version that this program works with", () => {
  const source = Deno.readTextFileSync(
    new URL("../../../lib/operation/young_fields.gen.ts", import.meta.url),
  );
  assert.ok(source.includes(`every version up to ${NEWEST_API}.`));
});

Deno.test("the table of young fields lies between the versions that this program works with", () => {
  for (const { since } of YOUNG_FIELDS) {
    assert.ok(compareApi(since, OLDEST_API) > 0 && compareApi(since, NEWEST_API) <= 0, since);
  }
});

Deno.test("integers that JSON would round are found, with their path; fractions are none", () => {
  assert.equal(inexactNumber({ A: { B: [1, 2 ** 53] } }), "Spec.A.B.1");
  assert.equal(inexactNumber({ Ratio: 0.1, Big: Number.MAX_SAFE_INTEGER, None: null }), undefined);
});
