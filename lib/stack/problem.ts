import type { Position } from "./source.ts";

/**
 * Where in the life of a stack file it is refused. Everything before "deploy" is refused by `docker stack config` too;
 * "deploy" is what only `docker stack deploy` says, when it turns the file into services.
 */
export type Stage = "read" | "parse" | "version" | "interpolate" | "schema" | "load" | "merge" | "deploy";

/** One reason why a stack file cannot be used. */
export interface Problem {
  stage: Stage;
  /** The docker CLI's own words wherever it has some that say enough. */
  message: string;
  at: Position;
  /** Keys from the root to the culprit, in docker's dotted form; "" for the whole document. */
  path: string;
  /** "guard": docker might accept it, this loader does not, to stay within its bounds. */
  refusedBy: "docker" | "guard";
}

/** A problem that docker reports as well. */
export function refusal(stage: Stage, at: Position, path: string, message: string): Problem {
  return { stage, message: clip(message), at, path: clip(path), refusedBy: "docker" };
}

/** Messages quote the file; a hostile one could make them as long as itself. */
function clip(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

/** A problem that only this loader's bounds make. */
export function bound(at: Position, message: string): Problem {
  return { stage: "read", message, at, path: "", refusedBy: "guard" };
}
