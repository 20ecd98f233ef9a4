import type { Finding } from "./finding.ts";
import type { Ignore } from "./ignore.ts";

/** Applies suppressions to findings. */
export interface Applying {
  /** The finding with `suppressed` set where a suppression covers it; the first one that does is named. */
  applied(finding: Finding): Finding;
  /** The suppressions that covered a finding so far. */
  used: ReadonlySet<Ignore>;
  expired(ignore: Ignore): boolean;
}

/** `now` in milliseconds since the epoch: what "expired" is measured against. */
export function applying(ignores: readonly Ignore[], now: number): Applying {
  const day = new Date(now).toISOString().slice(0, 10);
  const expired = (one: Ignore) => one.until !== null && one.until < day;
  const used = new Set<Ignore>();
  const byCode = new Map<string, Ignore[]>();
  for (const ignore of ignores) {
    if (expired(ignore)) continue;
    for (const code of ignore.codes) {
      const known = byCode.get(code);
      if (known === undefined) byCode.set(code, [ignore]);
      else known.push(ignore);
    }
  }
  return {
    used,
    expired,
    applied(finding) {
      const covering = (byCode.get(finding.code) ?? []).filter((ignore) => ignore.covers(finding));
      for (const ignore of covering) used.add(ignore);
      const [first] = covering;
      if (first === undefined) return finding;
      return { ...finding, suppressed: { by: first.by, reason: first.reason, until: first.until } };
    },
  };
}
