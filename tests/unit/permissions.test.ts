import assert from "node:assert/strict";
import { PERMISSIONS } from "../../scripts/build/permissions.ts";
import { importsOf } from "../../scripts/layers/imports.ts";
import { scrub } from "../../scripts/layers/scrub.ts";
import { filesUnder, ROOT } from "../../scripts/support/project.ts";

Deno.test("permissions: the binary's list is this one, each with its reason", () => {
  assert.deepEqual(PERMISSIONS.map((one) => one.flag), [
    "--no-prompt",
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-run=docker,/usr/bin/docker,/usr/local/bin/docker",
    "--allow-sys=networkInterfaces,osRelease,uid",
  ]);
  for (const { flag, why } of PERMISSIONS) assert.ok(why.length > 20, `${flag} has no reason`);
});

/** Deno's system calls that need `--allow-sys=<their own name>`. */
const SYS = [
  "gid",
  "hostname",
  "loadavg",
  "networkInterfaces",
  "osRelease",
  "osUptime",
  "systemMemoryInfo",
  "uid",
];

Deno.test("permissions: the product asks for the system information that the binary may have, no more and no less", () => {
  const granted = PERMISSIONS.flatMap(({ flag }) =>
    flag.startsWith("--allow-sys=") ? flag.slice(12).split(",") : []
  );
  const used = new Set<string>();
  for (const path of ["main.ts", ...filesUnder("lib", ".ts"), ...filesUnder("commands", ".ts")]) {
    const text = Deno.readTextFileSync(`${ROOT}/${path}`);
    const { bare } = scrub(text);
    for (const [, name] of bare.matchAll(/\bDeno\s*\.\s*(\w+)/g)) {
      if (SYS.includes(name!)) used.add(name!);
      assert.ok(
        !SYS.includes(name!) || granted.includes(name!),
        `${path} uses Deno.${name}, which the binary may not`,
      );
    }
    assert.ok(
      !importsOf(text).some((one) => /^node:(?:os|child_process)$/.test(one.specifier)),
      `${path} goes around Deno`,
    );
  }
  assert.deepEqual([...used].sort(), granted);
});
