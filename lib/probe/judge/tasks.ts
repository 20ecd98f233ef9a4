import type { Service, Task } from "../../swarm/model.ts";
import { isLive } from "../../swarm/task_state.ts";
import type { ProbedNode, ProbeInput, Target } from "./model.ts";

/** Nodes that have a running task on the network, before and after; for the ingress network all that take tasks, as it is everywhere. */
export function nodesWith({ before, after, nodes }: ProbeInput, { network, number }: Target): ProbedNode[] {
  const has = (tasks: readonly Task[], id: string) =>
    tasks.some((task) =>
      task.node === id && task.state === "running" && task.networks.some((one) => one.network === network.id)
    );
  return nodes.filter(({ node, facts }) =>
    network.ingress ? node.state === "ready" : (has(before.tasks, node.id) && has(after.tasks, node.id)) ||
      (facts?.networks.get(number)?.own.length ?? 0) > 0
  );
}

/** What a service should answer with on a network. */
export interface Expected {
  service: Service;
  /** Addresses of the tasks that ran the whole time. */
  stable: string[];
  /** Addresses of every task of the service that had one at some time meanwhile. */
  possible: ReadonlySet<string>;
}

/** Services with running tasks on the network that nobody was changing meanwhile. */
export function expectedOn({ before, after }: ProbeInput, { network }: Target): Expected[] {
  return after.services.flatMap((service) => {
    const earlier = before.services.find((one) => one.id === service.id);
    if (
      earlier === undefined || earlier.version !== service.version ||
      service.updateStatus?.state === "updating"
    ) return [];
    const own = (tasks: readonly Task[]) =>
      tasks.filter((task) => task.service === service.id && isLive(task));
    const addresses = (task: Task) =>
      task.networks.filter((one) => one.network === network.id).flatMap((one) => one.addresses).map((one) =>
        one.replace(/\/\d+$/, "")
      );
    const running = new Set(
      own(before.tasks).filter((task) => task.state === "running").map((task) => task.id),
    );
    const stable = own(after.tasks).filter((task) =>
      task.state === "running" && task.desired === "running" && running.has(task.id)
    );
    const all = [...own(before.tasks), ...own(after.tasks)];
    const expected = {
      service,
      stable: stable.flatMap(addresses),
      possible: new Set(all.flatMap(addresses)),
    };
    return expected.stable.length === 0 ? [] : [expected];
  });
}
