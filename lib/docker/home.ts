/**
 * The user's home folder by the account database, for a process without HOME, as docker finds it (docker/cli cli/config/config.go,
 * getHomeDir). Only /etc/passwd is read: other sources take the C library.
 */
export function accountHome(): string | undefined {
  if (Deno.build.os === "windows") return undefined;
  try {
    return homeIn(Deno.readTextFileSync("/etc/passwd"), Deno.uid());
  } catch {
    // Without that file docker looks below the current folder.
    return undefined;
  }
}

/** The home folder of a user in a text of passwd(5). */
export function homeIn(passwd: string, uid: number | null): string | undefined {
  const fields = passwd.split("\n").map((line) => line.split(":"));
  return fields.find((each) => each[2] === String(uid))?.[5] || undefined;
}
