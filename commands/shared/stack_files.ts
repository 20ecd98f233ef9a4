import { Failure, messageOf } from "../../lib/base/errors.ts";
import { isGlob, matchesGlob } from "../../lib/base/glob.ts";
import { LIMITS } from "../../lib/stack/index.ts";
import type { Files } from "../../lib/base/files.ts";

/** Folders that are looked into below one operand; a link may lead in a circle. */
const MOST_FOLDERS = 20_000;
const DEEPEST = 40;
/** A top-level `services:` that begins a mapping, as every stack file has one. */
const STACK_FILE = /^(?:services|"services"|'services')[ \t]*:/m;

/** The stack files that operands stand for, and the operands that stand for none, with the reason. */
export interface FoundFiles {
  paths: string[];
  missing: string[];
}

/**
 * Turns operands into paths: a file as it is, a folder into the stack files below it (*.yml and *.yaml with a top-level
 * `services:`; hidden folders and node_modules left out), a pattern (`*`, `?`, and `**` for any folders) into what it
 * matches, "-" into itself. Each path once, in the order of the operands.
 */
export async function findStackFiles(operands: readonly string[], files: Files): Promise<FoundFiles> {
  const paths = new Set<string>();
  const missing: string[] = [];
  for (const operand of operands) {
    const found = await expand(operand, files);
    if (typeof found === "string") missing.push(found);
    else for (const path of found) paths.add(path);
  }
  return { paths: [...paths], missing };
}

async function expand(operand: string, files: Files): Promise<string[] | string> {
  if (operand === "") return "an operand is empty";
  if (operand === "-") return ["-"];
  if (await isFile(operand, files)) return [operand];
  const inside = await files.list(operand);
  if (inside !== undefined) {
    const below = (await walk(operand, files)).filter((path) => /\.ya?ml$/i.test(path));
    const stacks: string[] = [];
    for (const path of below) if (await looksLikeStack(path, files)) stacks.push(path);
    return stacks.length > 0
      ? stacks
      : `${operand}: no stack file in this folder (a *.yml or *.yaml with services)`;
  }
  if (!isGlob(operand)) return `${operand}: no such file`;
  const matched = await glob(operand, files);
  return matched.length > 0 ? matched : `${operand}: no file matches this pattern`;
}

/** A pipe counts as well: `lint <(docker stack config -c stack.yml)`. */
async function isFile(path: string, files: Files): Promise<boolean> {
  const kind = await files.kind(path).catch(() => "file");
  return kind === "file" || kind === "other";
}

async function looksLikeStack(path: string, files: Files): Promise<boolean> {
  try {
    return STACK_FILE.test(new TextDecoder().decode(await files.read(path, LIMITS.bytes)));
  } catch {
    return false;
  }
}

/** Every file below a folder, in the order of their names. */
async function walk(top: string, files: Files): Promise<string[]> {
  const found: string[] = [];
  let folders = 0;
  const visit = async (folder: string, depth: number): Promise<void> => {
    folders++;
    if (folders > MOST_FOLDERS || depth > DEEPEST) return;
    for (const { name, directory } of await files.list(folder).catch(() => undefined) ?? []) {
      const path = join(folder, name);
      if (!directory) found.push(path);
      else if (!name.startsWith(".") && name !== "node_modules") await visit(path, depth + 1);
    }
  };
  await visit(top, 0);
  return found;
}

function join(folder: string, name: string): string {
  return folder === "." ? name : folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}

/** Files that a pattern matches, part by part; `**` stands for any folders, none included. */
async function glob(pattern: string, files: Files): Promise<string[]> {
  const parts = pattern.split("/");
  const wild = parts.findIndex(isGlob);
  const base = parts.slice(0, wild).join("/") || (pattern.startsWith("/") ? "/" : ".");
  const rest = parts.slice(wild);
  const deep = rest.includes("**");
  const candidates = deep || rest.length > 1 ? await walk(base, files) : await shallow(base, files);
  const prefix = base === "." ? "" : base.endsWith("/") ? base : `${base}/`;
  return candidates.filter((path) => fits(path.slice(prefix.length).split("/"), rest));
}

async function shallow(folder: string, files: Files): Promise<string[]> {
  const entries = await files.list(folder).catch(() => undefined) ?? [];
  return entries.filter(({ directory }) => !directory).map(({ name }) => join(folder, name));
}

function fits(path: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...others] = pattern;
  if (first === undefined) return path.length === 0;
  if (first === "**") return path.some((_, at) => fits(path.slice(at), others)) || fits([], others);
  return path.length > 0 && matchesGlob(path[0]!, first) && fits(path.slice(1), others);
}

/** A file's bytes for the loader, or why there are none. Files larger than the loader takes are left to the loader to refuse. */
export async function readStackFile(
  path: string,
  files: Files,
): Promise<{ name: string; text: Uint8Array } | { why: string }> {
  try {
    return { name: path, text: await files.read(path, LIMITS.bytes) };
  } catch (error) {
    return { why: error instanceof Failure ? error.why ?? error.message : messageOf(error) };
  }
}
