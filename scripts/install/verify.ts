import { capture, which } from "../support/process.ts";

/** What docker says about the plugin. */
export interface Verdict {
  ok: boolean;
  /** One line each. */
  lines: string[];
}

interface ListedPlugin {
  Name?: string;
  Path?: string;
  Version?: string;
  Err?: unknown;
  ShadowedPaths?: string[];
}

/** Asks docker itself whether it sees the plugin at this path, whole and unshadowed, and whether it runs. */
export async function verify(path: string): Promise<Verdict> {
  if (which("docker") === undefined) {
    return { ok: true, lines: ["no docker on the PATH: nothing could be checked; the plugin waits for it"] };
  }
  const listed = await listPlugins();
  const mine = listed.find((plugin) => plugin.Name === "swarmnet");
  if (mine === undefined) {
    return { ok: false, lines: ["docker does not list the plugin (docker info shows what it sees)"] };
  }
  if (mine.Err) return { ok: false, lines: [`docker finds the plugin not valid: ${reason(mine.Err)}`] };
  if (mine.Path !== path) {
    return {
      ok: false,
      lines: [`docker uses another copy first: ${mine.Path}; remove that one, or install there`],
    };
  }
  const ran = await capture(["docker", "swarmnet", "version"], { timeoutMs: 60_000 });
  if (ran.code !== 0) {
    return { ok: false, lines: [`docker swarmnet version ended with ${ran.code}: ${ran.stderr.trim()}`] };
  }
  const lines = [`docker lists it: swarmnet ${mine.Version ?? ""} at ${mine.Path}`.replace("  ", " ")];
  for (const shadowed of mine.ShadowedPaths ?? []) lines.push(`another copy is never run: ${shadowed}`);
  return { ok: true, lines };
}

/** The plugin list of `docker info`, which docker prints whether or not an engine answers. */
async function listPlugins(): Promise<ListedPlugin[]> {
  const ran = await capture(["docker", "info", "-f", "{{json .ClientInfo.Plugins}}"], { timeoutMs: 60_000 });
  const line = ran.stdout.split("\n").find((each) => each.startsWith("["));
  return line === undefined ? [] : JSON.parse(line);
}

function reason(err: unknown): string {
  return typeof err === "string" ? err : JSON.stringify(err);
}
