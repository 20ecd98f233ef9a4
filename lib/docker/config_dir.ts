import { type Env, joinPath } from "../base/files.ts";
import type { Globals } from "./globals.ts";

/** What finding docker's files depends on besides its own flags. */
export interface Place {
  env: Env;
  windows: boolean;
  /** The user's home folder where the environment does not tell: the account database's entry. */
  home: () => string | undefined;
}

/** The process's environment. */
export const realEnv: Env = { get: (name) => Deno.env.get(name) };

/** This machine and this user, as far as finding docker's files goes. */
export const PLACE: Place = {
  env: realEnv,
  windows: Deno.build.os === "windows",
  home: accountHome,
};

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

/**
 * The user's home folder by the account database, for a process without HOME, as docker finds it (docker/cli cli/config/config.go,
 * getHomeDir). Only /etc/passwd is read: other sources take the C library.
 */
function accountHome(): string | undefined {
  if (Deno.build.os === "windows") return undefined;
  try {
    return homeIn(Deno.readTextFileSync("/etc/passwd"), Deno.uid());
  } catch {
    // Without that file docker looks below the current folder.
    return undefined;
  }
}

/** The home folder of a user in a text of passwd(5). */
export function homeIn(passwd: string, uid: number | null): string | undefined {
  const fields = passwd.split("\n").map((line) => line.split(":"));
  return fields.find((each) => each[2] === String(uid))?.[5] || undefined;
}
