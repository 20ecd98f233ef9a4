/** An open file or stream, as the runtime gives it. */
interface Source {
  /** Fills a part of the buffer and tells how much; null at the end. */
  read(into: Uint8Array): Promise<number | null>;
}

/** A stack file fits; a larger one makes the buffer grow. */
const FIRST_BYTES = 64 * 1024;

/**
 * All bytes up to the end; undefined where there are more than `limit`. Not by `readable`: in a compiled program the first
 * stream loads the runtime's streams library, which takes 7 ms (docs/decisions/0005-binary.md).
 */
export async function readBounded(source: Source, limit: number): Promise<Uint8Array | undefined> {
  let buffer = new Uint8Array(Math.min(FIRST_BYTES, limit + 1));
  let size = 0;
  for (;;) {
    const read = await source.read(buffer.subarray(size));
    if (read === null) return buffer.slice(0, size);
    size += read;
    if (size > limit) return undefined;
    if (size === buffer.length) {
      const larger = new Uint8Array(Math.min(size * 2, limit + 1));
      larger.set(buffer);
      buffer = larger;
    }
  }
}
