import { PLACE } from "../config_dir.ts";
import { readDockerConfig } from "../config_file.ts";
import type { Runtime } from "../../engine/runtime.ts";
import type { Globals } from "../globals.ts";
import { dockerPath } from "../open_engine.ts";
import { systemOwners } from "../system_owners.ts";
import { checkContexts } from "./contexts_check.ts";
import { checkCopies } from "./copies.ts";
import { checkDocker } from "./docker_view.ts";
import { checkEngine } from "./engine_check.ts";
import { type Finding, ok, problem } from "./finding.ts";
import { checkHooks } from "./hooks_check.ts";
import { checkConfigFolder } from "./path_check.ts";
import { captureDocker } from "./system.ts";

/** Everything doctor looks at, in the order it is shown. */
export async function examine(ctx: Runtime & { globals: Globals }): Promise<Finding[]> {
  const place = { ...PLACE, env: ctx.env };
  const folder = ctx.configFolder;
  const { config, warning } = await readDockerConfig(ctx.files, folder);
  const docker = await dockerPath();
  const owners = systemOwners(ctx.env);
  const configuration = warning === undefined
    ? []
    : [problem("config", warning, "Repair the file; docker ignores all of it until then")];
  if (!place.windows) {
    configuration.push(...await checkConfigFolder(folder, { owners, cwd: ctx.files.cwd() }));
  }
  if (configuration.length === 0) configuration.push(ok("config", `Docker's configuration is in ${folder}`));
  return [
    ...await checkDocker(docker, captureDocker(docker, ctx.globals.words, ctx.signal)),
    ...await checkCopies({ ...place, config, configDir: folder, owners, files: ctx.files }),
    ...configuration,
    ...await checkContexts(ctx.files, folder),
    ...checkHooks(config, ctx.env),
    await checkEngine(ctx.engine),
  ];
}
