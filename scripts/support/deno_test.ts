/** `deno test` as a child: its output shown as it comes, its totals counted. */

/** How many tests ended how. */
export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** Which tests are run. */
export interface TestRun {
  cwd: string;
  files: string[];
  parallel: boolean;
  timeoutMs: number;
  /** Takes what the tests print, as it comes. */
  show: (chunk: Uint8Array) => void;
}

/** Runs these test files. Types are `deno task check`'s business, so a test run starts at once. */
export async function runTests(
  { cwd, files, parallel, timeoutMs, show }: TestRun,
): Promise<Totals> {
  const flags = ["test", "-A", "--no-check", ...(parallel ? ["--parallel"] : [])];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...flags, ...files],
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    signal: AbortSignal.timeout(timeoutMs),
  }).spawn();
  const tail = await showAndKeep(child.stdout, show);
  const { success, signal } = await child.status;
  if (signal !== null) {
    show(new TextEncoder().encode(`ended by ${signal} (the limit is ${timeoutMs / 1000} s)\n`));
  }
  return totalsOf(tail, success);
}

/** Shows a stream and gives its last characters. */
async function showAndKeep(
  stream: ReadableStream<Uint8Array>,
  show: TestRun["show"],
): Promise<string> {
  const decoder = new TextDecoder();
  let tail = "";
  for await (const chunk of stream) {
    show(chunk);
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-4000);
  }
  return tail;
}

/**
 * Reads deno's summary line, such as `ok | 3 passed (1 step) | 0 failed | 1 ignored (4ms)`. A run that failed without
 * counting a failure, or without a summary, counts as one.
 */
export function totalsOf(output: string, success: boolean): Totals {
  const line = output.split("\n").findLast((line) => /^(?:ok|FAILED) \| \d+ passed/.test(line)) ?? "";
  const number = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  const failed = number("failed");
  return {
    passed: number("passed"),
    failed: success && line !== "" ? failed : Math.max(failed, 1),
    skipped: number("ignored"),
  };
}
