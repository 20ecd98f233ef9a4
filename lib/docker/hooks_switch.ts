import { UsageError } from "../base/errors.ts";
import type { Setting } from "./config_edit.ts";
import { changeDockerConfig, configPath, readDockerConfig } from "./config_file.ts";
import type { Runtime } from "../engine/runtime.ts";
import { field } from "./contexts.ts";
import { HOOKS_SETTING, hooksState } from "./hooks_state.ts";

/** What switching hints did. */
export interface Switched {
  changed: boolean;
  /** Path of config.json. */
  path: string;
  /** Other plugins that docker's switch counts for as well. */
  others: string[];
  /** A variable that overrides docker's switch in config.json with the opposite. */
  overriddenBy?: string;
}

/** Registers the commands and turns docker's own switch on. Throws `UsageError` for a config.json that cannot be parsed. */
export async function enableHooks(ctx: Runtime): Promise<Switched> {
  return await change(ctx, true, () => [
    { path: ["plugins", "swarmnet", "hooks"], value: HOOKS_SETTING },
    { path: ["features", "hooks"], value: "true" },
  ]);
}

/** Takes the registration away, and docker's switch with it unless another plugin has hooks. */
export async function disableHooks(ctx: Runtime): Promise<Switched> {
  return await change(ctx, false, (others) => [
    { path: ["plugins", "swarmnet", "hooks"], value: undefined },
    ...others.length > 0 ? [] : [{ path: ["features", "hooks"], value: undefined } satisfies Setting],
  ]);
}

async function change(
  ctx: Runtime,
  wanted: boolean,
  settings: (others: string[]) => Setting[],
): Promise<Switched> {
  const folder = ctx.configFolder;
  const path = configPath(folder);
  const { config, warning } = await readDockerConfig(ctx.files, folder);
  if (warning !== undefined) {
    throw new UsageError(`Cannot change ${path}, so it was left as it is`, {
      why: warning,
      next: "Repair the file; docker itself warns about it with every command",
    });
  }
  const others = otherPlugins(config);
  const changed = await changeDockerConfig(folder, settings(others));
  const { enabled, by } = hooksState((await readDockerConfig(ctx.files, folder)).config, ctx.env);
  return {
    changed,
    path,
    others,
    ...(by.startsWith("DOCKER_") && enabled !== wanted ? { overriddenBy: by } : {}),
  };
}

function otherPlugins(config: Record<string, unknown>): string[] {
  const plugins = field(config, "plugins");
  if (typeof plugins !== "object" || plugins === null) return [];
  const hooked = Object.entries(plugins).filter(([, settings]) =>
    field(settings, "hooks") || field(settings, "error-hooks")
  );
  return hooked.map(([name]) => name).filter((name) => name !== "swarmnet").sort();
}
