import { type Env, joinPath } from "../base/files.ts";
import type { Globals } from "./globals.ts";

/** What finding docker's files depends on besides its own flags. */
export interface Place {
  env: Env;
  windows: boolean;
}

/** The process's environment. */
export const realEnv: Env = { get: (name) => Deno.env.get(name) };

/** This machine and this user, as far as finding docker's files goes. */
export const PLACE: Place = {
  env: realEnv,
  windows: Deno.build.os === "windows",
};

/** Folder of config.json, contexts and the user's plugins: --config, DOCKER_CONFIG, else ~/.docker. */
export function configDir(globals: Pick<Globals, "config">, place: Place): string {
  return globals.config || environmentConfigDir(place);
}

/** The same without --config: where docker looks for TLS files, which it decides before it reads its flags. */
export function environmentConfigDir({ env, windows }: Place): string {
  const set = env.get("DOCKER_CONFIG");
  if (set) return set;
  // The account database is not consulted: it would take another permission, and docker without HOME is rare.
  const own = env.get(windows ? "USERPROFILE" : "HOME") || "";
  return own === "" ? ".docker" : joinPath(own, ".docker");
}
