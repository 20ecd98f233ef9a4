import { UsageError } from "../base/errors.ts";
import type { Finding } from "./finding.ts";
import type { Verdict } from "./verdict.ts";

/** Schema of a baseline file. */
const BASELINE_SCHEMA = "swarmnet/baseline/1";
/** Bytes; ten thousand findings take about two million. */
export const BASELINE_LIMIT = 64 * 1024 * 1024;

/** The findings that are known already. */
export interface Baseline {
  /** Name of the file. */
  file: string;
  fingerprints: ReadonlySet<string>;
}

/** A baseline of everything that counts in this verdict: one finding a line, sorted, the same bytes for the same findings. */
export function baselineText(verdict: Verdict): string {
  const known = [...verdict.findings, ...verdict.hidden, ...verdict.baselined].map((one) =>
    JSON.stringify({
      code: one.code,
      fingerprint: one.fingerprint,
      object: `${one.object.kind} ${one.object.name}`,
    })
  );
  const lines = [...new Set(known)].sort();
  return `{\n"schema": "${BASELINE_SCHEMA}",\n"findings": [\n${lines.join(",\n")}\n]\n}\n`;
}

/** Reads a baseline. Throws `UsageError` that names the file and what is wrong with it. */
export function parseBaseline(text: string, file: string): Baseline {
  const refuse = (why: string) =>
    new UsageError(`${file} is not a baseline`, { why, next: "Make one with --write-baseline FILE" });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw refuse("it is not JSON");
  }
  const { schema, findings } = Object(document) as { schema?: unknown; findings?: unknown };
  if (schema !== BASELINE_SCHEMA) {
    throw refuse(`its schema is ${JSON.stringify(schema)?.slice(0, 100)}, not "${BASELINE_SCHEMA}"`);
  }
  if (!Array.isArray(findings)) throw refuse("it has no list of findings");
  const fingerprints = findings.map((one) => Object(one).fingerprint);
  const bad = fingerprints.findIndex((one) => typeof one !== "string" || !/^[0-9a-f]{16}$/.test(one));
  if (bad >= 0) throw refuse(`entry ${bad + 1} of its findings has no fingerprint`);
  return { file, fingerprints: new Set(fingerprints) };
}

/** The findings with `baselined` set, and how many entries of the baseline nothing was found for. */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
): { findings: Finding[]; gone: number } {
  const seen = new Set(findings.map(({ fingerprint }) => fingerprint));
  return {
    findings: findings.map((one) => ({ ...one, baselined: baseline.fingerprints.has(one.fingerprint) })),
    gone: [...baseline.fingerprints].filter((one) => !seen.has(one)).length,
  };
}
