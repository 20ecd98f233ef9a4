/** Small programs to measure against, compiled as the binary is. */
import { capture } from "../support/process.ts";

/** Compiles JavaScript with the same runtime and kind of permissions as the binary, so that only the work differs. Its path. */
export async function compilePeer(folder: string, name: string, source: string): Promise<string> {
  Deno.writeTextFileSync(`${folder}/${name}.js`, source);
  const flags = [
    "--quiet",
    "--no-check",
    "--no-code-cache",
    "--no-config",
    "--no-lock",
    "--allow-net",
    "--allow-read",
    "--allow-write",
  ];
  const words = [
    Deno.execPath(),
    "compile",
    ...flags,
    "--output",
    `${folder}/${name}`,
    `${folder}/${name}.js`,
  ];
  const ran = await capture(words, { cwd: folder });
  if (ran.code !== 0) throw new Error(`The peer could not be compiled: ${ran.stderr}`);
  return `${folder}/${name}`;
}
