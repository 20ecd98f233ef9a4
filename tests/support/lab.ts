/** Real swarms for end-to-end tests. */
import type Docker from "dockerode";
import { engineFiles } from "../../scripts/lab/engines.ts";
import { client, DEFAULTS, down, up, whyNot } from "../../scripts/lab/lab.ts";
import type { LabState } from "../../scripts/lab/state.ts";

export interface TestLab {
  version: string;
  /** DOCKER_HOST of each node, the manager first. */
  hosts: string[];
  /** Addresses of the nodes, in the same order. */
  addresses: string[];
  /** What the manager says, through a client that is not ours. */
  witness: Docker;
  end(): Promise<void>;
}

/** Which engine a test wants: the oldest or the newest that can be had here. */
export type Age = "oldest" | "newest";

/** Suites in the order of preference; `installed` is what the machine has. 20.10 is bookworm's, 28.x sid's. */
const CANDIDATES: Record<Age, string[]> = {
  oldest: ["bookworm", "installed"],
  newest: ["sid", "trixie", "installed"],
};

/** The engine to start and its version, or why there is none. */
export async function engineOf(age: Age): Promise<{ engine: string; version: string } | { reason: string }> {
  const reasons: string[] = [];
  for (const engine of await preferred(age)) {
    const reason = await whyNot(engine);
    if (reason !== undefined) {
      reasons.push(reason);
      continue;
    }
    try {
      return { engine, version: (await engineFiles(engine)).version };
    } catch (error) {
      reasons.push(`${engine}: ${(error as Error).message.split("\n")[0]}`);
    }
  }
  return { reason: [...new Set(reasons)].join("; ") };
}

/**
 * SWARMNET_LAB_NEWEST names a suite between the two to take instead of the newest. The installed engine comes first where it is as old
 * as wanted: nothing needs to be downloaded then.
 */
async function preferred(age: Age): Promise<string[]> {
  const named = Deno.env.get("SWARMNET_LAB_NEWEST");
  if (age === "newest") return named ? [named] : CANDIDATES.newest;
  const installed = await engineFiles("installed").catch(() => undefined);
  return installed?.version.startsWith("20.10.") ? ["installed"] : CANDIDATES.oldest;
}

/** Starts a swarm of three nodes. */
export async function startLab(engine: string): Promise<TestLab> {
  const name = `${Deno.env.get("SWARMNET_LAB_PREFIX") ?? "e2e"}-${crypto.randomUUID().slice(0, 6)}`;
  const state: LabState = await up({ ...DEFAULTS, name, engine });
  return {
    version: state.version,
    hosts: state.nodes.map((node) => `unix://${node.socket}`),
    addresses: state.nodes.map((node) => node.address),
    witness: client(state.nodes[0]!),
    end: async () => void await down(name),
  };
}
