import assert from "node:assert/strict";
import { type LoadResult, loadStack, type Stack } from "../../../lib/stack/index.ts";

/** Loads texts as `a.yml`, `b.yml` and so on, for the stack "s". */
export function loadTexts(texts: readonly string[], env: Record<string, string> = {}): LoadResult {
  const files = texts.map((text, index) => ({ name: `${String.fromCharCode(97 + index)}.yml`, text }));
  return loadStack(files, { stack: "s", env });
}

/** The stack of texts that docker accepts; fails with the problems otherwise. */
export function stackOf(...texts: string[]): Stack {
  const { stack, accepted, problems } = loadTexts(texts);
  assert.ok(accepted && stack !== undefined, problems.map((problem) => problem.message).join("\n"));
  return stack;
}

/** Problems as `file:line:column message`. */
export function told(result: LoadResult): string[] {
  return result.problems.map(({ at, message }) => `${at.file}:${at.line}:${at.column} ${message}`);
}
