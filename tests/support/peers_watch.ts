/** Watches a real swarm while its networks move: at every look, those who talk to each other must be able to. */
import type Docker from "dockerode";

// deno-lint-ignore no-explicit-any -- the witness's answers are read as they are
type Answer = any;

export interface PeersWatch {
  /** Everything seen that must not be, in the order seen. */
  violations: string[];
  /** How many looks there were. */
  looks(): number;
  /** Looks now; used right after a kill. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Looks five times a second, through a client that is not ours, at pairs of services (names). */
export function watchPeers(witness: Docker, peers: readonly [string, string][]): PeersWatch {
  const violations: string[] = [];
  let looks = 0;
  let going = true;
  const note = (text: string) => {
    if (violations.at(-1) !== text) violations.push(text);
  };
  const look = async () => {
    const services: Answer[] = await witness.listServices();
    const tasks: Answer[] = await witness.listTasks({ filters: { "desired-state": ["running"] } });
    looks++;
    for (const text of judge(services, tasks, peers)) note(text);
  };
  const loop = (async () => {
    while (going) {
      await look().catch((error) => note(`The swarm does not answer: ${error.message}`));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    violations,
    looks: () => looks,
    look,
    stop: async () => {
      going = false;
      await loop;
    },
  };
}

/** Pairs without a network in common, by what services ask for and by what their running tasks are on. */
function judge(services: Answer[], tasks: Answer[], peers: readonly [string, string][]): string[] {
  const byName = new Map(services.map((one) => [one.Spec.Name as string, one]));
  const seen: string[] = [];
  for (const [from, to] of peers) {
    const [a, b] = [byName.get(from), byName.get(to)];
    if (a === undefined || b === undefined) {
      seen.push(`${from} or ${to} is gone`);
      continue;
    }
    if (!meets(listed(a), listed(b))) seen.push(`${from} and ${to} ask for no network in common`);
    const [mine, theirs] = [running(tasks, a), running(tasks, b)];
    if (mine.length === 0 || theirs.length === 0) {
      seen.push(`${mine.length === 0 ? from : to} has no running task`);
    }
    for (const task of mine) {
      if (!theirs.some((other) => meets(task, other))) {
        seen.push(`A task of ${from} is on no network on which a task of ${to} is`);
      }
    }
  }
  return seen;
}

function listed(service: Answer): string[] {
  return (service.Spec.TaskTemplate.Networks ?? service.Spec.Networks ?? []).map((one: Answer) => one.Target);
}

/** The networks of each task that runs and is meant to. */
function running(tasks: Answer[], service: Answer): string[][] {
  return tasks.filter((task) => task.ServiceID === service.ID && task.Status.State === "running")
    .map((task) => (task.NetworksAttachments ?? []).map((one: Answer) => one.Network.ID));
}

function meets(one: readonly string[], other: readonly string[]): boolean {
  return one.some((id) => other.includes(id));
}
