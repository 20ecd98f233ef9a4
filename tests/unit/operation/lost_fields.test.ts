import assert from "node:assert/strict";
import { inexactNumber, lostFields } from "../../../lib/operation/lost_fields.ts";

const everything = {
  TaskTemplate: {
    ContainerSpec: {
      Sysctls: { a: "b" },
      CapabilityAdd: ["NET_ADMIN"],
      Ulimits: [{ Name: "nofile" }],
      Privileges: { NoNewPrivileges: true },
      Healthcheck: { StartInterval: 1 },
      Mounts: [{ Type: "tmpfs", TmpfsOptions: { Options: [["exec"]] } }],
    },
    Resources: { Limits: { Pids: 50 } },
    Placement: { MaxReplicas: 1 },
  },
};

Deno.test("each API version erases what is younger than it, and nothing else", () => {
  const counts = (version: string) => lostFields(everything, version).length;
  assert.deepEqual(["1.39", "1.40", "1.41", "1.44", "1.46", "1.51"].map(counts), [8, 6, 3, 1, 0, 0]);
  assert.deepEqual(lostFields(everything, "1.44"), ["tmpfs mount options"]);
});

Deno.test("fields that are not set cannot be lost", () => {
  const empty = {
    TaskTemplate: {
      ContainerSpec: {
        Sysctls: {},
        CapabilityAdd: [],
        Privileges: { NoNewPrivileges: false, CredentialSpec: null },
      },
      Resources: { Limits: { Pids: 0 } },
      Placement: {},
    },
  };
  assert.deepEqual(lostFields(empty, "1.39"), []);
  assert.deepEqual(lostFields({}, "1.39"), []);
});

Deno.test("integers that JSON would round are found, with their path; fractions are none", () => {
  assert.equal(inexactNumber({ A: { B: [1, 2 ** 53] } }), "Spec.A.B.1");
  assert.equal(inexactNumber({ Ratio: 0.1, Big: Number.MAX_SAFE_INTEGER, None: null }), undefined);
});
