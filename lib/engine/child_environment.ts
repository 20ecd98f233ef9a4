/**
 * The environment for programs that this one starts. Without the loader's variables: a Deno program that may run only certain
 * programs is refused to start any while one of them is set ("Requires --allow-run permissions to spawn subprocess with
 * LD_LIBRARY_PATH environment variable", reproduced on Deno 2.9.4), since they could make the program run something else.
 */
export function childEnvironment(): { clearEnv: true; env: Record<string, string> } {
  const kept = Object.entries(Deno.env.toObject()).filter(([name]) => !/^(?:LD|DYLD)_/.test(name));
  return { clearEnv: true, env: Object.fromEntries(kept) };
}
