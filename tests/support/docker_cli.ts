/** Path of a docker CLI on the PATH, or undefined: protocol tests that compare with docker are skipped then. */
export function dockerCli(): string | undefined {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = `${folder}/docker`;
    try {
      if (folder !== "" && Deno.statSync(path).isFile) return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
