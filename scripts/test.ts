/**
 * Runs the tests by kind and ends with one line of totals: `deno task test [KIND|FILE]...`
 * Without words: everything that needs neither a swarm nor the compiled binary and is not slow. `slow` runs the files that end in
 * `.slow.test.ts`: long properties, the crash matrix, and tests of other programs.
 */
import { resolve } from "node:path";
import { filesUnder, ROOT } from "./support/project.ts";
import { runTests, type Totals } from "./support/deno_test.ts";

const DEFAULT_KINDS = ["unit", "golden", "property", "protocol", "faults"];

const SLOW = ".slow.test.ts";

/** Kinds without shared state (environment, sockets, processes): their files share a process and run beside each other. */
const PARALLEL = new Set(["unit", "golden", "property"]);

/**
 * End-to-end tests that count what clients notice of a move: nothing else keeps the processors busy meanwhile. They come first, so
 * that engines and the guest's kernel are fetched once.
 */
const QUIET = ["tests/e2e/guest_migration.test.ts", "tests/e2e/migration.test.ts"];

/** Of one batch: for what hangs, not for slow machines. */
const TIMEOUT_MS = 1_800_000;

/** Batches of files, each a process of its own; so many at a time. */
interface Queue {
  batches: string[][];
  workers: number;
}

interface Group {
  name: string;
  /** Its files share a process and run beside each other. */
  parallel: boolean;
  /** Worked off at the same time. */
  queues: Queue[];
  /** Of one batch. */
  timeoutMs: number;
}

function groupsFor(words: string[]): Group[] {
  const files = words.filter((word) => word.endsWith(".ts"));
  const kinds = words.length === 0 ? DEFAULT_KINDS : words.filter((word) => !word.endsWith(".ts"));
  const groups = kinds.flatMap((kind) => kind === "slow" ? slowGroups() : groupsOf(kind));
  if (files.length > 0) {
    groups.push({ name: "files", parallel: false, queues: [together(files)], timeoutMs: TIMEOUT_MS });
  }
  return groups;
}

function groupsOf(kind: string): Group[] {
  const files = filesUnder(`tests/${kind}`, ".test.ts").filter((file) => !file.endsWith(SLOW));
  if (files.length === 0) {
    console.error(`No tests: ${kind}. Name folders of tests/, such as unit, or files ending in .ts`);
    Deno.exit(1);
  }
  if (kind !== "e2e") return [groupOf(kind, kind, files)];
  const timeoutMs = TIMEOUT_MS;
  const rest = files.filter((file) => !QUIET.includes(file));
  const inGuest = (file: string) => file.includes("/guest_");
  // A guest keeps one processor busy; labs of the machine's own kernel mostly wait.
  const queues = [oneByOne(rest.filter((file) => !inGuest(file)), 1), oneByOne(rest.filter(inGuest), 1)];
  return [
    { name: "e2e, alone", parallel: false, queues: [oneByOne(QUIET, 1)], timeoutMs },
    { name: kind, parallel: false, queues, timeoutMs },
  ];
}

/** The slow files, grouped as their kinds are. */
function slowGroups(): Group[] {
  return DEFAULT_KINDS.flatMap((kind) => {
    const files = filesUnder(`tests/${kind}`, SLOW);
    return files.length === 0 ? [] : [groupOf(`${kind}, slow`, kind, files)];
  });
}

function groupOf(name: string, kind: string, files: string[]): Group {
  // Fault tests work on one processor each.
  const queue = kind === "faults" ? oneByOne(files, 2) : together(files);
  return { name, parallel: PARALLEL.has(kind), queues: [queue], timeoutMs: TIMEOUT_MS };
}

function together(files: string[]): Queue {
  return { batches: [files], workers: 1 };
}

function oneByOne(files: string[], workers: number): Queue {
  return { batches: files.map((file) => [file]), workers };
}

function show(chunk: Uint8Array): void {
  for (let at = 0; at < chunk.length;) at += Deno.stdout.writeSync(chunk.subarray(at));
}

/**
 * Runs a group. Where several batches run at a time, what one prints is shown when it has ended, so that lines do not mix; what those
 * with failures printed comes last.
 */
async function run({ parallel, queues, timeoutMs }: Group): Promise<Totals> {
  const sum: Totals = { passed: 0, failed: 0, skipped: 0 };
  const alone = queues.length === 1 && queues[0]!.workers === 1;
  const failures: Uint8Array[] = [];
  const work = async (left: string[][]) => {
    for (let files = left.shift(); files !== undefined; files = left.shift()) {
      const held: Uint8Array[] = [];
      const totals = await runTests({
        cwd: ROOT,
        files,
        parallel,
        timeoutMs,
        show: alone ? show : (chunk) => held.push(chunk.slice()),
      });
      add(sum, totals);
      if (totals.failed > 0) failures.push(...held);
      else held.forEach(show);
    }
  };
  await Promise.all(queues.flatMap(({ batches, workers }) => {
    const left = [...batches];
    return Array.from({ length: workers }, () => work(left));
  }));
  failures.forEach(show);
  return sum;
}

// Tests start it from folders of their own, where a relative path means nothing.
const binary = Deno.env.get("SWARMNET_BINARY");
if (binary) Deno.env.set("SWARMNET_BINARY", resolve(binary));

const sum: Totals = { passed: 0, failed: 0, skipped: 0 };
const rows: string[] = [];
const begun = performance.now();
for (const group of groupsFor(Deno.args)) {
  const started = performance.now();
  console.log(`\n── ${group.name} ──`);
  const own = await run(group);
  add(sum, own);
  rows.push(
    `${group.name.padEnd(14)} ${lineOf(own)} (${secondsSince(started)} s)`,
  );
}

console.log("");
for (const row of rows) console.log(row);
console.log(`all ${secondsSince(begun)} s`);
console.log(lineOf(sum));
if (sum.failed > 0) Deno.exit(1);

function add(to: Totals, { passed, failed, skipped }: Totals): void {
  to.passed += passed, to.failed += failed, to.skipped += skipped;
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}

function lineOf({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
