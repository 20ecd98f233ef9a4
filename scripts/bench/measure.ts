/** Timing programs against each other: interleaved, so that a slow moment of the machine hits all of them. */
import { capture, which } from "../support/process.ts";

/** One way to run a program. */
export interface Case {
  name: string;
  words: string[];
  env?: Record<string, string>;
}

/** What runs took. */
export interface Timing {
  /** Milliseconds. */
  median: number;
  min: number;
  runs: number;
}

/** Runs the cases in turn, `runs` times each after two rounds that do not count. Throws when one of them fails. */
export async function interleave(cases: readonly Case[], runs: number): Promise<Map<string, Timing>> {
  const samples = new Map(cases.map((one) => [one.name, [] as number[]]));
  for (let round = -2; round < runs; round++) {
    for (const one of cases) {
      const ms = await timeOnce(one);
      if (round >= 0) samples.get(one.name)!.push(ms);
    }
  }
  return new Map([...samples].map(([name, list]) => [name, summary(list)]));
}

async function timeOnce({ name, words, env }: Case): Promise<number> {
  const [program, ...args] = words;
  const command = new Deno.Command(program!, {
    args,
    env: env ?? {},
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  const started = performance.now();
  const { code } = await command.output();
  const ms = performance.now() - started;
  if (code !== 0) throw new Error(`${name}: ${words.join(" ")} ended with ${code}`);
  return ms;
}

function summary(samples: readonly number[]): Timing {
  return { median: median(samples), min: Math.min(...samples), runs: samples.length };
}

/** The middle value; between the two middle ones for an even count. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Largest peak memory of three runs, in megabytes (10⁶ bytes), as the kernel counts it; undefined without GNU time. */
export async function peakMemory({ words, env }: Case): Promise<number | undefined> {
  const time = which("time");
  if (time === undefined) return undefined;
  let peak = 0;
  for (let run = 0; run < 3; run++) {
    const { code, stderr } = await capture([time, "--format", "peak %M", ...words], { env: env ?? {} });
    if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}: ${stderr}`);
    const kibibytes = Number(/^peak (\d+)$/m.exec(stderr)?.[1]);
    if (!(kibibytes > 0)) return undefined;
    peak = Math.max(peak, kibibytes * 1024 / 1e6);
  }
  return peak;
}
