/** `status` of a swarm of usual size, all rules included, against fetching and parsing the same answers with nothing else. */
import { capture } from "../support/process.ts";
import { compilePeer } from "./compile_peer.ts";
import { largeSwarm } from "./large_swarm.ts";
import { type Case, interleave } from "./measure.ts";
import type { Result } from "./report.ts";
import { BASELINE, serve } from "./scale.ts";

const SIZE = { networks: 100, services: 500, tasks: 2500, nodes: 50 };
const RUNS = 7;

/** The results, and how they were taken. */
export async function status(binary: string): Promise<{ results: Result[]; how: string }> {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-status-" });
  const server = serve(largeSwarm(SIZE), `${folder}/engine.sock`);
  try {
    const env = { DOCKER_HOST: `unix://${folder}/engine.sock`, DOCKER_CONFIG: folder };
    const screen: Case = { name: "status", words: [binary, "status"], env };
    // The first run tells which answers `status` asks for.
    const first = await capture(screen.words, { env });
    if (first.code !== 0) throw new Error(`status ended with ${first.code}: ${first.stderr}`);
    const paths = [...new Set(server.paths)];
    const peer = await compilePeer(folder, "baseline", BASELINE);
    const baseline: Case = { name: "fetch and parse", words: [peer, `${folder}/engine.sock`, ...paths] };
    const times = await interleave([screen, baseline], RUNS);
    const [a, b] = [times.get("status")!.median, times.get("fetch and parse")!.median];
    return {
      results: [{
        what: "`status`, all rules included, against fetching and `JSON.parse` of the same answers",
        from: `${a.toFixed(0)} / ${b.toFixed(0)} ms`,
        value: a / b,
        limit: 2.5,
        unit: " times",
      }],
      how:
        `\`./dev build && ./dev bench status\`. A small server answers as an engine with ${SIZE.networks} networks, ${SIZE.services} services, ${SIZE.tasks} tasks and ${SIZE.nodes} nodes would; ` +
        `${RUNS} interleaved runs of ${paths.length} calls each, process start included on both sides.`,
    };
  } finally {
    await server.close();
    Deno.removeSync(folder, { recursive: true });
  }
}
