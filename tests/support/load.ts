/** Services that talk to each other all the time, and what they say of it: for tests in which networks move under them. */
import type Docker from "dockerode";
import { LAB_IMAGE } from "../../scripts/lab/image.ts";
import { until } from "../../scripts/lab/node.ts";
import { capture, textOf } from "../../scripts/support/process.ts";
import { ROOT } from "../../scripts/support/project.ts";

/** Who serves and who asks whom, by the names that stack files give (unique over all stacks). */
export type Talk = Record<string, Record<string, { asks: string[]; checked?: false }>>;

export interface LoadOptions {
  /** DOCKER_HOST of a manager. */
  host: string;
  /** The network that all stacks share; it is there already. */
  network: string;
  talk: Talk;
  endpoint: "vip" | "dnsrr";
  replicas: number;
  /** Milliseconds between two requests of one task to one peer. */
  period: number;
  /** Seconds from the start of a task until its health is looked at, and between two looks. */
  checkEvery: number;
  /** Seconds that swarm watches a new task. */
  monitor: number;
  /** Milliseconds that all of them may take until they are healthy; 90 s unless told. */
  startLimit?: number;
}

/** A pair of services as its requests tell. Times in milliseconds. */
export interface PairTally {
  pair: string;
  requests: number;
  failed: number;
  /** Longest time between two answers that one task got one after the other. */
  longestGap: number;
  /** Longest time that one request took. */
  longestRequest: number;
  /** Different tasks that answered. */
  answeredBy: number;
}

export interface Tally {
  pairs: PairTally[];
  requests: number;
  longestGap: number;
  longestRequest: number;
  /** One line for each failed request: when (milliseconds since boot), pair, reason. */
  failures: string[];
}

/** Stacks under load. */
export interface Load {
  /** Names of all services, as swarm has them. */
  services: string[];
  /** Pairs of such names that have to reach each other. */
  peers: [from: string, to: string][];
  /** What was asked until now. `since` and `until`: only requests that began then (milliseconds since boot). */
  tally(span?: { since?: number; until?: number }): Tally;
  /** Deploys the same stack files again. */
  deploy(): Promise<void>;
  remove(): Promise<void>;
}

const PORT = 8080;
/** How long a stopping task still answers; docker has taken its name away 2 s before it is told to stop. */
const GRACE = 5000;

/** Deploys the stacks and waits until every task is healthy, which is when each of its peers has answered it. */
export async function startLoad(witness: Docker, options: LoadOptions): Promise<Load> {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-load-" });
  Deno.mkdirSync(`${folder}/said`);
  Deno.copyFileSync(`${ROOT}/tests/support/load.pl`, `${folder}/load.pl`);
  const names = serviceNames(options.talk);
  const load: Load = {
    services: [...names.values()].sort(),
    peers: [...askers(options.talk)].flatMap(([name, { asks }]) =>
      asks.map((peer): [string, string] => [names.get(name)!, names.get(peer)!])
    ),
    tally: (span) => tally(`${folder}/said`, names, span ?? {}),
    deploy: async () => {
      for (const stack of Object.keys(options.talk)) {
        const file = `${folder}/${stack}.json`;
        Deno.writeTextFileSync(file, JSON.stringify(stackFile(stack, folder, options), null, 1));
        await textOf(docker(options, "stack", "deploy", "--resolve-image", "never", "-c", file, stack), {
          timeoutMs: 120_000,
        });
      }
    },
    remove: async () => {
      await capture(docker(options, "stack", "rm", ...Object.keys(options.talk)), { timeoutMs: 60_000 });
      Deno.removeSync(folder, { recursive: true });
    },
  };
  await load.deploy();
  if (!await until(() => settled(witness, load.services, options.replicas), options.startLimit ?? 90_000)) {
    throw new Error(
      `The services under load do not all run:\n${await whyNotRunning(options, load.services)}`,
    );
  }
  return load;
}

/** Whether each service runs this many tasks, none is on its way, and no update is going on. */
export async function settled(witness: Docker, services: string[], replicas: number): Promise<boolean> {
  // deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
  const all: any[] = await witness.listServices();
  const mine = all.filter((one) => services.includes(one.Spec.Name));
  if (mine.length !== services.length || mine.some((one) => one.UpdateStatus?.State === "updating")) {
    return false;
  }
  // deno-lint-ignore no-explicit-any -- as above
  const tasks: any[] = await witness.listTasks({ filters: { "desired-state": ["running"] } });
  return mine.every((service) => {
    const own = tasks.filter((task) => task.ServiceID === service.ID);
    return own.length === replicas && own.every((task) => task.Status.State === "running");
  });
}

