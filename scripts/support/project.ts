import { fromFileUrl } from "./path.ts";

/** The checkout's root folder, without a slash at its end. */
export const ROOT = fromFileUrl(new URL("../../", import.meta.url)).replace(/[/\\]$/, "");

/** The user's cache folder for this project (engines, the runtime base). Not created here. */
export function cacheFolder(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  const base = Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`;
  return `${base}/swarmnet`;
}

/** All files below a folder with this ending, as paths from the project's root with forward slashes, sorted. */
export function filesUnder(folder: string, ending: string): string[] {
  const found: string[] = [];
  const visit = (path: string) => {
    let entries: Deno.DirEntry[];
    try {
      entries = [...Deno.readDirSync(`${ROOT}/${path}`)];
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      throw error;
    }
    for (const entry of entries) {
      if (entry.isDirectory) visit(`${path}/${entry.name}`);
      else if (entry.name.endsWith(ending)) found.push(`${path}/${entry.name}`);
    }
  };
  visit(folder);
  return found.sort();
}

/** The TypeScript files below these folders with their texts, in order. */
export function sourcesUnder(...folders: string[]): { path: string; text: string }[] {
  return folders.flatMap((folder) => filesUnder(folder, ".ts")).flatMap((path) => {
    try {
      return [{ path, text: Deno.readTextFileSync(`${ROOT}/${path}`) }];
    } catch (error) {
      // A file may vanish between the listing and the reading.
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  });
}
