import type { LoadResult, Problem } from "../stack/index.ts";
import type { ObjectRef, View } from "./rule.ts";

/**
 * Which rule speaks of a refusal of docker's. The first line that fits owns it, so that every refusal is reported once;
 * what none explains is the catch-all's.
 */
const OWNERS: readonly { code: string; fits(problem: Problem): boolean }[] = [
  { code: "SN0601", fits: ({ stage }) => stage === "version" },
  {
    code: "SN0602",
    fits: ({ stage, path, message }) => stage === "schema" && path === "" && isUnknownKey(message),
  },
  {
    code: "SN0104",
    fits: ({ path, message }) => ENCRYPTED.test(path) && message.includes("must be a string or number"),
  },
  { code: "SN0603", fits: ({ path, message }) => /^networks\../.test(path) && isUnknownKey(message) },
  {
    code: "SN0604",
    fits: ({ stage, message }) => stage === "deploy" && message.includes(": undefined network "),
  },
  {
    code: "SN0610",
    fits: ({ path, message }) => /^services\..+\.networks\../.test(path) && isUnknownKey(message),
  },
  { code: "SN0321", fits: ({ path }) => /^services\..+\.ports\.(?:\d+|\[\])\.published$/.test(path) },
  {
    code: "SN0622",
    fits: ({ stage, path }) => stage === "schema" && /^services\..+\.depends_on$/.test(path),
  },
  { code: "SN0617", fits: ({ stage, message }) => stage === "interpolate" && REQUIRED.test(message) },
];
const ENCRYPTED = /^networks\..+\.driver_opts\.encrypted$/;
const REQUIRED = /"required variable \S+ is missing a value/;
const CATCH_ALL = "SN0621";

function isUnknownKey(message: string): boolean {
  return / Additional property .* is not allowed$/.test(message);
}

/** The key that docker does not know, from its complaint. */
export function unknownKey(problem: Problem): string {
  return / Additional property (.*) is not allowed$/.exec(problem.message)?.[1] ?? "";
}

/** Code of the rule that reports this refusal. */
export function ownerOf(problem: Problem): string {
  return OWNERS.find((one) => one.fits(problem))?.code ?? CATCH_ALL;
}

/** docker's refusals of the files that the rule `code` reports. */
export function problemsFor(view: View, code: string): Problem[] {
  return view.loaded?.problems.filter((problem) => ownerOf(problem) === code) ?? [];
}

/** Whether a file could not be read as a mapping at all: there is nothing to judge, and the command line is wrong. */
export function isUnreadable({ stage, refusedBy }: Problem): boolean {
  return refusedBy === "guard" || stage === "read" || stage === "parse";
}

/** The service or network a refusal is about, under its name in the swarm; else the file. */
export function subjectOf(problem: Problem, loaded: LoadResult | undefined): ObjectRef {
  const [section, ...steps] = problem.path.split(".");
  const stack = loaded?.stack;
  if (stack !== undefined && (section === "services" || section === "networks")) {
    const pool = section === "services"
      ? stack.services
      : [...stack.networks, ...stack.external, ...stack.unused];
    const names = new Map(pool.map((one) => [one.key, one.name]));
    // Keys may hold dots, so the shortest one that is declared counts.
    for (let length = 1; length <= steps.length; length++) {
      const name = names.get(steps.slice(0, length).join("."));
      if (name !== undefined) return { kind: section === "services" ? "service" : "network", name };
    }
  }
  return { kind: "file", name: problem.at.file };
}
