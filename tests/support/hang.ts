/**
 * Milliseconds after which a test calls work hung. It is for endless or exponential work, not for slow machines: what takes
 * milliseconds on a calm machine may take seconds on a busy one.
 */
export const HANG_MS = 60_000;
