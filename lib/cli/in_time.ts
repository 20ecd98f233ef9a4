/** A Tab press must not hang when the engine does not answer. */
const LIVE_LIMIT_MS = 400;

/** What `work` gives, or `otherwise` when it fails or takes longer; its signal is aborted then. */
export async function inTime<T>(work: (signal: AbortSignal) => Promise<T>, otherwise: T): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      resolve(otherwise);
      controller.abort();
    }, LIVE_LIMIT_MS);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } catch {
    return otherwise;
  } finally {
    clearTimeout(timer);
  }
}
