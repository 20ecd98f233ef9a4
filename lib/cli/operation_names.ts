import type { Engine } from "../engine/engine.ts";
import { object, record, text } from "../engine/raw.ts";
import type { Candidate } from "./complete_render.ts";
import { operationsFolder } from "../base/files.ts";
import { configDir, PLACE } from "../docker/config_dir.ts";
import type { Files } from "../base/files.ts";
import type { Globals } from "../docker/globals.ts";

const ID = /^[0-9a-f]{10}/;

/**
 * IDs of changes: the one that holds the swarm, and those that this machine's journal knows (its files begin with them), which
 * are there without an engine as well.
 */
export async function operationNames(
  files: Files,
  globals: Globals,
  open: () => Promise<Engine>,
): Promise<Candidate[]> {
  const known = await journaled(files, globals);
  try {
    const engine = await open();
    try {
      const found = await holding(engine);
      return [...found, ...known.filter((one) => one.text !== found[0]?.text)];
    } finally {
      engine.close();
    }
  } catch {
    return known;
  }
}

async function journaled(files: Files, globals: Globals): Promise<Candidate[]> {
  const found = await files.list(operationsFolder(configDir(globals, PLACE))) ?? [];
  const ids = found.flatMap(({ name }) => ID.exec(name)?.[0] ?? []);
  return [...new Set(ids)].map((id) => ({ text: id, about: "in this machine's journal" }));
}

/** From the lock; at most one. */
async function holding(engine: Engine): Promise<Candidate[]> {
  const [lock] = await engine.configs({ name: ["swarmnet.lock"] });
  if (lock === undefined) return [];
  const spec = object(lock.Spec);
  const data = object(JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(text(spec.Data)))));
  const id = record(spec.Labels)["swarmnet.operation"] ?? text(data.id);
  return ID.test(id) ? [{ text: id, about: text(data.title) }] : [];
}
