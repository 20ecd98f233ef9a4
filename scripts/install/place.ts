/** Where docker looks for plugins, and whether a plugin may go there. */

export interface Place {
  folder: string;
  /** Full path of the plugin. */
  path: string;
}

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
 * Makes the folder (mode 755 whatever the umask, so no one else can write into it) or refuses one that others may write to:
 * docker would run whatever they put there.
 */
export function prepareFolder(folder: string): void {
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o755 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  if (Deno.build.os === "windows") return;
  const mode = Deno.statSync(folder).mode ?? 0;
  if ((mode & 0o002) !== 0) {
    throw new Error(
      `Everyone may write to ${folder}, and docker runs what lies there; first run: chmod go-w ${folder}`,
    );
  }
}
