import { type Flag, fromFlag, textOrJsonFlag } from "../../lib/cli/command.ts";
import { changeCheckFlags } from "./change_checks.ts";

/** Ten minutes, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 600_000;
/** More services than anybody rolls side by side. */
const MOST_PARALLEL = 100;

/** Flags of every command that carries a plan out. */
export const runFlags = {
  parallel: { kind: "int", text: "Number of services updated at the same time", default: 1 },
  quiet: { kind: "bool", short: "q", text: "Suppress progress output" },
  timeout: {
    kind: "duration",
    text: "Maximum time to wait for each service (ns|us|ms|s|m|h)",
    default: DEFAULT_TIMEOUT_MS,
  },
  yes: { kind: "bool", short: "y", text: "Do not ask before tasks are replaced" },
} as const satisfies Record<string, Flag>;

/** Flags of the commands that plan first. */
export const planFlags = {
  ...runFlags,
  "dry-run": { kind: "bool", text: "Show the plan and send nothing" },
  format: { ...textOrJsonFlag, text: "Format of the plan that --dry-run shows" },
  from: {
    ...fromFlag,
    text: 'With --dry-run: plan for a snapshot file ("demo" for the built-in example swarm)',
  },
  ...changeCheckFlags,
} as const satisfies Record<string, Flag>;

/** Flags of the commands that move a network's services. */
export const moveFlags = {
  ...planFlags,
  "allow-gap": { kind: "bool", text: "Accept the downtime that the plan names" },
  canary: {
    kind: "string",
    word: "SERVICE",
    text: "Move this service first, and ask before the others follow",
    complete: "service",
  },
  "start-first": {
    kind: "bool",
    text: "Temporarily use start-first for services that would have downtime",
  },
} as const satisfies Record<string, Flag>;

/** What is wrong with the values of `runFlags`. */
export function runFaults(values: { parallel: number; timeout: number }): string[] {
  const faults: string[] = [];
  if (values.parallel < 1 || values.parallel > MOST_PARALLEL) {
    faults.push(`--parallel takes a number from 1 to ${MOST_PARALLEL}`);
  }
  if (values.timeout <= 0) faults.push("The --timeout must be more than zero");
  return faults;
}

/** What is wrong with the values of `planFlags`. */
export function planFaults(
  values: { parallel: number; timeout: number; dryRun: boolean; from: string | undefined; format: string },
): string[] {
  const faults = runFaults(values);
  if (values.dryRun) return faults;
  if (values.from !== undefined) {
    faults.push("--from reads a snapshot, which cannot be changed: add --dry-run to see the plan for it");
  }
  if (values.format === "json") {
    faults.push("--format json is for the plan that --dry-run shows: add --dry-run");
  }
  return faults;
}
