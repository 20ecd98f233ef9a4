import assert from "node:assert/strict";
import { bundle } from "../../scripts/build/bundle.ts";
import { noticeOf, RUNTIME } from "../../scripts/build/notices.ts";
import { packagesIn } from "../../scripts/build/packages.ts";
import { NOTICES } from "../../lib/cli/notices.gen.ts";
import { filesUnder, ROOT } from "../../scripts/support/project.ts";
import { billOfMaterials } from "../../scripts/support/sbom.ts";
import { VERSION } from "../../lib/base/version.ts";

Deno.test("release: one version everywhere", () => {
  assert.equal(JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`)).version, VERSION);
});

Deno.test("release: packages are read from what is in the chunks: scopes, peers, and what was bundled into a package", () => {
  const inner = "node_modules/.deno/@a+inner@2.0.1/node_modules/@a/inner";
  const outer = "node_modules/.deno/outer@1.2.3_@a+inner@2.0.1/node_modules/outer";
  const files: Record<string, string> = {
    [`${outer}/dist/outer.js.map`]: JSON.stringify({
      sources: ["../lib/index.ts", "../node_modules/@a/inner/lib/graph.ts"],
    }),
    [`${outer}/package.json`]: JSON.stringify({ dependencies: { "@a/inner": "2.0.1" } }),
  };
  const outputs = {
    "main.js": {
      inputs: {
        "main.ts": { bytesInOutput: 10 },
        [`${outer}/dist/outer.js`]: { bytesInOutput: 10 },
        "node_modules/.deno/types@1.0.0/node_modules/types/index.js": { bytesInOutput: 0 },
      },
    },
  };
  assert.deepEqual(packagesIn(outputs, (path) => files[path]), [
    { name: "@a/inner", version: "2.0.1", folder: inner },
    { name: "outer", version: "1.2.3", folder: outer },
  ]);
});

Deno.test("release: each package in the bundle and the runtime has its notice, and nothing else has one", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-notices-" });
  try {
    const { packages } = await bundle(folder);
    assert.deepEqual(NOTICES, [...packages.map(noticeOf), ...RUNTIME]);
    assert.deepEqual(packages.map(({ name }) => name), [
      "@dagrejs/dagre",
      "@dagrejs/graphlib",
      "diff",
      "get-east-asian-width",
      "js-yaml",
    ]);
    for (const { name, text } of NOTICES) assert.match(text, /copyright/i, name);
    assert.match(NOTICES.find(({ name }) => name === "diff")!.text, /Redistribution and use/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("release: every package of deno.json is used somewhere", () => {
  const { imports } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`));
  const sources = [
    "main.ts",
    ...["commands", "lib", "scripts", "tests"].flatMap((one) => filesUnder(one, ".ts")),
  ]
    .map((path) => Deno.readTextFileSync(`${ROOT}/${path}`)).join("\n");
  for (const name of Object.keys(imports)) {
    const used = [
      `from "${name}"`,
      `import("${name}")`,
      `from "${name}/`,
      `import("${name}/`,
      `node_modules/${name}/`,
    ];
    assert.ok(used.some((one) => sources.includes(one)), `${name} is used by nothing`);
  }
});

Deno.test("release: the bill of materials names each component once, with its licence and package URL", () => {
  const components = [{ name: "@a/b", version: "1.2.3", license: "MIT" }];
  const bom = JSON.parse(billOfMaterials({ version: "0.1.0", deno: "2.9.4", v8: "15.0.245.2", components }));
  assert.equal(bom.bomFormat, "CycloneDX");
  assert.deepEqual(bom.components.map((one: { purl: string }) => one.purl), [
    "pkg:npm/%40a/b@1.2.3",
    "pkg:generic/deno@2.9.4",
    "pkg:generic/v8@15.0.245.2",
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
