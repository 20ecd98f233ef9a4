/** `audit` of a snapshot of a large swarm, against `JSON.parse` of the same file, and of twice the size. */
import { snapshotText } from "../../lib/swarm/snapshot.ts";
import { compilePeer } from "./compile_peer.ts";
import { goalSize, largeModel } from "./large_model.ts";
import { type Case, interleave } from "./measure.ts";
import type { Result } from "./report.ts";

const RUNS = 5;
const PARSE = "console.log(Object.keys(JSON.parse(Deno.readTextFileSync(Deno.args[0]))).length);";

/** The results, and how they were taken. */
export async function audit(binary: string): Promise<{ results: Result[]; how: string }> {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-audit-" });
  try {
    const one = `${folder}/one.json`;
    const two = `${folder}/two.json`;
    Deno.writeTextFileSync(one, snapshotText(await largeModel(goalSize())).text);
    Deno.writeTextFileSync(two, snapshotText(await largeModel(goalSize(2))).text);
    const env = { DOCKER_CONFIG: folder };
    const words = (file: string) => [binary, "audit", "--from", file, "--exit-zero", "--format", "json"];
    const cases: Case[] = [
      { name: "one", words: words(one), env },
      { name: "two", words: words(two), env },
      { name: "parse", words: [await compilePeer(folder, "parse", PARSE), one] },
    ];
    const times = await interleave(cases, RUNS);
    const [a, b, parse] = ["one", "two", "parse"].map((name) => times.get(name)!.median) as [
      number,
      number,
      number,
    ];
    const size = goalSize();
    const results: Result[] = [
      {
        what: "`audit` of a snapshot, all rules, against 1.5 times `JSON.parse` of the file plus 1 s",
        from: `${a.toFixed(0)} ms; ${parse.toFixed(0)} ms`,
        value: a,
        limit: 1.5 * parse + 1000,
        unit: " ms",
      },
      {
        what: "the same of twice the swarm",
        from: `${b.toFixed(0)} / ${a.toFixed(0)} ms`,
        value: b / a,
        limit: 2.3,
        unit: " times",
      },
    ];
    const how =
      `\`./dev build && ./dev bench audit\`. A snapshot of ${size.networks} networks, ${size.services} services, ${size.tasks} tasks and ${size.nodes} nodes; ` +
      `${RUNS} interleaved runs, process start included on both sides. The peer is a compiled program that reads and parses the file.`;
    return { results, how };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
