/** Writing generated files, or checking that they are what would be written. */
import { ROOT } from "./project.ts";

/**
 * Brings a folder in line with `pages` (file name → content): writes what differs, removes what is not among them. With
 * `check` nothing is changed. Returns the names that differ, sorted.
 */
export function syncFolder(folder: string, pages: ReadonlyMap<string, string>, check: boolean): string[] {
  const path = `${ROOT}/${folder}`;
  if (!check) Deno.mkdirSync(path, { recursive: true });
  const stale: string[] = [];
  for (const [name, text] of pages) {
    if (readIfThere(`${path}/${name}`) === text) continue;
    stale.push(name);
    if (!check) Deno.writeTextFileSync(`${path}/${name}`, text);
  }
  for (const name of namesIn(path)) {
    if (pages.has(name)) continue;
    stale.push(name);
    if (!check) Deno.removeSync(`${path}/${name}`);
  }
  return stale.sort();
}

/** Says how it went and ends with 1 when something is stale under `--check`. */
export function report(folder: string, pages: number, stale: readonly string[], check: boolean): void {
  if (check && stale.length > 0) {
    console.error(`${folder} is stale (${stale.join(", ")}): ./dev gen`);
    Deno.exit(1);
  }
  console.log(`${folder}: ${pages} files, ${check ? "all fresh" : `${stale.length} written`}`);
}

/** The text of a file, or undefined when there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function namesIn(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
