/**
 * Writes lib/docker/service_flags.gen.ts: the flags of `docker service create` and `update` as every docker CLI on
 * the PATH shows them in its help (and those named in DOCKER_CLIS, separated by colons), added to what the table has
 * already: a flag that one version knows is never forgotten. With `--check` nothing is written; exit code 1 when a CLI here
 * has a flag that the table lacks or types differently. Without any docker it says so and is content.
 */
import { capture } from "./support/process.ts";
import { ROOT } from "./support/project.ts";
import { DOCKER_SERVICE_FLAGS } from "../lib/docker/service_flags.gen.ts";
import { flagsOfHelp, type FlagTable, merge, sourceOf } from "./support/docker_help.ts";

const TARGET = `${ROOT}/lib/docker/service_flags.gen.ts`;
const COMMANDS = ["create", "update"] as const;

const clis = dockers();
if (clis.length === 0) {
  console.log("gen_docker_flags: skipped, there is no docker CLI on the PATH");
  Deno.exit(0);
}
const tables: Record<(typeof COMMANDS)[number], FlagTable> = {
  create: { ...DOCKER_SERVICE_FLAGS.create },
  update: { ...DOCKER_SERVICE_FLAGS.update },
};
for (const cli of clis) {
  for (const command of COMMANDS) {
    // An engine that does not answer hides no flag; an empty configuration keeps other plugins out.
    const env = {
      DOCKER_HOST: "unix:///nonexistent/docker.sock",
      DOCKER_CONFIG: "/nonexistent",
      PATH: "/usr/bin:/bin",
    };
    const ran = await capture([cli, "service", command, "--help"], {
      env,
      clearEnv: true,
      timeoutMs: 30_000,
    });
    const found = flagsOfHelp(ran.stdout);
    if (Object.keys(found).length === 0) {
      throw new Error(`${cli} service ${command} --help shows no flags: ${ran.stderr}`);
    }
    tables[command] = merge(tables[command], found, `${cli} service ${command}`);
  }
}
const source = sourceOf(tables);
const old = Deno.readTextFileSync(TARGET);
if (source === old) {
  console.log(`gen_docker_flags: ${clis.length} docker CLIs, table up to date`);
} else if (Deno.args.includes("--check")) {
  console.error("gen_docker_flags: docker has flags that the table lacks; run deno task gen");
  Deno.exit(1);
} else {
  Deno.writeTextFileSync(TARGET, source);
  console.log(`gen_docker_flags: wrote the table from ${clis.length} docker CLIs`);
}

/** Every docker CLI: those named in the environment, then each one on the PATH. */
function dockers(): string[] {
  const named = (Deno.env.get("DOCKER_CLIS") ?? "").split(":").filter((path) => path !== "");
  const onPath = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "").map((folder) =>
    `${folder}/docker`
  );
  const real = new Set<string>();
  for (const path of [...named, ...onPath]) {
    try {
      if (Deno.statSync(path).isFile) real.add(Deno.realPathSync(path));
    } catch {
      // Not there.
    }
  }
  return [...real];
}
