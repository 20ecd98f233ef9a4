import assert from "node:assert/strict";
import { packagesIn } from "../../scripts/build/bundle.ts";
import { ROOT } from "../../scripts/support/project.ts";
import { billOfMaterials } from "../../scripts/support/sbom.ts";
import { VERSION } from "../../lib/base/version.ts";

Deno.test("release: one version everywhere", () => {
  assert.equal(JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`)).version, VERSION);
});

Deno.test("release: packages are read from the bundle's inputs, scopes and peers included", () => {
  const inputs = [
    "main.ts",
    "node_modules/.deno/commander@15.1.0/node_modules/commander/lib/command.js",
    "node_modules/.deno/commander@15.1.0/node_modules/commander/lib/help.js",
    "node_modules/.deno/@commander-js+extra-typings@15.1.0_commander@15.1.0/node_modules/@commander-js/extra-typings/index.js",
  ];
  assert.deepEqual(packagesIn(inputs), [
    { name: "@commander-js/extra-typings", version: "15.1.0" },
    { name: "commander", version: "15.1.0" },
  ]);
});

Deno.test("release: the bill of materials names each component once, with its licence and package URL", () => {
  const components = [{ name: "@a/b", version: "1.2.3", license: "MIT" }];
  const bom = JSON.parse(billOfMaterials({ version: "0.1.0", deno: "2.9.4", components }));
  assert.equal(bom.bomFormat, "CycloneDX");
  assert.deepEqual(bom.components.map((one: { purl: string }) => one.purl), [
    "pkg:npm/%40a/b@1.2.3",
    "pkg:generic/deno@2.9.4",
  ]);
  assert.deepEqual(
    bom.dependencies[0].dependsOn,
    bom.components.map((one: { "bom-ref": string }) => one["bom-ref"]),
  );
});

Deno.test("release: every action in the workflows is pinned to a commit, and no workflow gets write access as a whole", () => {
  for (const name of ["ci.yml", "release.yml"]) {
    const text = Deno.readTextFileSync(`${ROOT}/.github/workflows/${name}`);
    const uses = [...text.matchAll(/uses: (\S+)(.*)/g)];
    assert.ok(uses.length > 0);
    for (const [, action, note] of uses) {
      assert.match(action!, /@[0-9a-f]{40}$/, `${name}: ${action}`);
      assert.match(note!, /^ # v\d+\.\d+\.\d+$/, `${name}: ${action} does not say its version`);
    }
    assert.match(text, /^permissions:\n {2}contents: read\n/m);
  }
});
