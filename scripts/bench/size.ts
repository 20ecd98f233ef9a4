/** How large the binary is, as it lies on the disk and as it travels. */
import { gzipSync } from "node:zlib";
import type { Result } from "./report.ts";

/** The results, and how they were taken. */
export function size(binary: string): Promise<{ results: Result[]; how: string }> {
  const bytes = Deno.readFileSync(binary);
  const row = (what: string, value: number, limit: number): Result => ({
    what,
    from: `${value} bytes`,
    value: value / 1e6,
    limit,
    unit: " MB",
  });
  return Promise.resolve({
    results: [
      row("the binary", bytes.length, 90),
      row("compressed by `gzip -9`", gzipSync(bytes, { level: 9 }).length, 35),
    ],
    how: "`./dev build && ./dev bench size`. The symbols of the runtime base are stripped before compiling.",
  });
}
