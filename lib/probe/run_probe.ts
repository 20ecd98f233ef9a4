import { UsageError } from "../base/errors.ts";
import { findAll } from "../swarm/find.ts";
import { type Answer, HELPER_LABEL, type HelperPlan, type RunIdentity } from "../helper/model.ts";
import type { Network, Swarm } from "../swarm/model.ts";
import { roomOf } from "../swarm/room.ts";
import { inline } from "../terminal/boundary.ts";
import type { ProbedNode, ProbeInput, Target } from "./judge/model.ts";
import { agentSeconds, agentSpec, CONTROL, presenceSpec, targetsOf, vnisOf } from "./specs.ts";
import { record } from "../engine/raw.ts";
import type { Engine } from "../engine/engine.ts";
import type { Runtime } from "../engine/runtime.ts";
import type { Agreement } from "../helper/agree.ts";
import { type HelperRun, networkName, planOf, withHelpers } from "../helper/run.ts";
import { readFacts } from "./judge/facts.ts";
import { dataPathPortOf } from "../swarm/data_path.ts";

/** What a probe does, decided before anything is made. */
export interface ProbePlan {
  before: Swarm;
  targets: readonly Target[];
  /** Networks that get a helper on each node, so that they live there. */
  attach: readonly Target[];
  image: string;
  identity: RunIdentity;
  /** Longest time until a helper runs, in seconds. */
  startSeconds: number;
}

/** Seconds that a whole probe may take at most. */
export function probeSeconds(before: Swarm, targets: readonly Target[], startSeconds: number): number {
  return 2 * startSeconds + 2 * agentSeconds(before, targets) + 120;
}

/** The bodies of the calls that a probe makes, with the throw-away network's ID and number not known yet. */
export function probeBodies(plan: ProbePlan): HelperPlan {
  const { presence, agent } = helpers(plan, {
    id: "0".repeat(25),
    vnis: [],
    nodes: plan.before.nodes.length,
  });
  return planOf(plan.identity, plan.image, [CONTROL], [presence, agent]);
}

/** What the user is asked before it starts. */
export function probeAgreement(plan: ProbePlan, image: string): Agreement {
  const { presence, agent } = helpers(plan, { id: "", vnis: [], nodes: 0 });
  return { command: "probe", image, networks: [CONTROL], helpers: [presence, agent] };
}

function helpers(
  { before, targets, attach, identity }: ProbePlan,
  control: { id: string; vnis: number[]; nodes: number },
) {
  const seconds = agentSeconds(before, targets);
  return {
    // The presence must outlive the agent.
    presence: presenceSpec(networkName(identity, CONTROL.role), attach, 2 * seconds + 60),
    agent: agentSpec(before, targets, control, seconds),
  };
}

/** Puts helpers on the nodes, lets them look, takes them away, and gives everything there is to judge. */
export async function runProbe(ctx: Runtime, plan: ProbePlan): Promise<ProbeInput> {
  const engine = await ctx.engine();
  const progress = ctx.io.progress();
  try {
    return await withHelpers(ctx, plan.identity, { image: plan.image }, async (run) => {
      progress.show(["Creating a throw-away network"]);
      const id = await run.network(CONTROL);
      const vnis = await allocated(ctx, engine, id);
      const present = await run.start(helpers(plan, { id, vnis, nodes: 0 }).presence);
      const ready = await run.collect(present, {
        startSeconds: plan.startSeconds,
        enough: (facts) => facts.some(({ kind }) => kind === "ready"),
        onProgress: ({ running, nodes }) => progress.show([`Starting helpers: ${running} of ${nodes} nodes`]),
      });
      const nodes = ready.filter(({ end }) => end === "answered").length;
      const { agent } = helpers(plan, { id, vnis, nodes });
      const answers = await look(run, plan, agent, (text) => progress.show([text]));
      const after = await ctx.swarm({});
      return {
        before: plan.before,
        after: withoutRun(after, [id, ...present.ids]),
        targets: plan.targets,
        control: vnis,
        nodes: probed(plan.before, answers),
        port: dataPathPortOf(plan.before.cluster),
      };
    });
  } finally {
    progress.done();
  }
}

async function look(
  run: HelperRun,
  plan: ProbePlan,
  agent: Parameters<HelperRun["start"]>[0],
  say: (text: string) => void,
): Promise<Answer[]> {
  const started = await run.start(agent);
  return await run.collect(started, {
    startSeconds: plan.startSeconds,
    onProgress: ({ settled, nodes }) => say(`Looking: ${settled} of ${nodes} nodes are done`),
  });
}

/** Waits until the managers have given the network its VNI; none when they do not within 20 s. */
async function allocated({ clock, signal }: Runtime, engine: Engine, id: string): Promise<number[]> {
  for (let tries = 0; tries < 40; tries++) {
    const vnis = vnisOf(record((await engine.network(id)).Options));
    if (vnis.length > 0) return vnis;
    await clock.sleep(500, signal);
  }
  return [];
}

/** Our own helpers are no part of what is judged, but their network stays known: nodes still have it. */
function withoutRun(swarm: Swarm, own: readonly string[]): Swarm {
  return {
    ...swarm,
    services: swarm.services.filter(({ id }) => !own.includes(id)),
    tasks: swarm.tasks.filter(({ service }) => !own.includes(service)),
  };
}

function probed(swarm: Swarm, answers: readonly Answer[]): ProbedNode[] {
  return swarm.nodes.map((node): ProbedNode => {
    const answer = answers.find((one) => one.node === node.id);
    if (answer === undefined) return { node, facts: null, why: "it was not asked" };
    const strange = answer.strange > 0 ? ` (${answer.strange} lines were not the helper's)` : "";
    return {
      node,
      facts: answer.end === "answered" || answer.end === "cut-off" ? readFacts(answer.facts) : null,
      why: `${answer.why}${answer.why === "" ? "" : strange}`,
    };
  });
}

/** The networks named, or every overlay that has tasks, the ingress network included. Throws `UsageError` with all words that fit none. */
export function chooseTargets(swarm: Swarm, words: readonly string[]): Target[] {
  const overlays = swarm.networks.filter((network) =>
    network.scope === "swarm" && network.driver === "overlay" && !Object.hasOwn(network.labels, HELPER_LABEL)
  );
  if (words.length === 0) return targetsOf(overlays.filter((network) => isUsed(swarm, network)), false);
  const { found, problems } = findAll("Overlay network", overlays, words);
  if (problems.length > 0) throw new UsageError(problems, { next: "docker swarmnet ls" });
  return targetsOf(found, true);
}

function isUsed({ tasks }: Swarm, { id, ingress }: Network): boolean {
  return ingress ||
    tasks.some((task) => task.state === "running" && task.networks.some((one) => one.network === id));
}

/** Networks that a helper on each node would fill: each takes an address, and its node's load balancer may take another. */
export function noRoom(swarm: Swarm, attach: readonly Target[]): string[] {
  const need = 2 * swarm.nodes.length;
  return attach.flatMap(({ network }) => {
    const free = freeIn(swarm, network);
    return free === null || free >= need
      ? []
      : [`${inline(network.name)} has ${free} free addresses; helpers would need up to ${need}`];
  });
}

function freeIn(swarm: Swarm, network: Network): number | null {
  const room = roomOf(swarm, network);
  return room === null ? null : room.free - room.transient;
}
