/** `lint` against docker's own reading of one large file, and against an npm linter on a thousand small ones. */
import { capture, which } from "../support/process.ts";
import { type Case, interleave, peakMemory } from "./measure.ts";
import type { Result } from "./report.ts";
import { largeStack, smallStack } from "./stack_files.ts";

const FILES = 1000;
const RUNS = 15;
/** Fetched by npm into a folder of its own the first time; a pinned version, so that numbers can be compared. */
const PEER = "dclint@3.1.0";

/** The results, and how they were taken. */
export async function lint(binary: string): Promise<{ results: Result[]; how: string }> {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-lint-bench-" });
  try {
    Deno.writeTextFileSync(`${folder}/large.yml`, largeStack());
    for (let at = 0; at < FILES; at++) {
      // The peer finds files in folders by this name only.
      Deno.mkdirSync(`${folder}/many/s${at}`, { recursive: true });
      Deno.writeTextFileSync(`${folder}/many/s${at}/compose.yml`, smallStack(at));
    }
    const one = await interleave([
      { name: "lint", words: [binary, "lint", "--exit-zero", `${folder}/large.yml`] },
      { name: "docker", words: ["docker", "stack", "config", "-c", `${folder}/large.yml`] },
    ], RUNS);
    const many: Case = { name: "lint", words: [binary, "lint", "--exit-zero", `${folder}/many`] };
    const results: Result[] = [
      ratio(one, "`lint` of a file of 2 000 lines against `docker stack config`", "docker", 1.6),
    ];
    const peer = await peerCase(folder);
    if (peer !== undefined) {
      const times = await interleave([many, peer], 3);
      results.push(ratio(times, `\`lint\` of ${FILES} files against ${PEER}`, "peer", 0.2));
    }
    const peak = await peakMemory(many);
    if (peak !== undefined) {
      results.push({
        what: "peak memory of that `lint`",
        from: `${FILES} files`,
        value: peak,
        limit: 300,
        unit: " MB",
      });
    }
    const missing = peer === undefined ? ` ${PEER} could not be had, so it was not compared.` : "";
    return {
      results,
      how:
        `\`./dev build && ./dev bench lint\`. The binary is run directly, process start included; ${RUNS} interleaved runs.${missing}`,
    };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function ratio(times: Map<string, { median: number }>, what: string, peer: string, limit: number): Result {
  const [a, b] = [times.get("lint")!.median, times.get(peer)!.median];
  return { what, from: `${a.toFixed(0)} / ${b.toFixed(0)} ms`, value: a / b, limit, unit: " times" };
}

/** The peer on the same files; undefined where npm or the package cannot be had. It ends with 1 when it finds something. */
async function peerCase(folder: string): Promise<Case | undefined> {
  if (which("npm") === undefined) return undefined;
  const words = ["npm", "install", "--silent", "--no-save", "--prefix", `${folder}/peer`, PEER];
  if ((await capture(words, { timeoutMs: 120_000 })).code !== 0) return undefined;
  const program = `${folder}/peer/node_modules/.bin/dclint`;
  return { name: "peer", words: ["sh", "-c", `"${program}" -r "${folder}/many" || [ $? -eq 1 ]`] };
}
