import type { Env } from "./context.ts";

/** The process's environment. */
export const realEnv: Env = { get: (name) => Deno.env.get(name) };