/** Lines for a person: each pair, then the sum. */
export function tallyText(tally: Tally): string {
  const row = (
    name: string,
    one: { requests: number; longestGap: number; longestRequest: number },
    failed: number,
  ) =>
    `${name.padEnd(34)} ${String(one.requests).padStart(6)} requests, ${failed} failed, longest gap ` +
    `${one.longestGap} ms, longest request ${one.longestRequest} ms`;
  return [
    ...tally.pairs.map((one) => row(one.pair, one, one.failed)),
    row("all", tally, tally.failures.length),
    ...tally.failures.slice(0, 20),
  ].join("\n");
}

/** Milliseconds since the machine was started, the clock that load.pl writes. */
export function sinceBoot(): number {
  return Math.round(Number(Deno.readTextFileSync("/proc/uptime").split(" ")[0]) * 1000);
}

async function whyNotRunning(options: LoadOptions, services: string[]): Promise<string> {
  const said = [];
  for (const name of services) {
    const words = [["service", "ps", "--no-trunc", name], ["service", "logs", "--tail", "3", name]];
    for (const one of words) {
      said.push((await capture(docker(options, ...one), { timeoutMs: 10_000 })).stdout);
    }
  }
  return said.join("");
}

function docker({ host }: LoadOptions, ...words: string[]): string[] {
  return ["docker", "--host", host, ...words];
}

function askers(talk: Talk): Map<string, { asks: string[]; checked?: false }> {
  return new Map(Object.values(talk).flatMap((services) => Object.entries(services)));
}

/** The names that swarm has, by those of the stack files. */
function serviceNames(talk: Talk): Map<string, string> {
  return new Map(
    Object.entries(talk).flatMap(([stack, services]) =>
      Object.keys(services).map((name): [string, string] => [name, `${stack}_${name}`])
    ),
  );
}

/** A stack file as JSON, which YAML includes. Peers are asked by the short names that deploy makes aliases of. */
function stackFile(stack: string, folder: string, options: LoadOptions): unknown {
  const { network, replicas, endpoint, period, checkEvery, monitor } = options;
  const services = Object.entries(options.talk[stack]!).map(([name, { asks, checked }]) => [name, {
    image: LAB_IMAGE,
    command: ["perl", "/load/load.pl", name, PORT, period, GRACE, "/load/said", ...asks].map(String),
    volumes: [`${folder}:/load`],
    networks: ["shared"],
    stop_grace_period: "10s",
    ...(checked === false ? {} : {
      healthcheck: { test: ["CMD", "test", "-e", "/tmp/healthy"], interval: `${checkEvery}s`, retries: 30 },
    }),
    deploy: {
      replicas,
      endpoint_mode: endpoint,
      update_config: {
        order: "start-first",
        parallelism: 1,
        monitor: `${monitor}s`,
        failure_action: "pause",
      },
    },
  }]);
  return {
    version: "3.8",
    services: Object.fromEntries(services),
    networks: { shared: { external: true, name: network } },
  };
}

interface Line {
  started: number;
  took: number;
  how: string;
  said: string;
}

/** Reads what the tasks wrote. Requests before a task's first answer do not count: it is not healthy until then. */
function tally(folder: string, names: Map<string, string>, span: { since?: number; until?: number }): Tally {
  const files = [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
  const pairs = new Map<string, PairTally & { hosts: Set<string> }>();
  const failures: string[] = [];
  for (const file of files) {
    const [from, to] = file.split("~");
    const pair = `${names.get(from!)} > ${names.get(to!)}`;
    const sum = pairs.get(pair) ??
      {
        pair,
        requests: 0,
        failed: 0,
        longestGap: 0,
        longestRequest: 0,
        answeredBy: 0,
        hosts: new Set<string>(),
      };
    pairs.set(pair, sum);
    let answered: number | undefined;
    for (const line of linesOf(`${folder}/${file}`)) {
      if (line.how === "wait" || line.started < (span.since ?? 0)) continue;
      if (line.started >= (span.until ?? Infinity)) break;
      sum.requests++;
      sum.longestRequest = Math.max(sum.longestRequest, line.took);
      if (line.how === "failed") {
        sum.failed++;
        failures.push(`${line.started} ${pair}: ${line.said}`);
        continue;
      }
      const ended = line.started + line.took;
      sum.longestGap = Math.max(sum.longestGap, ended - (answered ?? ended));
      answered = ended;
      sum.hosts.add(line.said);
    }
  }
  const list = [...pairs.values()].map(({ hosts, ...one }) => ({ ...one, answeredBy: hosts.size }));
  return {
    pairs: list,
    requests: list.reduce((sum, one) => sum + one.requests, 0),
    longestGap: Math.max(0, ...list.map((one) => one.longestGap)),
    longestRequest: Math.max(0, ...list.map((one) => one.longestRequest)),
    failures: failures.sort(),
  };
}

/** The complete lines of a file that may be written to at this moment. */
function linesOf(path: string): Line[] {
  return Deno.readTextFileSync(path).split("\n").slice(0, -1).map((line) => {
    const [started, took, how, ...said] = line.split(" ");
    return { started: Number(started), took: Number(took), how: how!, said: said.join(" ") };
  });
}
