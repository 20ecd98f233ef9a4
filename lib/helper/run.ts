import type { Clock } from "../base/clock.ts";
import { Failure } from "../base/errors.ts";
import { taskFromRaw } from "../engine/collect_task.ts";
import { nodeFromRaw } from "../engine/collect_node.ts";
import type { Engine } from "../engine/engine.ts";
import type { Runtime } from "../engine/runtime.ts";
import type { Task } from "../swarm/model.ts";
import { inline } from "../terminal/boundary.ts";
import { fileLiveness, type Liveness } from "./alive.ts";
import { collectAnswers, type CollectOptions } from "./collect.ts";
import { nameOf, type RunIdentity } from "./labels.ts";
import type { Answer, HelperNetwork, HelperPlan, HelperSpec, Purpose, StartedHelper } from "./model.ts";
import { type Removal, removeRun, sweep } from "./remove.ts";
import { networkBody, serviceSpecs } from "./service_spec.ts";

/** CapabilityAdd of services came with engine 20.10. */
const LEAST_API = "1.41";

/** What one run of helpers is. */
export interface RunOptions {
  purpose: Purpose;
  /** Name of the tool image, with tag or digest. */
  image: string;
  /** Longest time that all of it may take, in seconds; afterwards anybody's next run may sweep what is left. */
  limitSeconds: number;
  /** Tests hand in their own. */
  liveness?: Liveness;
}

/** A new run's identity: nothing is made yet. */
export function newRun(
  { clock, random }: Pick<Runtime, "clock" | "random">,
  { purpose, limitSeconds }: Pick<RunOptions, "purpose" | "limitSeconds">,
): RunIdentity {
  const until = Math.ceil(clock.now() / 1000) + limitSeconds;
  return { id: random.hex(6), purpose, until, nonce: random.hex(16) };
}

/** The exact bodies of the calls that a run makes, for `--dry-run`. Throwaway networks are named in services by `networkName`. */
export function planOf(
  run: RunIdentity,
  image: string,
  networks: readonly HelperNetwork[],
  helpers: readonly HelperSpec[],
): HelperPlan {
  return {
    networks: networks.map((network) => networkBody(run, network)),
    services: helpers.flatMap((helper) => serviceSpecs(run, image, helper)),
  };
}

/** Name of a throw-away network of this run; a helper's `network` takes it as well as an ID. */
export function networkName(run: RunIdentity, role: string): string {
  return nameOf(run, role);
}

/**
 * Does work with helpers on the nodes. Sweeps first what killed runs have left; removes everything of this run afterwards, when
 * the work has ended, failed or been interrupted. Throws `Failure` where helpers cannot be had at all.
 */
export async function withHelpers<T>(
  ctx: Pick<Runtime, "clock" | "configFolder" | "engine" | "hold" | "io" | "signal">,
  identity: RunIdentity,
  options: Pick<RunOptions, "image" | "liveness">,
  work: (run: HelperRun) => Promise<T>,
): Promise<T> {
  const liveness = options.liveness ?? fileLiveness(ctx);
  const engine = await ctx.engine();
  if (!engine.atLeast(LEAST_API)) {
    throw new Failure("Helpers cannot be started on this swarm", {
      why:
        `They need capabilities, which services have since API ${LEAST_API} (engine 20.10); this is ${engine.apiVersion}`,
    });
  }
  return await ctx.hold(async () => {
    const swept = await sweep(engine, ctx.clock, liveness);
    if (swept !== undefined) tellSwept(ctx, swept);
    ctx.signal.throwIfAborted();
    const claim = await liveness.claim(identity.id);
    let clean = false;
    try {
      return await work(new HelperRun(engine, ctx, identity, options.image));
    } finally {
      const removal = await removeRun(engine, ctx.clock, identity.id);
      clean = removal.left.length === 0;
      for (const left of removal.left) ctx.io.warn(ctx.io.advise(leftText(identity, left)));
      await claim.release(clean);
    }
  });
}

function tellSwept({ io }: Pick<Runtime, "io">, { services, networks, left }: Removal): void {
  io.err(`Removed what an interrupted run had left: ${services} services, ${networks} networks\n`);
  for (const one of left) io.warn(`Something of an interrupted run is still there: ${inline(one)}`);
}

function leftText({ id }: RunIdentity, left: string): string {
  return `Not everything of this run could be removed: ${inline(left)}\n` +
    `The next probe or bench removes it; or: docker service rm $(docker service ls -q -f label=swarmnet.helper=${id})`;
}

/** What a command does with helpers while `withHelpers` keeps order. */
export class HelperRun {
  readonly identity: RunIdentity;
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #image: string;

  constructor(
    engine: Engine,
    { clock, signal }: Pick<Runtime, "clock" | "signal">,
    identity: RunIdentity,
    image: string,
  ) {
    this.#engine = engine;
    this.#clock = clock;
    this.#signal = signal;
    this.identity = identity;
    this.#image = image;
  }

  /** Creates a throw-away network and gives its ID. */
  async network(network: HelperNetwork): Promise<string> {
    this.#signal.throwIfAborted();
    return (await this.#engine.createNetwork(networkBody(this.identity, network))).id;
  }

  /** Starts a helper; its tasks need not run yet. */
  async start(helper: HelperSpec): Promise<StartedHelper> {
    const ids: string[] = [];
    for (const spec of serviceSpecs(this.identity, this.#image, helper)) {
      this.#signal.throwIfAborted();
      ids.push((await this.#engine.createService(spec)).id);
    }
    const nodes = helper.nodes === "all"
      ? (await this.#engine.nodes()).map((raw) => nodeFromRaw(raw).id)
      : [...helper.nodes];
    return {
      role: helper.role,
      ids,
      nodes,
      limitSeconds: helper.limitSeconds,
      capabilities: helper.capabilities,
    };
  }

  /** Waits for what the helper's scripts say; one answer for each of its nodes. Rejects when asked to stop. */
  async collect(helper: StartedHelper, options: CollectOptions): Promise<Answer[]> {
    const parts = {
      engine: this.#engine,
      clock: this.#clock,
      signal: this.#signal,
      nonce: this.identity.nonce,
      image: this.#image,
    };
    return await collectAnswers(parts, helper, options);
  }

  /** The helper's tasks as the managers see them, with their addresses. */
  async tasks(helper: StartedHelper): Promise<Task[]> {
    return await this.#engine.tasks(taskFromRaw, { service: helper.ids });
  }

  /** Ends a helper before the run does; its containers go in their own time. */
  async stop(helper: StartedHelper): Promise<void> {
    for (const id of helper.ids) await this.#engine.removeService(id);
  }
}
