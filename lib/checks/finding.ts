import { fnv1a } from "../base/hash.ts";
import { repositoryPath } from "../base/files.ts";
import type { At, Confidence, Fix, Level, ObjectRef } from "./rule.ts";
import { byText } from "../base/order.ts";

/** Name of the "file" that a finding about a flag is about. */
export const COMMAND_LINE = "command line";

/** What a rule found, complete: rule, object, place, advice. */
export interface Finding {
  code: string;
  rule: string;
  level: Level;
  confidence: Confidence;
  object: ObjectRef;
  message: string;
  why: string;
  fix: Fix;
  details: string[];
  at: At | null;
  /** Stable across runs, moved lines and other findings: rule, object, part and (for files) the file. */
  fingerprint: string;
  /** Until suppressions are applied: the engine refuses the change for it, so nothing suppresses it. */
  binding?: true;
  /** Set where it is suppressed. */
  suppressed: Suppression | null;
  /** Known from the baseline. */
  baselined: boolean;
}

/** Why a finding does not count. */
export interface Suppression {
  by: "inline" | "label" | "config" | "flag";
  reason: string;
  /** Last day it holds (YYYY-MM-DD), or null for ever. */
  until: string | null;
  /** Where it is written down; null for a flag and for a label of an object in the swarm. */
  at: At | null;
}

/** A rule that could not be judged from what is at hand; never to be read as "fine". */
export interface Skip {
  code: string;
  rule: string;
  reason: string;
}

/** Identifies a finding without its position: see `Finding.fingerprint`. */
export function fingerprintOf(code: string, object: ObjectRef, part: string, file: string): string {
  return fnv1a([code, object.kind, object.name, part, repositoryPath(file)].join("\u0000"));
}

const RANK: Record<Level, number> = { info: 0, warning: 1, error: 2 };

/** Whether `level` is at least as bad as `threshold`. */
export function reaches(level: Level, threshold: Level): boolean {
  return RANK[level] >= RANK[threshold];
}

/** Worst last (the end of a terminal's output is what is read first), then code, place and object: a total order. */
export function compareFindings(a: Finding, b: Finding): number {
  return RANK[a.level] - RANK[b.level] || byText(a.code, b.code) ||
    byText(a.at?.file ?? "", b.at?.file ?? "") ||
    (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0) ||
    byText(a.object.kind, b.object.kind) || byText(a.object.name, b.object.name) ||
    byText(a.message, b.message);
}

/** Checks that tell of downtime which a plan causes: how long, and of what, is in their details. */
const DOWNTIME = new Set(["SN0126", "SN0350", "SN0351"]);

/** Whether a finding tells of downtime that a plan causes. */
export function causesDowntime({ code }: Pick<Finding, "code">): boolean {
  return DOWNTIME.has(code);
}
