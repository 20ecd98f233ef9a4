/** Times as docker prints them. `now` is handed in, in milliseconds since the epoch. */

/** A duration in rough words, as in "Up 3 hours" (docker/go-units HumanDuration). Milliseconds; negative counts as 0. */
export function humanDuration(ms: number): string {
  const seconds = Math.max(0, Math.trunc(ms / 1000));
  if (seconds < 1) return "Less than a second";
  if (seconds === 1) return "1 second";
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes === 1) return "About a minute";
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(seconds / 3600);
  if (hours === 1) return "About an hour";
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(hours / 24 / 365)} years`;
}

/** "2 minutes ago" of an RFC 3339 time; "" where there is none. */
export function ago(time: string, now: number): string {
  const at = Date.parse(time);
  // Go's zero time means "never" in Engine API answers.
  if (Number.isNaN(at) || time.startsWith("0001-01-01")) return "";
  return `${humanDuration(now - at)} ago`;
}

/** Go's time.Time.String() of an RFC 3339 text: "2026-11-22 12:00:00.5 +0000 UTC". Other text is given back. */
export function goTime(time: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(?:Z|([+-]\d\d):(\d\d))$/.exec(time);
  if (match === null) return time;
  const [, date, clock, fraction = "", hours, minutes] = match;
  const places = fraction.replace(/0+$/, "").replace(/^\.$/, "");
  const offset = hours === undefined || hours + minutes! === "+0000" ? "+0000" : hours + minutes!;
  return `${date} ${clock}${places} ${offset} ${offset === "+0000" ? "UTC" : offset}`;
}
