import type { Env } from "../../base/files.ts";
import { hooksState } from "../hooks_state.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/** Are hints on, and does what is configured do what it looks like. */
export function checkHooks(config: Record<string, unknown>, env: Env): Finding[] {
  const state = hooksState(config, env);
  const problems = state.problems.map((text) =>
    problem("hooks", text, "docker swarmnet hooks enable writes it as docker reads it")
  );
  if (problems.length > 0) return problems;
  if (state.on) return [ok("hooks", `Hints are on after: ${state.registered.join(", ")}`)];
  if (state.registered.length > 0 && state.by.startsWith("DOCKER_")) {
    return [note("hooks", `Hints are off: ${state.by} says so`, `unset ${state.by}`)];
  }
  return [note("hooks", "Hints after docker's own commands are off", "docker swarmnet hooks enable")];
}
