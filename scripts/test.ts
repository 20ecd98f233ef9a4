/**
 * Runs the tests by kind and ends with one line of totals: `deno task test [KIND|FILE]...`
 * Without words: everything that needs neither a swarm nor the compiled binary.
 */
import { filesUnder, ROOT } from "./support/project.ts";
import { runTests, type Totals } from "./support/deno_test.ts";

const DEFAULT_KINDS = ["unit", "golden", "property", "protocol", "faults"];

/** Kinds without shared state (environment, sockets, processes) may run beside each other. */
const PARALLEL = new Set(["unit", "golden", "property"]);

/**
 * End-to-end tests that count what clients notice of a move: nothing else keeps the processors busy meanwhile. They come first, so
 * that engines and the guest's kernel are fetched once.
 */
const QUIET = ["tests/e2e/guest_migration.test.ts", "tests/e2e/migration.test.ts"];

interface Group {
  name: string;
  files: string[];
  /** Run at the same time, and shown when `files` are through. */
  beside?: string[];
  timeoutMs: number;
}

function groupsFor(words: string[]): Group[] {
  const files = words.filter((word) => word.endsWith(".ts"));
  const kinds = words.length === 0 ? DEFAULT_KINDS : words.filter((word) => !word.endsWith(".ts"));
  return [...kinds.flatMap(groupsOf), { name: "files", files, timeoutMs: 1_800_000 }];
}

function groupsOf(kind: string): Group[] {
  const files = filesUnder(`tests/${kind}`, ".test.ts");
  if (kind === "e2e") {
    // A guest is one processor's work; labs of the machine's own kernel mostly wait.
    const rest = files.filter((file) => !QUIET.includes(file));
    const timeoutMs = 1_800_000;
    return [{ name: "e2e, alone", files: QUIET, timeoutMs }, halves(kind, rest, /\/guest_/, timeoutMs)];
  }
  // The matrix takes as long as the other faults together, and each of them works on one processor.
  return [halves(kind, files, /\/crash_matrix\.test/, 900_000)];
}

/** Files that match run beside the others. */
function halves(name: string, files: string[], beside: RegExp, timeoutMs: number): Group {
  return {
    name,
    files: files.filter((file) => !beside.test(file)),
    beside: files.filter((file) => beside.test(file)),
    timeoutMs,
  };
}

function show(chunk: Uint8Array): void {
  for (let at = 0; at < chunk.length;) at += Deno.stdout.writeSync(chunk.subarray(at));
}

/** Tests of one group; those beside are shown afterwards, so that lines of two runs do not mix. */
async function run({ name, files, beside = [], timeoutMs }: Group): Promise<Totals[]> {
  const options = { cwd: ROOT, parallel: PARALLEL.has(name), timeoutMs };
  const held: Uint8Array[] = [];
  const other = beside.length === 0
    ? undefined
    : runTests({ ...options, files: beside, show: (chunk) => held.push(chunk.slice()) });
  const first = await runTests({ ...options, files, show });
  if (other === undefined) return [first];
  const second = await other;
  console.log(`\n── ${name}, beside ──`);
  held.forEach(show);
  return [first, second];
}

const sum: Totals = { passed: 0, failed: 0, skipped: 0 };
const rows: string[] = [];
for (const group of groupsFor(Deno.args)) {
  if (group.files.length === 0) continue;
  const started = performance.now();
  console.log(`\n── ${group.name} ──`);
  const own: Totals = { passed: 0, failed: 0, skipped: 0 };
  for (const totals of await run(group)) add(own, totals);
  add(sum, own);
  rows.push(
    `${group.name.padEnd(10)} ${lineOf(own)} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
}

console.log("");
for (const row of rows) console.log(row);
console.log(lineOf(sum));
if (sum.failed > 0 || rows.length === 0) Deno.exit(1);

function add(to: Totals, { passed, failed, skipped }: Totals): void {
  to.passed += passed, to.failed += failed, to.skipped += skipped;
}

function lineOf({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
