/** A Tab press must not hang when the engine does not answer. */
const LIVE_LIMIT_MS = 400;

/** What `work` gives, or `otherwise` when it fails or takes longer; its signal is aborted then. */
export async function inTime<T>(work: (signal: AbortSignal) => Promise<T>, otherwise: T): Promise<T> {
  const limit = AbortSignal.timeout(LIVE_LIMIT_MS);
  const late = new Promise<T>((resolve) => limit.addEventListener("abort", () => resolve(otherwise)));
  try {
    return await Promise.race([work(limit), late]);
  } catch {
    return otherwise;
  }
}
