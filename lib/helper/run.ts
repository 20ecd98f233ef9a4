import type { Engine, Raw } from "../engine/engine.ts";
import {
  type Answer,
  type HelperNetwork,
  type HelperPlan,
  type HelperSpec,
  labelsOf,
  nameOf,
  type Purpose,
  type RunIdentity,
  type StartedHelper,
} from "./model.ts";
import { MOST_SCRIPT_BYTES, wrapScript } from "./lines.ts";
import type { Clock } from "../base/clock.ts";
import { Failure } from "../base/errors.ts";
import { taskFromRaw } from "../engine/collect_task.ts";
import { nodeFromRaw } from "../engine/collect_node.ts";
import type { Runtime } from "../engine/runtime.ts";
import type { Task } from "../swarm/model.ts";
import { inline } from "../terminal/boundary.ts";
import { fileLiveness, type Liveness } from "./alive.ts";
import { collectAnswers, type CollectOptions } from "./collect.ts";
import { type Removal, removeRun, sweep } from "./remove.ts";

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

/** The task's own memory, in bytes: tcpdump and a shell need far less. */
const MEMORY = 256 * 1024 * 1024;
/** Lines stay on the node until the task is removed; this bounds them there. */
const LOG_BYTES = "8m";

/**
 * Bodies of the calls that create this helper: one global service, or one service for each node, because constraints cannot
 * name several. Endpoint mode dnsrr takes no VIP, and restart condition none lets the script run once.
 */
function serviceSpecs(run: RunIdentity, image: string, helper: HelperSpec): Raw[] {
  const script = wrapScript(helper.script);
  if (new TextEncoder().encode(script).length > MOST_SCRIPT_BYTES) {
    throw new RangeError(`The script of the helper ${helper.role} is too large`);
  }
  if (helper.nodes === "all") {
    return [specOf(run, image, helper, script, { name: nameOf(run, helper.role), node: undefined })];
  }
  return helper.nodes.map((node, at) =>
    specOf(run, image, helper, script, { name: nameOf(run, `${helper.role}-${at + 1}`), node })
  );
}

function specOf(
  run: RunIdentity,
  image: string,
  helper: HelperSpec,
  script: string,
  { name, node }: { name: string; node: string | undefined },
): Raw {
  const env = { ...helper.env, ...node === undefined ? {} : helper.nodeEnv?.[node] };
  const networks = helper.network === "host" ? ["host"] : helper.network;
  return {
    Name: name,
    Labels: labelsOf(run),
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        Labels: labelsOf(run),
        Command: ["sh", "-c", script],
        Env: [
          ...Object.entries(env).map(([key, value]) => `${key}=${value}`),
          `SWARMNET_LIMIT=${helper.limitSeconds}`,
          `SWARMNET_NONCE=${run.nonce}`,
        ],
        User: "0:0",
        StopGracePeriod: 2_000_000_000,
        ...helper.capabilities.length === 0 ? {} : { CapabilityAdd: [...helper.capabilities] },
        Mounts: helper.mounts.map(({ source, target, readOnly }) => ({
          Type: "bind",
          Source: source,
          Target: target,
          ReadOnly: readOnly,
        })),
      },
      Resources: { Limits: { MemoryBytes: MEMORY } },
      RestartPolicy: { Condition: "none" },
      Placement: {
        Constraints: ["node.platform.os==linux", ...node === undefined ? [] : [`node.id==${node}`]],
      },
      LogDriver: { Name: "json-file", Options: { "max-size": LOG_BYTES, "max-file": "1" } },
      Networks: networks.map((target) => ({ Target: target })),
    },
    Mode: node === undefined ? { Global: {} } : { Replicated: { Replicas: 1 } },
    EndpointSpec: { Mode: "dnsrr" },
  };
}

/** Body of the call that creates a temporary network. It is not attachable and goes with the run. */
export function networkBody(run: RunIdentity, { role, encrypted, mtu, subnet }: HelperNetwork): Raw {
  const options: Record<string, string> = {
    ...encrypted ? { encrypted: "" } : {},
    ...mtu === undefined ? {} : { "com.docker.network.driver.mtu": String(mtu) },
  };
  return {
    Name: nameOf(run, role),
    Driver: "overlay",
    Scope: "swarm",
    CheckDuplicate: true,
    ...subnet === undefined ? {} : { IPAM: { Driver: "default", Config: [{ Subnet: subnet }] } },
    Options: options,
    Labels: labelsOf(run),
  };
}
