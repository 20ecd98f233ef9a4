import type { Env } from "../base/files.ts";
import { type Group, type Owners, type PathInfo, trustedUsers } from "./trust.ts";

/** Owners and modes as this system has them. */
export function systemOwners(env: Env): Owners {
  return { look, groupOf, users: trustedUsers(Deno.uid(), env) };
}

/** What is missing, or may not be looked at, is not there. */
async function look(path: string, { follow }: { follow: boolean }): Promise<PathInfo | undefined> {
  try {
    const info = pathInfo(await (follow ? Deno.stat(path) : Deno.lstat(path)));
    return info.kind === "link" ? { ...info, target: await Deno.readLink(path) } : info;
  } catch {
    return undefined;
  }
}

/** A file's information, as far as it matters for who can change it. */
export function pathInfo(info: Deno.FileInfo): PathInfo {
  const kind = info.isSymlink ? "link" : info.isFile ? "file" : info.isDirectory ? "folder" : "other";
  if (Deno.build.os === "windows") return { kind, mode: null, uid: null, gid: null };
  return { kind, mode: info.mode, uid: info.uid, gid: info.gid };
}

/** By group(5) and passwd(5): the users listed and those whose first group it is. */
async function groupOf(gid: number): Promise<Group | undefined> {
  const groups = await rowsOf("/etc/group");
  const group = groups.find((row) => Number(row[2]) === gid);
  if (group === undefined) return undefined;
  const listed = (group[3] ?? "").split(",");
  const users = await rowsOf("/etc/passwd");
  const members = users.filter((row) => listed.includes(row[0]!) || Number(row[3]) === gid);
  const namesake = users.find((row) => row[0] === group[0]);
  return {
    members: members.map((row) => Number(row[2])),
    namesake: namesake === undefined ? undefined : Number(namesake[2]),
  };
}

async function rowsOf(path: string): Promise<string[][]> {
  const text = await Deno.readTextFile(path).catch(() => "");
  return text.split("\n").filter((line) => line.includes(":")).map((line) => line.split(":"));
}
