/** The plugin installed for a docker configuration of its own, and called through the real docker CLI. */
import { launcherScript } from "../../scripts/install/launcher.ts";
import { capture, type Ran } from "../../scripts/support/process.ts";
import { ROOT } from "../../scripts/support/project.ts";

export interface DockerCall {
  /** DOCKER_HOST. */
  host: string;
  env?: Record<string, string>;
  timeoutMs?: number;
}

export interface InstalledPlugin {
  /** DOCKER_CONFIG. */
  config: string;
  /** Runs `docker WORDS...` with this configuration and nothing of the caller's docker settings. */
  docker(words: string[], call: DockerCall): Promise<Ran>;
  remove(): void;
}

/**
 * Installs the binary named by SWARMNET_BINARY, or a launcher of the checkout where there is none, into a new temporary
 * configuration folder.
 */
export function installPlugin(): InstalledPlugin {
  const config = Deno.makeTempDirSync({ prefix: "swarmnet-config-" });
  const folder = `${config}/cli-plugins`;
  Deno.mkdirSync(folder, { mode: 0o755 });
  const plugin = `${folder}/docker-swarmnet`;
  const binary = Deno.env.get("SWARMNET_BINARY");
  if (binary) Deno.copyFileSync(binary, plugin);
  else {Deno.writeTextFileSync(
      plugin,
      launcherScript({ root: ROOT, deno: Deno.execPath(), version: Deno.version.deno }),
    );}
  Deno.chmodSync(plugin, 0o755);
  return {
    config,
    docker: (words, { host, env, timeoutMs }) =>
      capture(["docker", ...words], {
        clearEnv: true,
        env: {
          PATH: Deno.env.get("PATH") ?? "",
          HOME: config,
          // The launcher's runtime keeps its compiled modules here; without it each start would compile them again.
          ...inherited("DENO_DIR", "XDG_CACHE_HOME", "DENO_TLS_CA_STORE"),
          ...(Deno.env.get("DENO_DIR") ? {} : { DENO_DIR: `${config}/.deno` }),
          DOCKER_CONFIG: config,
          DOCKER_HOST: host,
          NO_COLOR: "1",
          ...env,
        },
        timeoutMs: timeoutMs ?? 120_000,
      }),
    remove: () => Deno.removeSync(config, { recursive: true }),
  };
}

function inherited(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, Deno.env.get(name)]).filter(([, value]) => value !== undefined),
  );
}
