import type { Globals } from "../docker/globals.ts";
import type { Runtime } from "../engine/runtime.ts";

/** What a command may use: the effects, and docker's own settings of this call. */
export interface Context extends Runtime {
  /** docker's own flags, written before the word `swarmnet`. */
  globals: Globals;
  /** docker's config.json as parsed (an empty object when absent or broken). */
  dockerConfig(): Promise<Record<string, unknown>>;
  /** Runs the docker CLI itself with the user's own global flags, on the inherited streams; gives its exit code. */
  runDocker(args: string[]): Promise<number>;
}
