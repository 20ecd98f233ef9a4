import { Failure, UsageError } from "../../lib/base/errors.ts";
import {
  type CapacitySample,
  formatHistory,
  MOST_BYTES,
  parseHistory,
} from "../../lib/swarm/capacity_history.ts";
import { joinPath } from "../../lib/base/files.ts";
import type { Context } from "../../lib/cli/context.ts";
import { distrustText } from "../../lib/docker/found_file.ts";

/** Beside docker's config.json, as the settings are. */
const FILE = "swarmnet-capacity.ndjson";
/** One sample may go beyond the bound before the file is thinned. */
const LIMIT = 4 * MOST_BYTES;

type Parts = Pick<Context, "files" | "configFolder">;

/** Where the history is kept unless the user names a file. */
function historyPath({ configFolder }: Parts): string {
  return joinPath(configFolder, FILE);
}

/** The samples of a file; none where there is no file and none was asked for. Throws where it holds something else. */
export async function readHistory(
  parts: Parts & Pick<Context, "io">,
  named: string | undefined,
): Promise<CapacitySample[]> {
  if (named !== undefined) return parse(named, await parts.files.read(named, LIMIT));
  const path = historyPath(parts);
  const content = await parts.files.readFound(path, LIMIT);
  if (content === undefined) return [];
  if (content instanceof Uint8Array) return parse(path, content);
  parts.io.warn(distrustText(path, content));
  return [];
}

/**
 * Adds a sample and gives all. The file is written anew and renamed into place with mode 0600, so a reader never sees half of it;
 * of two that record at the same moment one wins. A symbolic link is refused. At most `MOST_SAMPLES` samples are kept.
 */
export async function recordSample(
  parts: Parts,
  named: string | undefined,
  sample: CapacitySample,
): Promise<{ path: string; samples: CapacitySample[] }> {
  const path = named ?? historyPath(parts);
  const content = named === undefined
    ? await parts.files.readFound(path, LIMIT)
    : await parts.files.readIfExists(path, LIMIT);
  if (content !== undefined && !(content instanceof Uint8Array)) {
    throw new UsageError(distrustText(path, content), { why: "Its samples would be lost" });
  }
  const text = formatHistory([...content === undefined ? [] : parse(path, content), sample]);
  await parts.files.write(path, text, { mode: 0o600 });
  return { path, samples: parseHistory(text) };
}

function parse(path: string, content: Uint8Array): CapacitySample[] {
  try {
    return parseHistory(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new UsageError(`${path} is not a history of docker swarmnet capacity`, {
      why: error instanceof SyntaxError ? error.message : "it is not UTF-8 text",
      next: `Move the file away, or name another with --history`,
      cause: error,
    });
  }
}
