/**
 * Writes what the binary is made of as a CycloneDX document: `deno task sbom [--out FILE]`. Taken from the bundle itself, so it
 * lists what is inside and nothing that only tests or the build use.
 */
import { parseArgs } from "node:util";
import { bundle } from "./build/bundle.ts";
import { noticeOf } from "./build/notices.ts";
import { ROOT } from "./support/project.ts";
import { billOfMaterials } from "./support/sbom.ts";

const { values } = parseArgs({ args: Deno.args, options: { out: { type: "string" } } });
const folder = Deno.makeTempDirSync({ prefix: "swarmnet-sbom-" });
try {
  const { packages } = await bundle(folder);
  const { version } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`));
  const { deno, v8 } = Deno.version;
  const text = billOfMaterials({ version, deno, v8, components: packages.map(noticeOf) });
  if (values.out === undefined) console.log(text);
  else Deno.writeTextFileSync(values.out, text + "\n");
} finally {
  Deno.removeSync(folder, { recursive: true });
}
