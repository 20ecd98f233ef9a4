import { fnv1a } from "../../base/hash.ts";
import { faultText, list, object, oneOf, text } from "../../swarm/snapshot_check.ts";
import { currentPlan, planFaults } from "../validate.ts";
import type { Plan } from "../model.ts";

/** A plan in a file, to be looked at and applied later. It holds network settings and service names, no service specs. */
export interface SavedPlan {
  schema: "swarmnet/saved-plan/1";
  /** Version of the program that wrote it. */
  version: string;
  /** RFC 3339. */
  made: string;
  /** ID of the cluster that it was made for. */
  cluster: string;
  stack: string;
  files: string[];
  plan: Plan;
  /** Of everything else, to notice an edit or a torn copy; it proves nothing about who wrote the file. */
  sum: string;
}

/** Most bytes of a saved plan: some 100 000 steps. */
export const SAVED_PLAN_LIMIT = 64 * 1024 * 1024;

const SCHEMA: SavedPlan["schema"] = "swarmnet/saved-plan/1";
const FAMILY = /^swarmnet\/saved-plan\/(\d{1,9})$/;
/** Faults that are named; a file with more is not what it claims to be. */
const NAMED = 5;

const head = object(
  {
    schema: oneOf(SCHEMA),
    version: text,
    made: text,
    cluster: text,
    stack: text,
    files: list(text),
    sum: text,
  },
);

/** The file's text. */
export function savedPlanText(parts: Omit<SavedPlan, "schema" | "sum">): string {
  const saved: Omit<SavedPlan, "sum"> = { schema: SCHEMA, ...parts };
  return `${JSON.stringify({ ...saved, sum: sumOf(saved) }, null, 1)}\n`;
}

/** The plan of a file, or why it is none that this program can apply: one sentence each, without a final stop. */
export function readSavedPlan(content: string): { saved: SavedPlan } | { why: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { why: ["It is not JSON"] };
  }
  const schema = fieldOf(value, "schema");
  const version = typeof schema === "string" ? FAMILY.exec(schema)?.[1] : undefined;
  if (version === undefined) {
    const plan = fieldOf(value, "plan") !== undefined || fieldOf(value, "steps") !== undefined;
    return {
      why: [
        plan
          ? "It is a plan as --format json prints it; --out writes one that can be applied"
          : "It is not a plan that was saved with plan --out",
      ],
    };
  }
  if (version !== "1") return { why: [`A newer version of swarmnet wrote it (${schema})`] };
  const { plan: written, ...rest } = value as SavedPlan;
  const plan = currentPlan(written);
  const faults = [
    ...head(rest) ?? [],
    ...planFaults(plan).map((one) => ({ ...one, path: ["plan", ...one.path] })),
  ];
  if (faults.length > 0) return { why: faults.slice(0, NAMED).map(faultText) };
  const { sum, ...summed } = value as SavedPlan;
  if (sum !== sumOf(summed)) {
    return { why: ["It was changed after it was saved: its check sum does not fit"] };
  }
  return { saved: { ...value as SavedPlan, plan: plan as Plan } };
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** Independent of how the file is laid out, but not of the order of keys. */
function sumOf(saved: Omit<SavedPlan, "sum">): string {
  return fnv1a(JSON.stringify(saved));
}
