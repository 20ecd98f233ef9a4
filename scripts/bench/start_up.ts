/** How long docker waits for the plugin, against docker-compose. */
import { DEFAULTS, down, up } from "../lab/lab.ts";
import { type Case, interleave, peakMemory, type Timing } from "./measure.ts";
import { composePlugin, configWith } from "./peer.ts";
import type { Result } from "./report.ts";

const RUNS = 40;

/** What the start-up benchmark compares. */
export interface StartUp {
  results: Result[];
  how: string;
}

/** Metadata, `ls` on a small swarm and `docker --help`, each beside the peer. */
export async function startUp(binary: string): Promise<StartUp> {
  const peer = await composePlugin();
  const configs = {
    swarmnet: configWith("docker-swarmnet", binary),
    compose: configWith("docker-compose", peer.path),
    none: configWith("none"),
  };
  const lab = await up({ ...DEFAULTS, name: "bench" });
  try {
    const host = `unix://${lab.nodes[0]!.socket}`;
    const with_ = (config: string) => ({ DOCKER_CONFIG: config, DOCKER_HOST: host });
    const metadata: Case = { name: "metadata", words: [binary, "docker-cli-plugin-metadata"] };
    const list: Case = { name: "ls", words: ["docker", "swarmnet", "ls"], env: with_(configs.swarmnet) };
    const times = await interleave([
      metadata,
      { name: "compose metadata", words: [peer.path, "docker-cli-plugin-metadata"] },
      list,
      { name: "compose version", words: ["docker", "compose", "version"], env: with_(configs.compose) },
      { name: "help", words: ["docker", "--help"], env: with_(configs.swarmnet) },
      { name: "help compose", words: ["docker", "--help"], env: with_(configs.compose) },
      { name: "help alone", words: ["docker", "--help"], env: with_(configs.none) },
    ], RUNS);
    return {
      results: judge(times, await peakMemory(metadata)),
      how: howTo(peer.version, lab.version),
    };
  } finally {
    await down("bench");
    for (const folder of Object.values(configs)) Deno.removeSync(folder, { recursive: true });
  }
}

function judge(
  times: Map<string, Timing>,
  metadataPeak: number | undefined,
): Result[] {
  const ms = (name: string) => times.get(name)!.median;
  const pair = (a: string, b: string) => `${ms(a).toFixed(1)} / ${ms(b).toFixed(1)} ms`;
  const added = ms("help") - ms("help alone");
  const addedByPeer = ms("help compose") - ms("help alone");
  return [
    {
      what: "`docker-cli-plugin-metadata` against docker-compose",
      from: pair("metadata", "compose metadata"),
      value: ms("metadata") / ms("compose metadata"),
      limit: 0.65,
      unit: " times",
    },
    {
      what: "`docker swarmnet ls` against `docker compose version`",
      from: pair("ls", "compose version"),
      value: ms("ls") / ms("compose version"),
      limit: 1.05,
      unit: " times",
    },
    {
      what: "added to `docker --help`, against what docker-compose adds",
      from: `${added.toFixed(1)} / ${addedByPeer.toFixed(1)} ms`,
      value: added / addedByPeer,
      limit: 0.7,
      unit: " times",
    },
    ...memory("peak memory of the metadata call", metadataPeak),
  ];
}

function memory(what: string, value: number | undefined): Result[] {
  return value === undefined ? [] : [{ what, from: "largest of 3", value, limit: 40, unit: " MB" }];
}

function howTo(compose: string, engine: string): string {
  return `\`./dev build && ./dev bench start\` (Linux, root). ${RUNS} interleaved runs each after two that do not count. The peer is docker-compose ${compose} from Debian's package, ` +
    `unpacked into the cache; each plugin is alone in a docker configuration of its own. \`ls\` reads a lab swarm of three nodes (engine ${engine}).`;
}
