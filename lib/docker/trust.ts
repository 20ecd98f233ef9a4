import { shellLine } from "../base/shell.ts";
import type { Env } from "../base/files.ts";

/** What the file system says about one entry. */
export interface PathInfo {
  kind: "file" | "folder" | "link" | "other";
  /** Permission bits; null on Windows, as are owner and group. */
  mode: number | null;
  uid: number | null;
  gid: number | null;
  /** What a link contains. */
  target?: string;
}

/** A group of users as the account files have it; a directory service may know more members. */
export interface Group {
  members: readonly number[];
  /** The user of the same name: whose private group it is. */
  namesake: number | undefined;
}

/** The part of the system that decides who can change a file. */
export interface Owners {
  /** Looks at an entry itself, or at what a link leads to; undefined where there is nothing to be seen. */
  look(path: string, options: { follow: boolean }): Promise<PathInfo | undefined>;
  /** A group by the account files; undefined where they do not list it. */
  groupOf(gid: number): Promise<Group | undefined>;
  /** Users whose files count as the user's own; empty on Windows. The first is the user. */
  users: readonly number[];
}

/** A file or folder that another user can change. */
export interface Weakness {
  path: string;
  kind: PathInfo["kind"];
  /** "user 1001", "group 100" or "every user". */
  actor: string;
  by: "owner" | "group" | "mode";
  /** Owner of the entry: only the owner and root can repair it. */
  uid: number;
  /** A folder such as /tmp: others can add entries and cannot replace those of the user. */
  sticky: boolean;
}

/** Most links that Linux follows in one path (path_resolution(7)). */
export const MOST_LINKS = 40;

const STICKY = 0o1000;
const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
const FIRST_DYNAMIC_GROUP = 100;

/**
 * The user and root; for root under sudo also the user who called it, as git does it for `safe.directory`
 * (git-config(1): SUDO_UID).
 */
export function trustedUsers(uid: number | null, env: Env): number[] {
  if (uid === null) return [];
  const caller = env.get("SUDO_UID");
  const sudo = uid === 0 && caller !== undefined && /^\d{1,10}$/.test(caller) ? [Number(caller)] : [];
  return [uid, 0, ...sudo];
}

/**
 * Who besides the user and root can change an entry: a foreign owner, a group with other members, every user. Nothing on Windows,
 * where the runtime shows neither owners nor access lists. POSIX access lists show in the group's bits only (acl(5)).
 */
export async function weaknessesOf(path: string, info: PathInfo, owners: Owners): Promise<Weakness[]> {
  const { mode, uid, gid, kind } = info;
  if (mode === null || uid === null) return [];
  const found: Weakness[] = [];
  const entry = { path, kind, uid, sticky: kind === "folder" && (mode & STICKY) !== 0 };
  if (!owners.users.includes(uid)) found.push({ ...entry, actor: `user ${uid}`, by: "owner" });
  // The mode of a link means nothing (symlink(7)).
  if (kind === "link") return found;
  if ((mode & OTHERS_WRITE) !== 0) found.push({ ...entry, actor: "every user", by: "mode" });
  else if ((mode & GROUP_WRITES) !== 0 && gid !== null && await hasOthers(gid, uid, owners)) {
    found.push({ ...entry, actor: `group ${gid}`, by: "group" });
  }
  return found;
}

/**
 * Whether a group has members besides the user, root and the owner. Where no other user is listed, that is believed of a private group and
 * of the base system's groups, which directory services do not fill (Debian policy 9.2.2: below 100).
 */
async function hasOthers(gid: number, owner: number, { users, groupOf }: Owners): Promise<boolean> {
  if (gid === 0) return false;
  const group = await groupOf(gid);
  if (group === undefined) return gid !== owner;
  if (group.members.some((member) => member !== owner && !users.includes(member))) return true;
  return group.namesake !== owner && gid >= FIRST_DYNAMIC_GROUP;
}

/** "every user can write to folder /srv", "file /srv/x belongs to user 1001"; "it" for a path that was named before. */
export function weaknessText({ path, kind, actor, by }: Weakness, named?: string): string {
  const thing = path === named ? "it" : kind === "other" ? path : `${kind} ${path}`;
  return by === "owner" ? `${thing} belongs to ${actor}` : `${actor} can write to ${thing}`;
}

/** One command line that repairs all of it; undefined where a folder must stay open to all users, as /tmp must. */
export function weaknessFix(found: readonly Weakness[], user: number): string | undefined {
  if (found.some(({ sticky, by }) => sticky && by !== "owner")) return undefined;
  const paths = (by: Weakness["by"]) => found.filter((one) => one.by === by).map(({ path }) => path);
  const command = (words: readonly string[], named: readonly string[]) => {
    if (named.length === 0) return [];
    // After a change of owner the user may change the mode.
    const foreign = words[0]!.startsWith("chown") ||
      found.some(({ path, uid }) => named.includes(path) && uid !== user && !paths("owner").includes(path));
    const sudo = user !== 0 && foreign ? ["sudo"] : [];
    return [shellLine([...sudo, ...words, ...named])];
  };
  const links = found.filter(({ by, kind }) => by === "owner" && kind === "link").map(({ path }) => path);
  const owned = paths("owner").filter((path) => !links.includes(path));
  return [
    ...command(["chown", "-h", String(user)], links),
    ...command(["chown", String(user)], owned),
    ...command(["chmod", "go-w"], paths("mode")),
    ...command(["chmod", "g-w"], paths("group")),
  ].join(" && ");
}
