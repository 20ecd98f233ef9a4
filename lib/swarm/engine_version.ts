/**
 * Numbers of a dotted version: "28.5.2+dfsg4" → [28, 5, 2], "1.51" → [1, 51]. Null when it does not begin with one, or with
 * one that no engine has: nodes say themselves what they run.
 */
export function versionNumbers(text: string): number[] | null {
  const found = /^v?(\d+(?:\.\d+)*)/.exec(text);
  const numbers = found?.[1]?.split(".").map(Number) ?? null;
  return numbers?.every(Number.isSafeInteger) ? numbers : null;
}

/** Whether a version is `least` or later; false where it cannot be read. Suffixes (distribution, release candidate) count for nothing. */
export function versionAtLeast(text: string, least: string): boolean {
  const have = versionNumbers(text);
  const want = versionNumbers(least);
  if (have === null || want === null) return false;
  for (let at = 0; at < Math.max(have.length, want.length); at++) {
    const difference = (have[at] ?? 0) - (want[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Whether a version lies in [from, before). */
export function versionWithin(text: string, from: string, before: string): boolean {
  return versionAtLeast(text, from) && versionNumbers(before) !== null && !versionAtLeast(text, before);
}
