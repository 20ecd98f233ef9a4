import { singleLine } from "./boundary.ts";

type Input = { readonly readable: ReadableStream<Uint8Array> };

/**
 * Waits for one line on a terminal: y or Y is yes, anything else and end of input is no. Rejects with the signal's reason
 * when aborted, after `newline` so that the shell's prompt starts on a line of its own.
 */
export async function ask(input: Input, signal: AbortSignal, newline: () => void): Promise<boolean> {
  signal.throwIfAborted();
  const reader = input.readable.getReader();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => {
    newline();
    reject(signal.reason);
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    let line = "";
    const decoder = new TextDecoder();
    while (!line.includes("\n")) {
      const { value, done } = await Promise.race([reader.read(), aborted]);
      if (done) {
        newline();
        break;
      }
      line += decoder.decode(value, { stream: true });
    }
    return /^\s*[yY]\s*$/.test(line.split("\n")[0] ?? "");
  } finally {
    signal.removeEventListener("abort", abort);
    reader.releaseLock();
  }
}

/** A question as it is shown: each entry is one line, whatever is in it. */
export function questionText(question: string | readonly string[]): string {
  return `${[question].flat().map(singleLine).join("\n")} [y/N] `;
}
