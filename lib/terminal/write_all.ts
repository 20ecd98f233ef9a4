import { Failure, messageOf } from "../base/errors.ts";

/** Nobody reads the stream any more (`| head`): main.ts ends quietly. */
export class BrokenPipe extends Error {}

/** What is written to: standard output, standard error. */
export type Sink = { writeSync(data: Uint8Array): number };

const PAUSE_MS = 5;
const encoder = new TextEncoder();

/**
 * Writes all of it: a pipe may take less than it is given, and one that another process has made non-blocking (they share
 * its flags) says at times that it takes nothing now; that is waited for, as a blocking write would.
 */
export function writeAll(sink: Sink, text: string, pause: (ms: number) => void = sleepNow): void {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += sink.writeSync(bytes.subarray(at));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) throw new BrokenPipe();
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      pause(PAUSE_MS);
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

function sleepNow(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
