/**
 * Installs the plugin for this user, or with `--system` for all: `deno task install [--system] [--launcher]`. Then docker
 * itself is asked whether it accepts it.
 */
import { parseArgs } from "node:util";
import { install } from "./install/install.ts";
import { verify } from "./install/verify.ts";

try {
  const { values } = parseArgs({
    args: Deno.args,
    options: { system: { type: "boolean", default: false }, launcher: { type: "boolean", default: false } },
  });
  const installed = await install(values);
  if (installed.kind === "binary") {
    console.log(`Installed ${installed.path} (one file, ${(installed.bytes / 1e6).toFixed(0)} MB)`);
  } else {
    console.log(
      `Installed ${installed.path}: a launcher that runs this checkout, because ${installed.because}`,
    );
  }
  const verdict = await verify(installed.path);
  for (const line of verdict.lines) console.log(`${verdict.ok ? "Checked" : "NOT WORKING"}: ${line}`);
  console.log(`To uninstall: rm ${installed.path}`);
  if (!verdict.ok) Deno.exit(1);
} catch (error) {
  console.error(`Not installed: ${error instanceof Error ? error.message : String(error)}`);
  Deno.exit(1);
}
