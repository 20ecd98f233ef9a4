import type { ByteStream } from "./byte_stream.ts";
import { childEnvironment } from "./child_environment.ts";

/** Most of a process's standard error that is kept, in characters (docker/cli commandconn keeps 4 KiB of ssh's). */
const SAID_LIMIT = 4096;
/** How long a failed process may take to end and to say why, in milliseconds. */
const LAST_WORDS = 1000;

/** Starts a command and speaks over its standard streams. Throws when it cannot be started. */
export function dialProcess(argv: readonly string[]): ByteStream {
  const child = new Deno.Command(argv[0]!, {
    args: argv.slice(1),
    ...childEnvironment(),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // A separate session, as docker gives ssh: Ctrl-C must not cut a call that is about to change something.
    detached: Deno.build.os !== "windows",
  }).spawn();
  const words = new LastWords(child.stderr);
  const reader = child.stdout.getReader(), writer = child.stdin.getWriter();
  let rest: Uint8Array = new Uint8Array();
  return {
    async read(buffer) {
      if (rest.length === 0) {
        const { value, done } = await reader.read();
        if (done) return null;
        rest = value;
      }
      const taken = rest.subarray(0, buffer.length);
      buffer.set(taken);
      rest = rest.subarray(taken.length);
      return taken.length;
    },
    write: (bytes) => writer.write(bytes),
    close() {
      // The end of its input ends docker and the ssh it started; the signal is for one that does not read.
      writer.abort().catch(() => {});
      reader.cancel().catch(() => {});
      try {
        child.kill("SIGTERM");
      } catch {
        // It has ended by itself.
      }
    },
    said: () => words.whenEnded(child.status),
  };
}

/** The end of what a process writes to standard error. */
class LastWords {
  #text = "";
  readonly #reading: Promise<void>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reading = this.#read(stream).catch(() => {});
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      this.#text = (this.#text + decoder.decode(chunk, { stream: true })).slice(-SAID_LIMIT);
    }
  }

  async whenEnded(ending: Promise<unknown>): Promise<string> {
    const limit = AbortSignal.timeout(LAST_WORDS);
    await Promise.race([
      Promise.all([this.#reading, ending]),
      new Promise((resolve) => limit.addEventListener("abort", resolve)),
    ]);
    return this.#text.trim();
  }
}
