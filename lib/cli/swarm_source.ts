import { collect } from "../engine/collect.ts";
import { Failure, UsageError } from "../base/errors.ts";
import type { Swarm } from "../swarm/model.ts";
import type { Files } from "../base/files.ts";
import type { SwarmOptions } from "../engine/runtime.ts";
import type { Context } from "./context.ts";

/** What loading a swarm may use. */
export type SwarmParts = Pick<Context, "files" | "engine" | "io" | "clock" | "signal">;

/** The value of `--from` that means the built-in example. A file of that name is reached as ./demo. */
export const DEMO = "demo";

/**
 * The swarm a command reads: the built-in example (`--from demo`), a snapshot file, standard input (`--from -`), or the engine. Throws
 * `UsageError` for a file that is no snapshot, `Failure` for one that cannot be read or an engine that does not answer.
 */
export async function loadSwarm(parts: SwarmParts, options: SwarmOptions): Promise<Swarm> {
  const { from } = options;
  if (from === undefined) {
    return await collect(await parts.engine(), { clock: parts.clock, ...options });
  }
  if (from === "") {
    throw new UsageError("--from needs a file", {
      next: "Name a snapshot file, or demo for the example swarm",
    });
  }
  if (from !== "-") return await loadSnapshot(from, parts.files);
  const { parseSnapshot, SNAPSHOT_LIMIT } = await import("../swarm/snapshot.ts");
  const name = "standard input";
  return parseSnapshot(decode(await parts.io.readStdin(SNAPSHOT_LIMIT), name), name);
}

/** The built-in example, or a snapshot file. Throws as `loadSwarm` does. */
export async function loadSnapshot(from: string, files: Files): Promise<Swarm> {
  if (from === DEMO) {
    const { demoSwarm } = await import("../demo/demo.ts");
    return demoSwarm();
  }
  const { parseSnapshot, SNAPSHOT_LIMIT } = await import("../swarm/snapshot.ts");
  const content = await files.readIfExists(from, SNAPSHOT_LIMIT);
  if (content === undefined) {
    throw new Failure(`Cannot read ${from}`, {
      why: "There is no such file",
      next: `Name a snapshot file, or ${DEMO} for the example swarm`,
    });
  }
  return parseSnapshot(decode(content, from), from);
}

function decode(content: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch (error) {
    throw new UsageError(`${name} is not a snapshot`, {
      why: "It is not UTF-8 text",
      next: "Make one with: docker swarmnet snapshot -o FILE",
      cause: error,
    });
  }
}
