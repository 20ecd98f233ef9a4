import type { Engine } from "../engine/engine.ts";
import { object, record, text } from "../engine/raw.ts";
import {
  type Candidate,
  networkCandidate,
  nodeCandidate,
  serviceCandidate,
  stackCandidates,
} from "./complete_render.ts";
import { type Files, operationsFolder } from "../base/files.ts";
import { configDir, PLACE } from "../docker/config_dir.ts";
import type { Globals } from "../docker/globals.ts";
import { ENCRYPTED, STACK_LABEL } from "../swarm/model.ts";
import type { LiveNames } from "./complete_values.ts";
import { DEFAULT_CONTEXT, listContexts } from "../docker/contexts.ts";
import { realFiles } from "./files.ts";
import { dockerConfigOf, openEngine } from "../docker/open_engine.ts";

/** Names for completion from the engine docker would talk to; whoever asks bounds the time and swallows errors. */
export function liveNames(globals: Globals): LiveNames {
  const files = realFiles();
  return async (kind, signal, from) => {
    if (kind === "rule") return await ruleNames();
    if (kind === "context") {
      const stored = await listContexts(files, configDir(globals, PLACE));
      return [DEFAULT_CONTEXT, ...stored.map((context) => context.name)].map((name) => ({ text: name }));
    }
    const open = async () =>
      await openEngine({ files, globals, config: await dockerConfigOf(files, globals, () => {}), signal });
    if (kind === "operation") return await operationNames(files, globals, open);
    if (from !== undefined) {
      // Loaded late: the model of a snapshot comes with it.
      return await (await import("./snapshot_names.ts")).snapshotNames(kind, from, files);
    }
    const engine = await open();
    try {
      return await NAMES[kind](engine);
    } finally {
      engine.close();
    }
  };
}

/** Codes and names of rules: known without an engine. */
async function ruleNames(): Promise<Candidate[]> {
  // Loaded late: all rules come with it.
  const { CATALOG } = await import("../checks/all_texts.ts");
  return CATALOG.flatMap((
    { code, name, what },
  ) => [{ text: code, about: what }, { text: name, about: what }]);
}

const NAMES: Record<"network" | "service" | "node" | "stack", (engine: Engine) => Promise<Candidate[]>> = {
  async network(engine) {
    const found = await engine.networks();
    return found.map((network) =>
      networkCandidate({
        name: text(network.Name),
        driver: text(network.Driver),
        scope: text(network.Scope),
        encrypted: Object.hasOwn(record(network.Options), ENCRYPTED),
      })
    );
  },
  async service(engine) {
    const found = await engine.services();
    return found.map((service) => {
      const spec = object(service.Spec);
      const image = text(object(object(spec.TaskTemplate).ContainerSpec).Image);
      return serviceCandidate({ name: text(spec.Name), image });
    });
  },
  async node(engine) {
    const found = await engine.nodes();
    return found.map((node) =>
      nodeCandidate({
        hostname: text(object(node.Description).Hostname),
        role: text(object(node.Spec).Role),
        state: text(object(node.Status).State),
      })
    );
  },
  async stack(engine) {
    const services = await engine.services();
    return stackCandidates(services.map((service) => record(object(service.Spec).Labels)[STACK_LABEL]));
  },
};

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
