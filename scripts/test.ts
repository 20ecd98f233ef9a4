/**
 * Runs the tests by kind and ends with one line of totals: `deno task test [KIND|FILE]...`
 * Without words: everything that needs neither a swarm nor the compiled binary.
 */
import { resolve } from "node:path";
import { filesUnder, ROOT } from "./support/project.ts";
import { runTests, type Totals } from "./support/deno_test.ts";

const DEFAULT_KINDS = ["unit", "golden", "property", "protocol", "faults"];

/** Kinds without shared state (environment, sockets, processes) may run beside each other. */
const PARALLEL = new Set(["unit", "golden", "property"]);

interface Group {
  name: string;
  files: string[];
  timeoutMs: number;
}

function groupsFor(words: string[]): Group[] {
  return (words.length === 0 ? DEFAULT_KINDS : words).map((word) => ({
    name: word,
    files: word.endsWith(".ts") ? [word] : filesUnder(`tests/${word}`, ".test.ts"),
    timeoutMs: word === "e2e" ? 3_500_000 : 900_000,
  }));
}

// Tests start it from folders of their own, where a relative path means nothing.
const binary = Deno.env.get("SWARMNET_BINARY");
if (binary) Deno.env.set("SWARMNET_BINARY", resolve(binary));

const rows: [name: string, totals: Totals, seconds: number][] = [];
for (const group of groupsFor(Deno.args)) {
  if (group.files.length === 0) continue;
  const started = performance.now();
  console.log(`\n── ${group.name} ──`);
  const totals = await runTests({
    cwd: ROOT,
    files: group.files,
    parallel: PARALLEL.has(group.name),
    timeoutMs: group.timeoutMs,
  });
  rows.push([group.name, totals, (performance.now() - started) / 1000]);
}

const sum: Totals = { passed: 0, failed: 0, skipped: 0 };
console.log("");
for (const [name, { passed, failed, skipped }, seconds] of rows) {
  sum.passed += passed, sum.failed += failed, sum.skipped += skipped;
  console.log(`${name.padEnd(10)} ${lineOf({ passed, failed, skipped })} (${seconds.toFixed(1)} s)`);
}
console.log(lineOf(sum));
if (sum.failed > 0 || rows.length === 0) Deno.exit(1);

function lineOf({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
