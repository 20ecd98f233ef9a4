/**
 * Writes what the binary is made of as a CycloneDX document: `deno task sbom [--out FILE]`. Taken from the bundle itself, so it
 * lists what is inside and nothing that only tests or the build use.
 */
import { parseArgs } from "node:util";
import { bundle } from "./build/bundle.ts";
import { ROOT } from "./support/project.ts";
import { billOfMaterials, type Component } from "./support/sbom.ts";

const { values } = parseArgs({ args: Deno.args, options: { out: { type: "string" } } });
const folder = Deno.makeTempDirSync({ prefix: "swarmnet-sbom-" });
try {
  const { packages } = await bundle(folder);
  const components = packages.map(({ name, version }): Component => ({
    name,
    version,
    license: licenseOf(name, version),
  }));
  const { version } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`));
  const text = billOfMaterials({ version, deno: Deno.version.deno, components });
  if (values.out === undefined) console.log(text);
  else Deno.writeTextFileSync(values.out, text + "\n");
} finally {
  Deno.removeSync(folder, { recursive: true });
}

function licenseOf(name: string, version: string): string {
  const stored = `${ROOT}/node_modules/.deno/${
    name.replace("/", "+")
  }@${version}/node_modules/${name}/package.json`;
  return JSON.parse(Deno.readTextFileSync(stored)).license;
}
