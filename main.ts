import { METADATA } from "./lib/cli/metadata.ts";

// docker runs this for every help page and Tab press: answered before anything else is loaded.
if (Deno.args.length === 1 && Deno.args[0] === "docker-cli-plugin-metadata") {
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(METADATA) + "\n"));
  Deno.exit(0);
}
const { start } = await import("./lib/cli/start.ts");
const { COMMANDS } = await import("./commands/index.ts");
Deno.exit(await start(Deno.args, COMMANDS, (code) => Deno.exit(code)));
