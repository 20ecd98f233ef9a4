import { matchesGlob } from "../base/glob.ts";
import { codesFor, unknownRule } from "./catalog.ts";
import { COMMAND_LINE, type Finding, type Suppression } from "./finding.ts";
import type { At, ObjectRef } from "./rule.ts";

/** Somebody's decision to live with some findings. */
export interface Ignore {
  by: Suppression["by"];
  /** The rule as written: code, name, or glob. */
  rule: string;
  /** What that stands for; empty for an unknown rule. */
  codes: ReadonlySet<string>;
  reason: string;
  /** Last day it holds (YYYY-MM-DD, UTC), or null for ever. */
  until: string | null;
  /** How to call it in a sentence, such as "The comment" or "--ignore SN0101=shop_*". */
  text: string;
  /** What a finding about the suppression itself is about. */
  object: ObjectRef;
  at: At | null;
  /** Whether a finding of one of the codes is meant. */
  covers(finding: Finding): boolean;
}

/** One entry of the configuration's `ignore` list, checked already. */
export interface IgnoreEntry {
  /** Code, name or glob of a known rule. */
  rule: string;
  /** Glob over names of objects; "*" for all. */
  object: string;
  reason: string;
  until: string | null;
  at: At;
}

/** The suppression of a configuration entry. */
export function ignoreOfEntry(entry: IgnoreEntry): Ignore {
  return {
    by: "config",
    rule: entry.rule,
    codes: new Set(codesFor(entry.rule)),
    reason: entry.reason,
    until: entry.until,
    text: `The entry ${nameOf(entry.rule, entry.object)}`,
    object: { kind: "file", name: entry.at.file },
    at: entry.at,
    covers: (finding) => matchesGlob(finding.object.name, entry.object),
  };
}

/** What `--ignore` takes: CODE or CODE=OBJECT, both possibly globs. A text instead of a value says what is wrong. */
export function ignoreOfFlag(word: string): Ignore | string {
  const at = word.indexOf("=");
  const rule = at < 0 ? word : word.slice(0, at);
  const object = at < 0 ? "*" : word.slice(at + 1);
  const codes = new Set(codesFor(rule));
  if (codes.size === 0) return `--ignore ${word}: ${unknownRule(rule)}`;
  if (object === "") return `--ignore ${word}: the object's name is missing behind "="`;
  return {
    by: "flag",
    rule,
    codes,
    reason: "",
    until: null,
    text: `--ignore ${word}`,
    object: { kind: "file", name: COMMAND_LINE },
    at: null,
    covers: (finding) => matchesGlob(finding.object.name, object),
  };
}

/** "SN0101" or "SN0101=shop_*". */
export function nameOf(rule: string, object: string): string {
  return object === "*" ? rule : `${rule}=${object}`;
}
