/**
 * Installs the plugin and shows its main job: `./dev start`. On the user's swarm where docker answers as a manager, else on
 * the built-in demo. Nothing is created.
 */
import { capture, show, which } from "./support/process.ts";
import { ROOT } from "./support/project.ts";

const installed = await show([Deno.execPath(), "task", "--quiet", "install"], { cwd: ROOT });
if (installed !== 0) Deno.exit(installed);
if (which("docker") === undefined) {
  console.error(
    "There is no docker on the PATH to show the plugin with; its command line tool alone is enough",
  );
  Deno.exit(1);
}

const live = await isManager();
const from = live ? [] : ["--from", "demo"];
console.log(
  live
    ? "\nThis docker is a swarm manager: showing its networks."
    : "\nNo swarm manager answers: showing the demo swarm.",
);
for (
  const words of [
    ["ls", ...from],
    ["create", ...from, "--dry-run", "first-look"],
    ["create", ...from, "--dry-run", "--encrypted", "first-look"],
  ]
) {
  console.log(`\n$ docker swarmnet ${words.join(" ")}`);
  const code = await show(["docker", "swarmnet", ...words], { timeoutMs: 60_000 });
  if (code !== 0) Deno.exit(code);
}
console.log("\nMore: docker swarmnet --help");

async function isManager(): Promise<boolean> {
  const ran = await capture(["docker", "info", "-f", "{{.Swarm.ControlAvailable}}"], { timeoutMs: 5_000 });
  return ran.code === 0 && ran.stdout.trim() === "true";
}
