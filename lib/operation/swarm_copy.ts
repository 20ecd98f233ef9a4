import { Failure } from "../base/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { isEngineError } from "../engine/errors.ts";
import { object, text } from "../engine/raw.ts";
import { inline } from "../terminal/boundary.ts";
import { headerOf, type OperationHeader } from "./model.ts";
import { removeConfig } from "./lock_config.ts";

/** What the names of all parts begin with. */
const PREFIX = "swarmnet.operation.";
/** A config holds less than 1000 KiB, and the managers' log takes small entries better (swarmkit manager/controlapi/config.go). */
const PART_BYTES = 400 * 1024;
/** A header that unpacks to more than this is not ours. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A header as it is kept in the swarm: compressed, in parts, base64 as the Engine API wants it. */
export async function packHeader(header: OperationHeader): Promise<string[]> {
  const bytes = await through(
    new TextEncoder().encode(JSON.stringify(header)),
    new CompressionStream("gzip"),
  );
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += PART_BYTES) {
    parts.push(bytes.subarray(at, at + PART_BYTES).toBase64());
  }
  return parts;
}

/** Writes the parts; one that is there already is ours, for the ID is in its name. */
export async function writeCopy(engine: Engine, id: string, parts: readonly string[]): Promise<void> {
  for (const [index, data] of parts.entries()) {
    try {
      await engine.createConfig({
        Name: partName(id, index + 1),
        Labels: { "swarmnet.operation": id },
        Data: data,
      });
    } catch (error) {
      if (!isEngineError(error, "conflict")) throw error;
    }
  }
}

/** The header of an operation from the swarm's copy. Throws `Failure` where a part is missing or damaged. */
export async function readCopy(engine: Engine, id: string, parts: number): Promise<OperationHeader> {
  const found: Uint8Array<ArrayBuffer>[] = [];
  try {
    for (let index = 1; index <= parts; index++) {
      const config = await engine.config(partName(id, index));
      found.push(Uint8Array.fromBase64(text(object(config.Spec).Data)));
    }
    const packed = new Uint8Array(found.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of found) {
      packed.set(part, at);
      at += part.length;
    }
    const bytes = await through(packed, new DecompressionStream("gzip"));
    const header = headerOf(JSON.parse(new TextDecoder().decode(bytes)));
    if (header === undefined || header.id !== id) throw new SyntaxError("it is another one");
    return header;
  } catch (error) {
    const missing = isEngineError(error, "not-found");
    if (!missing && !(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    throw new Failure(`The swarm's copy of operation ${inline(id)} cannot be read`, {
      why: missing
        ? "It was killed before its copy was complete, which is before its first step, or somebody removed a part"
        : "It is damaged, or was written by another version",
      next: [
        "Resume it on the machine where it began",
        `If it sent nothing, take its lock away: docker swarmnet unlock ${inline(id)}`,
      ],
      cause: error,
    });
  }
}

/** Removes the parts of one operation, as many as there can be; what is gone already is fine. */
export async function removeCopy(engine: Engine, id: string, parts: number): Promise<void> {
  for (let index = parts; index >= 1; index--) await removeConfig(engine, partName(id, index));
}

/** Removes the parts of all operations. For the holder of the lock, who is the only one that has any. */
export async function removeCopies(engine: Engine): Promise<void> {
  for (const config of await engine.configs({ name: [PREFIX] })) {
    // The filter's way of matching is the engine's.
    if (text(object(config.Spec).Name).startsWith(PREFIX)) await removeConfig(engine, text(config.ID));
  }
}

function partName(id: string, index: number): string {
  return `${PREFIX}${id}.${index}`;
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of new Blob([bytes]).stream().pipeThrough(transform)) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new SyntaxError("it is too large");
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
