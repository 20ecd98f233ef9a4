/** One thing doctor looked at. */
export interface Finding {
  /** What was looked at: stable, for scripts. */
  check: "docker" | "plugin" | "copies" | "config" | "contexts" | "hooks" | "engine";
  /** `note`: worth knowing, nothing to repair. */
  level: "ok" | "note" | "problem";
  /** One sentence without final stop. */
  text: string;
  /** What to do about it. */
  next?: string;
}

/** A finding that is fine. */
export function ok(check: Finding["check"], text: string): Finding {
  return { check, level: "ok", text };
}

/** A finding worth knowing. */
export function note(check: Finding["check"], text: string, next?: string): Finding {
  return { check, level: "note", text, ...(next === undefined ? {} : { next }) };
}

/** A finding that needs repair. */
export function problem(check: Finding["check"], text: string, next: string): Finding {
  return { check, level: "problem", text, next };
}
