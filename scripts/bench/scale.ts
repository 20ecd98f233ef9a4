/** `ls` on a large swarm, against fetching and parsing the same answers with nothing else. */
import { capture } from "../support/process.ts";
import { compilePeer } from "./compile_peer.ts";
import { type Case, interleave, peakMemory } from "./measure.ts";
import { type Answers, largeSwarm } from "./large_swarm.ts";
import type { Result } from "./report.ts";

const SIZE = { networks: 1000, services: 5000, tasks: 50_000, nodes: 500 };
const RUNS = 7;

/** The results, and how they were taken. */
export async function scale(binary: string): Promise<{ results: Result[]; how: string }> {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-scale-" });
  const server = serve(largeSwarm(SIZE), `${folder}/engine.sock`);
  try {
    const env = { DOCKER_HOST: `unix://${folder}/engine.sock`, DOCKER_CONFIG: folder };
    const list: Case = { name: "ls", words: [binary, "ls"], env };
    // The first run tells which answers `ls` asks for.
    const first = await capture(list.words, { env });
    if (first.code !== 0) throw new Error(`ls ended with ${first.code}: ${first.stderr}`);
    const paths = [...new Set(server.paths)];
    const bytes = server.bytesOf(paths);
    const baseline: Case = {
      name: "fetch and parse",
      words: [await compilePeer(folder, "baseline", BASELINE), `${folder}/engine.sock`, ...paths],
    };
    const times = await interleave([list, baseline], RUNS);
    const peak = await peakMemory(list);
    const megabytes = bytes / 1e6;
    const [a, b] = [times.get("ls")!.median, times.get("fetch and parse")!.median];
    const results: Result[] = [{
      what: "`ls` against fetching and `JSON.parse` of the same answers",
      from: `${a.toFixed(0)} / ${b.toFixed(0)} ms`,
      value: a / b,
      limit: 1.9,
      unit: " times",
    }];
    if (peak !== undefined) {
      results.push({
        what: "peak memory of that `ls`",
        from: `answers ${megabytes.toFixed(1)} MB`,
        value: peak,
        limit: 200,
        unit: " MB",
      });
    }
    const how =
      `\`./dev build && ./dev bench scale\`. A small server answers as an engine with ${SIZE.networks} networks, ${SIZE.services} services, ${SIZE.tasks} tasks and ${SIZE.nodes} nodes would; ` +
      `${RUNS} interleaved runs. The peer is a compiled program that fetches the same paths at once and parses them, process start included on both sides.`;
    return { results, how };
  } finally {
    await server.close();
    Deno.removeSync(folder, { recursive: true });
  }
}

/** A server that answers as an engine with these answers would, on a unix socket, and writes down what was asked. */
export function serve(answers: Answers, path: string) {
  const paths: string[] = [];
  const bare = (each: string) => each.replace(/^\/v\d+\.\d+(?=\/)/, "").replace(/\?.*$/, "");
  const server = Deno.serve({ path, onListen() {} }, (request) => {
    const url = new URL(request.url);
    if (bare(url.pathname) === "/_ping") {
      return new Response("OK", {
        headers: { "api-version": "1.51", swarm: "active/manager", ostype: "linux" },
      });
    }
    const body = answers.get(bare(url.pathname));
    if (body === undefined) return Response.json({ message: "page not found" }, { status: 404 });
    paths.push(url.pathname + url.search);
    return new Response(body as Uint8Array<ArrayBuffer>, { headers: { "content-type": "application/json" } });
  });
  return {
    paths,
    bytesOf: (list: string[]) => list.reduce((sum, each) => sum + (answers.get(bare(each))?.length ?? 0), 0),
    close: () => server.shutdown(),
  };
}

/** Fetches paths from a socket at once and parses the answers. */
export const BASELINE = `
const [path, ...paths] = Deno.args;
const client = Deno.createHttpClient({ proxy: { transport: "unix", path } });
const lists = await Promise.all(paths.map(async (one) => JSON.parse(await (await fetch("http://engine" + one, { client })).text())));
console.log(lists.length);
`;
