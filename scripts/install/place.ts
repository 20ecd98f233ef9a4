/** Where docker looks for plugins, and whether a plugin may go there. */

/** Where the plugin goes. */
export interface Place {
  folder: string;
  /** Full path of the plugin. */
  path: string;
}

/** What the place depends on. */
export interface PlaceOptions {
  /** For all users of this machine. */
  system: boolean;
  os: typeof Deno.build.os;
  env: (name: string) => string | undefined;
}

/** The plugin folder: `<docker's configuration>/cli-plugins`, or the system's (docker/cli cli-plugins/manager). */
export function placeFor({ system, os, env }: PlaceOptions): Place {
  const windows = os === "windows";
  const slash = windows ? "\\" : "/";
  const folder = system ? systemFolder(windows, env) : userFolder(windows, env, slash);
  return { folder, path: `${folder}${slash}docker-swarmnet${windows ? ".exe" : ""}` };
}

function systemFolder(windows: boolean, env: PlaceOptions["env"]): string {
  return windows
    ? `${env("ProgramFiles") ?? "C:\\Program Files"}\\Docker\\cli-plugins`
    : "/usr/local/lib/docker/cli-plugins";
}

function userFolder(windows: boolean, env: PlaceOptions["env"], slash: string): string {
  const configured = env("DOCKER_CONFIG");
  if (configured) return `${configured}${slash}cli-plugins`;
  const home = env(windows ? "USERPROFILE" : "HOME");
  if (!home) {
    throw new Error(
      `Neither DOCKER_CONFIG nor ${windows ? "USERPROFILE" : "HOME"} is set: say where with DOCKER_CONFIG`,
    );
  }
  return `${home}${slash}.docker${slash}cli-plugins`;
}

/**
 * Makes the folder and those above it where they are missing. What is made has mode 755, and for a user less where the umask says so; the system's folders must be open to all whatever it says.
 */
export function prepareFolder({ folder, owner }: { folder: string; owner: "user" | "system" }): void {
  const parent = folder.replace(/[/\\][^/\\]+$/, "");
  if (!isFolder(folder)) {
    if (parent !== folder && parent !== "") prepareFolder({ folder: parent, owner });
    Deno.mkdirSync(folder, { mode: 0o755 });
    if (owner === "system" && Deno.build.os !== "windows") Deno.chmodSync(folder, 0o755);
  }
}

/** Throws when everyone may write to the folder. */
export function refuseOpenFolder(folder: string): void {
  if (Deno.build.os === "windows") return;
  const mode = Deno.statSync(folder).mode ?? 0;
  if ((mode & 0o002) !== 0) {
    throw new Error(
      `Everyone may write to ${folder}, and docker runs what lies there; first run: chmod go-w ${folder}`,
    );
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
