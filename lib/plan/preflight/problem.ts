/** Something that stands in the way of a change, or that should be known before it is made. */
export interface Problem {
  /** Errors stop everything before anything is sent; warnings are printed. */
  level: "error" | "warning";
  what: string;
  why: string;
  /** What to do about it: a sentence or a command that runs as printed. */
  fix: string;
}

/** Whether any of them stops the change. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.level === "error");
}
