/** Oldest API version this program works with: engine 20.10. */
export const OLDEST_API = "1.41";
/** Newest API version whose changes have been looked at: engine 29.6. */
export const NEWEST_API = "1.55";

/** Whether this is an API version, such as "1.41". */
export function isApiVersion(text: string): boolean {
  return /^\d{1,3}\.\d{1,3}$/.test(text);
}

/** Negative when `a` is older than `b`, positive when it is newer. "1.9" is older than "1.10". */
export function compareApi(a: string, b: string): number {
  const [a1 = 0, a2 = 0] = a.split(".").map(Number);
  const [b1 = 0, b2 = 0] = b.split(".").map(Number);
  return a1 - b1 || a2 - b2;
}
