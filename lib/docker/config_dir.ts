import type { Env } from "../cli/context.ts";
import type { Globals } from "../cli/globals.ts";

/** What finding docker's files depends on besides its own flags. */
export interface Place {
  env: Env;
  windows: boolean;
  /** The user's home folder where the environment does not tell; the account database's entry. */
  home: () => string | undefined;
}

/** Folder of config.json, contexts and the user's plugins: --config, DOCKER_CONFIG, else ~/.docker. */
export function configDir(globals: Pick<Globals, "config">, place: Place): string {
  return globals.config || environmentConfigDir(place);
}

/** The same without --config: where docker looks for TLS files, which it decides before it reads its flags. */
export function environmentConfigDir({ env, windows, home }: Place): string {
  const set = env.get("DOCKER_CONFIG");
  if (set) return set;
  const own = env.get(windows ? "USERPROFILE" : "HOME") || home() || "";
  return own === "" ? ".docker" : joinPath(own, ".docker");
}

/** Joins parts of a path with one slash each, which Windows takes as well. */
export function joinPath(...parts: string[]): string {
  return parts.map((part, index) => index < parts.length - 1 ? part.replace(/(?<=.)[/\\]+$/, "") : part).join(
    "/",
  )
    .replace(/^\/\//, "/");
}
