/** What a benchmark found, and its place in docs/benchmarks.md. */
import { capture } from "../support/process.ts";
import { ROOT } from "../support/project.ts";

/** One goal. `value` and `limit` in the same unit; lower is better. */
export interface Result {
  what: string;
  /** How the value came about, such as "31.0 / 25.2 ms". */
  from: string;
  value: number;
  limit: number;
  unit: string;
}

const FILE = `${ROOT}/docs/benchmarks.md`;
const INTRO = `# Benchmarks

Ratios against a peer in the same run, medians of interleaved runs; milliseconds differ from machine to machine, ratios less. Each
section is written by \`./dev bench\` and holds what was measured, nothing else.
`;

/** The section's table and the sentence on how it was taken. */
export function section(title: string, how: string, results: readonly Result[], machine: string): string {
  const rows = results.map((one) =>
    `| ${one.what} | ${one.from} | ${format(one.value)}${one.unit} | ${format(one.limit)}${one.unit} | ${
      one.value <= one.limit ? "yes" : "**no**"
    } |`
  );
  return [
    `## ${title}`,
    how,
    ["| what | medians | result | at most | reached |", "|---|---|---|---|---|", ...rows].join("\n"),
    machine,
  ].join("\n\n");
}

function format(value: number): string {
  return value >= 20 ? value.toFixed(0) : value.toFixed(2);
}

/** Puts a section in the place of the one that had its mark, or at the end. */
export function withSection(page: string, mark: string, text: string): string {
  const begin = `<!-- ${mark} begin -->`;
  const end = `<!-- ${mark} end -->`;
  const block = `${begin}\n${text}\n${end}\n`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < 0) return `${page.trimEnd()}\n\n${block}`;
  return page.slice(0, from) + block + page.slice(to + end.length).replace(/^\n/, "");
}

/** Writes the section into docs/benchmarks.md. */
export function writeSection(mark: string, text: string): void {
  let page = INTRO;
  try {
    page = Deno.readTextFileSync(FILE);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  Deno.writeTextFileSync(FILE, withSection(page, mark, text));
}

/** One line on the machine and the commit. */
export async function machineLine(): Promise<string> {
  const commit = (await capture(["git", "rev-parse", "--short", "HEAD"], { cwd: ROOT })).stdout.trim();
  const docker = (await capture(["docker", "--version"])).stdout.trim();
  const date = new Date().toISOString().slice(0, 10);
  return `Taken on ${date} at ${commit}: ${Deno.build.os} ${Deno.build.arch}, ${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}, ${docker}.`;
}
