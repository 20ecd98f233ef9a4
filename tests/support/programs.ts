/** Path of a program on the PATH, or undefined. */
export function programPath(name: string): string | undefined {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = `${folder}/${name}`;
    try {
      if (folder !== "" && Deno.statSync(path).isFile) return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** Those of these programs that this machine does not have, as the reason to skip a test; undefined when all are there. */
export function missingPrograms(...names: string[]): string | undefined {
  const missing = names.filter((name) => programPath(name) === undefined);
  return missing.length === 0 ? undefined : `not on the PATH: ${missing.join(", ")}`;
}
