import { Failure, messageOf } from "../base/errors.ts";

/** Nobody reads the stream any more (`| head`): main.ts ends quietly. */
export class BrokenPipe extends Error {}

/** What is written to: standard output, standard error. */
export type Sink = { writeSync(data: Uint8Array): number };

const encoder = new TextEncoder();

/** How long a full pipe is left alone before the next try. */
const PAUSE_MS = 5;

/**
 * So many bytes a non-blocking pipe takes whole or not at all (PIPE_BUF, pipe(7)). Of more it may take a part and then say that it
 * is full, and the runtime does not tell how much that was (seen on Deno 2.9.4).
 */
const WHOLE_BYTES = 4096;

function writeAll(sink: Sink, text: string): void {
  const bytes = encoder.encode(text);
  try {
    // A pipe may take less than it is given.
    for (let at = 0; at < bytes.length;) at += writeSome(sink, bytes.subarray(at, at + WHOLE_BYTES));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw new BrokenPipe();
    throw error;
  }
}

/**
 * Writes what there is room for. A stream that another program on it made non-blocking (ssh, a CI runner) says that it is full
 * instead of waiting (EAGAIN, pipe(7)), so the waiting is done here.
 */
function writeSome(sink: Sink, bytes: Uint8Array): number {
  for (;;) {
    try {
      return sink.writeSync(bytes);
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** Writes a result. One that cannot be written whole is a failure of the command, whatever else it did. */
export function writeResult(sink: Sink, text: string): void {
  try {
    writeAll(sink, text);
  } catch (error) {
    if (error instanceof BrokenPipe) throw error;
    throw new Failure("Cannot write to standard output, so the result is not complete", {
      why: messageOf(error),
      next: "Make room where it is written to, or write elsewhere, and run it again",
      cause: error,
    });
  }
}

/** Writes talk. Where it cannot be kept (a log on a full disk), the work goes on: the exit code says how it went. */
export function writeTalk(sink: Sink, text: string): void {
  try {
    writeAll(sink, text);
  } catch (error) {
    if (error instanceof BrokenPipe) throw error;
  }
}
