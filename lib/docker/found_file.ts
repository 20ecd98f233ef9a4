import { inline } from "../terminal/boundary.ts";
import { type Distrust, joinPath } from "../base/files.ts";
import { MOST_LINKS, type Owners, type Weakness, weaknessesOf, weaknessFix, weaknessText } from "./trust.ts";

/** One line, safe for a terminal. */
export function distrustText(path: string, { why, fix }: Distrust): string {
  return `${inline(path)} is not read: ${inline(why)}. Fix: ${inline(fix)}`;
}

/** Whether there is an entry of that name, of any owner. */
export async function isThere(path: string, owners: Owners): Promise<boolean> {
  return await owners.look(path, { follow: false }) !== undefined;
}

/**
 * Whether others can decide what the file at a path contains: its owner, those who can write to it, and those who can write to
 * its folder, where they could put another one. Of a link also the link and its folder. Folders further up are not looked
 * at: what others move there keeps its owner.
 */
export async function distrustOf(path: string, owners: Owners): Promise<Distrust | undefined> {
  const found: Weakness[] = [];
  const add = (more: readonly Weakness[]) => {
    found.push(...more.filter((one) => !found.some(({ path, by }) => path === one.path && by === one.by)));
  };
  let at = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    const folder = folderOf(at);
    const [around, info] = await Promise.all([
      owners.look(folder, { follow: true }),
      owners.look(at, { follow: false }),
    ]);
    if (around !== undefined) add(await weaknessesOf(folder, around, owners));
    if (info !== undefined) add(await weaknessesOf(at, info, owners));
    if (info?.kind !== "link") break;
    const target = info.target!;
    at = /^(?:[/\\]|[A-Za-z]:)/.test(target) ? target : joinPath(folder, target);
  }
  return distrustBy(found, path, owners);
}

/** The same of the file at this path as words; undefined where nothing is weak. */
export function distrustBy(
  found: readonly Weakness[],
  path: string,
  { users }: Owners,
): Distrust | undefined {
  const [first] = found;
  if (first === undefined) return undefined;
  const fix = weaknessFix(found, users[0]!) ?? "move it to a folder that only you can write to";
  return { why: weaknessText(first, path), fix };
}

function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return end < 0 ? "." : end === 0 ? "/" : path.slice(0, end);
}
