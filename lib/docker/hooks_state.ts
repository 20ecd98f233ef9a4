import { HOOKED_COMMANDS } from "./hooks.ts";
import type { Env } from "../base/files.ts";
import { field } from "./contexts.ts";
import { parseBool } from "../base/parse_bool.ts";

/** Whether docker asks this plugin for hints, and what decides it. */
export interface HooksState {
  /** Hints will be shown. */
  on: boolean;
  /** The commands registered in config.json, as docker reads them. */
  registered: string[];
  /** docker's own switch for all hooks. */
  enabled: boolean;
  /** What set the switch: a variable, config.json, or nothing (then it is off). */
  by: "DOCKER_CLI_HOOKS" | "DOCKER_CLI_HINTS" | "config.json" | "default";
  /** Something that does not work as it looks, in a sentence each. */
  problems: string[];
}

/** The setting that registers the commands. */
export const HOOKS_SETTING = HOOKED_COMMANDS.join(",");

/** What config.json and the environment say (docker/cli cli/command/cli.go HooksEnabled, cli-plugins/manager/hooks.go). */
export function hooksState(config: Record<string, unknown>, env: Env): HooksState {
  const problems: string[] = [];
  const setting = field(field(field(config, "plugins"), "swarmnet"), "hooks");
  const registered = typeof setting === "string" && setting !== "" ? setting.split(",") : [];
  for (const entry of registered) {
    if (entry !== entry.trim() || entry.includes("  ")) {
      problems.push(
        `plugins.swarmnet.hooks: "${entry}" never matches, because docker takes its spaces literally`,
      );
    }
  }
  const { enabled, by } = dockersSwitch(config, env, problems);
  return { on: enabled && registered.length > 0, registered, enabled, by, problems };
}

function dockersSwitch(
  config: Record<string, unknown>,
  env: Env,
  problems: string[],
): Pick<HooksState, "enabled" | "by"> {
  for (const by of ["DOCKER_CLI_HOOKS", "DOCKER_CLI_HINTS"] as const) {
    const value = env.get(by);
    if (!value) continue;
    const enabled = parseBool(value);
    if (enabled === undefined) {
      problems.push(`${by}=${value} is neither true nor false, which docker takes for false`);
    }
    return { enabled: enabled ?? false, by };
  }
  const value = field(field(config, "features"), "hooks");
  if (value === undefined) return { enabled: false, by: "default" };
  if (typeof value !== "string") {
    problems.push(
      "features.hooks must be a string in config.json; docker warns about it and leaves hooks off",
    );
    return { enabled: false, by: "config.json" };
  }
  return { enabled: parseBool(value) ?? false, by: "config.json" };
}
