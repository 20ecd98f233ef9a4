/** Moving a network's services, against `docker service update --network-add` and `--network-rm` of the same services, one by one. */
import { textOf } from "../support/process.ts";
import { LAB_IMAGE } from "../lab/image.ts";
import { DEFAULTS, down, up } from "../lab/lab.ts";
import { until } from "../lab/node.ts";
import { median } from "./measure.ts";
import type { Result } from "./report.ts";

const SERVICES = ["api", "db", "queue", "web"];
const REPLICAS = 2;
const ROUNDS = 2;
const PARALLEL = 4;

/** What was timed, in seconds. */
interface Samples {
  plain: number[];
  move: number[];
  sameName: number[];
  parallel: number[];
}

interface Bench {
  binary: string;
  env: Record<string, string>;
}

/** The results, and how they were taken. */
export async function migration(binary: string): Promise<{ results: Result[]; how: string }> {
  const home = Deno.makeTempDirSync({ prefix: "swarmnet-migration-" });
  const lab = await up({ ...DEFAULTS, name: "bench-move", engine: "sid" });
  const samples: Samples = { plain: [], move: [], sameName: [], parallel: [] };
  try {
    const env = { DOCKER_HOST: `unix://${lab.nodes[0]!.socket}`, HOME: home, DOCKER_CONFIG: home };
    await measure({ binary, env }, samples);
    return { results: judge(samples), how: howTo(lab.version) };
  } finally {
    await down("bench-move");
    Deno.removeSync(home, { recursive: true });
  }
}

async function measure(bench: Bench, samples: Samples): Promise<void> {
  await docker(bench, "network", "create", "--driver", "overlay", "net0");
  for (const name of SERVICES) await createService(bench, name, "net0");
  let at = 0;
  const next = () => [`net${at}`, `net${++at}`] as const;
  for (let round = 0; round < ROUNDS; round++) {
    samples.plain.push(await timed(() => plainly(bench, ...next())));
    await settled(bench);
    const [old, fresh] = next();
    samples.move.push(await timed(() => swarmnet(bench, "replace", "--name", fresh, old)));
    await settled(bench);
  }
  for (let round = 0; round < ROUNDS - 1; round++) {
    const [old, fresh] = next();
    const words = ["replace", "--parallel", String(PARALLEL), "--name", fresh, old];
    samples.parallel.push(await timed(() => swarmnet(bench, ...words)));
    await settled(bench);
    samples.sameName.push(
      await timed(() => swarmnet(bench, "replace", "--mtu", String(1400 + round), fresh)),
    );
    await settled(bench);
  }
}

function docker({ env }: Bench, ...words: string[]): Promise<string> {
  return textOf(["docker", ...words], { env, timeoutMs: 300_000 });
}

function swarmnet({ binary, env }: Bench, ...words: string[]): Promise<string> {
  return textOf([binary, ...words, "--yes", "--quiet", "--no-warn"], { env, timeoutMs: 600_000 });
}

async function createService(bench: Bench, name: string, network: string): Promise<void> {
  const words = ["--name", name, "--network", network, "--replicas", String(REPLICAS)];
  const roll = ["--update-order", "start-first", "--stop-grace-period", "1s"];
  await docker(bench, "service", "create", "--quiet", "--no-resolve-image", ...words, ...roll, LAB_IMAGE);
}

/** What a person does without us: all services added to the new network one after the other, then taken off the old one. */
async function plainly(bench: Bench, old: string, fresh: string): Promise<void> {
  await docker(bench, "network", "create", "--driver", "overlay", fresh);
  for (const [flag, network] of [["--network-add", fresh], ["--network-rm", old]] as const) {
    for (const name of SERVICES) await docker(bench, "service", "update", "--quiet", flag, network, name);
  }
}

/** Tasks of the last move end at their own pace; the next one is not to be timed with that. */
async function settled(bench: Bench): Promise<void> {
  const filter = ["--filter", "desired-state=shutdown", "--format", "{{.CurrentState}}"];
  const ended = async () =>
    !/^(?:Running|Starting|Preparing)/m.test(await docker(bench, "service", "ps", ...filter, ...SERVICES));
  if (!await until(ended, 60_000)) throw new Error("Old tasks did not end within 60 s");
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function judge({ plain, move, sameName, parallel }: Samples): Result[] {
  const one = median(plain);
  const ratio = (what: string, samples: number[], peer: number, limit: number): Result => ({
    what,
    from: `${median(samples).toFixed(1)} / ${peer.toFixed(1)} s`,
    value: median(samples) / peer,
    limit,
    unit: " times",
  });
  return [
    ratio("`replace --name NEW` (one move) against the sum of docker's updates", move, one, 1.15),
    ratio("`replace` keeping the name (two moves) against twice that sum", sameName, 2 * one, 1.15),
    ratio(`\`replace --name NEW --parallel ${PARALLEL}\` against the sum`, parallel, one, 1),
  ];
}

function howTo(version: string): string {
  return `\`./dev build && ./dev bench migration\` (Linux, root). ${SERVICES.length} services of ${REPLICAS} tasks each (start-first, watched for 5 s as docker does unless told) on a lab swarm of three nodes, engine ${version}; ` +
    `medians of ${ROUNDS} and ${
      ROUNDS - 1
    } runs. The peer is \`docker service update --network-add\` and then \`--network-rm\` of each service, one after the other; ` +
    "ours creates, checks, journals and removes as well.";
}
