import { shellLine } from "../base/shell.ts";
import { attachmentsOn } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm, Task } from "../swarm/model.ts";
import { isLive } from "../swarm/task_state.ts";
import { inline } from "../terminal/boundary.ts";
import type { PlanProblem } from "./model.ts";
import { blocker, byText, warning } from "./problem.ts";

/** What the state and kind of a service mean for an update of it. */
export function serviceProblems(service: Service): PlanProblem[] {
  const name = inline(service.name);
  const object = `service ${name}`;
  if (service.mode.endsWith("-job")) {
    return [blocker("service-job", {
      object,
      what: `${name} is a job`,
      why: "A job runs to its end: a change of its networks would run it again from the start",
      fix: `Remove it and create it again on the new network: docker service rm ${name}`,
    })];
  }
  const state = service.updateStatus?.state ?? "";
  if (state === "updating" || state === "rollback_started") {
    return [blocker("service-updating", {
      object,
      what: `${name} is being ${state === "updating" ? "updated" : "rolled back"} right now`,
      why: "A change of its networks would take over from that update, and nobody would learn how it ended",
      fix: `Wait for it: docker service ps ${name}`,
    })];
  }
  if (state === "paused" || state === "rollback_paused") {
    return [blocker("service-paused", {
      object,
      what: `The last ${state === "paused" ? "update" : "roll-back"} of ${name} was paused: ${
        inline(service.updateStatus!.message)
      }`,
      why:
        "Its tasks do not all run what its spec says; the next update would start the same again and likely fail",
      fix:
        `See the cause, then finish or take it back: docker service ps --no-trunc ${name}; docker service rollback ${name}`,
    })];
  }
  return [];
}

/** What about one service's place on a network keeps it from being moved. */
export function entryProblems(swarm: Swarm, service: Service, network: Network): PlanProblem[] {
  if (attachmentsOn(swarm, service, network).length < 2) return [];
  const [name, net] = [inline(service.name), inline(network.name)];
  return [blocker("service-listed-twice", {
    object: `service ${name}`,
    what: `${name} lists ${net} more than once`,
    why:
      "It has two addresses there for each task; one entry could not be told from the other on the way back",
    fix: `List it once: docker swarmnet detach ${name} ${net}, then docker swarmnet attach ${name} ${net}`,
  })];
}

/** Names the interface inside the container (moby libnetwork/netlabel, from 28.0). */
const IFNAME = "com.docker.network.endpoint.ifname";

/** What keeps a service from being on two networks with the same entry. */
export function interfaceProblems(swarm: Swarm, service: Service, network: Network): PlanProblem[] {
  const entry = attachmentsOn(swarm, service, network).find((one) => Object.hasOwn(one.driverOpts, IFNAME));
  if (entry === undefined) return [];
  const name = inline(service.name);
  // The long form turns names to lower case (docker/cli opts/network.go); IDs are.
  const word = network.name === network.name.toLowerCase() ? network.name : network.id;
  const again = [`name=${word}`, ...entry.aliases.map((alias) => `alias=${alias}`)].join(",");
  const update = ["docker", "service", "update", "--network-rm", word, "--network-add", again, service.name];
  return [blocker("interface-named", {
    object: `service ${name}`,
    what: `${name} calls its interface on ${inline(network.name)} ${inline(entry.driverOpts[IFNAME]!)}`,
    why:
      "While it is on both networks its tasks would have two interfaces of that name, so none would start (tried on 28.5.2)",
    fix: `Let the engine choose the name until the move is through: ${inline(shellLine(update))}`,
  })];
}

/** What else holds the network: containers that were attached by hand, and tasks of services that left it. */
export function holderProblems(swarm: Swarm, network: Network): PlanProblem[] {
  const tasks = indexOf(swarm).tasksOn(network.id).filter(isLive);
  return [...attachedContainers(swarm, network, tasks), ...leftTasks(swarm, network, tasks)];
}

function attachedContainers(swarm: Swarm, network: Network, tasks: readonly Task[]): PlanProblem[] {
  const index = indexOf(swarm);
  const found = new Map<string, { name: string; node: string }>();
  const hostname = (id: string) => index.nodeById.get(id)?.hostname ?? id;
  for (const task of tasks) {
    if (task.attachment !== "") {
      found.set(task.attachment, { name: task.attachment.slice(0, 12), node: hostname(task.node) });
    }
  }
  if (network.containers !== null && network.containers.length > 0) {
    const names = new Set(index.servicesOn(network.id).map((one) => one.name));
    // A task may have started since the tasks were read: its container is named after it.
    const isTaskName = (name: string) => names.has(name.replace(/\.[0-9a-z]+\.[0-9a-z]{25}$/, ""));
    const ofTasks = new Set(index.tasksOn(network.id).map((one) => one.container));
    for (const one of network.containers) {
      // Each node's load balancer of the network is listed among its containers.
      if (one.id.startsWith("lb-") || ofTasks.has(one.id) || isTaskName(one.name)) continue;
      found.set(one.id, { name: one.name || one.id.slice(0, 12), node: swarm.source.name });
    }
  }
  const net = inline(network.name);
  return [...found].sort(([a], [b]) => byText(a, b)).map(([id, { name, node }]) =>
    blocker("attached-container", {
      object: `container ${inline(name)}`,
      what: `The container ${inline(name)} on node ${inline(node)} is attached to ${net} by hand`,
      why:
        "A manager can neither move it nor take it off from here, and while it is there the network cannot be removed",
      fix: `On ${inline(node)}: docker network disconnect ${net} ${
        inline(id.slice(0, 12))
      }, and connect it again afterwards`,
    })
  );
}

function leftTasks(swarm: Swarm, network: Network, tasks: readonly Task[]): PlanProblem[] {
  const index = indexOf(swarm);
  const users = new Set(index.servicesOn(network.id).map((one) => one.id));
  const left = tasks.filter((one) =>
    one.attachment === "" && one.desired === "running" && !users.has(one.service)
  );
  const services = [...new Set(left.map((one) => one.service))].sort(byText);
  return services.map((id) => {
    const name = inline(index.serviceById.get(id)?.name ?? id);
    return blocker("task-left-behind", {
      object: `service ${name}`,
      what: `Tasks of ${name} are still on ${inline(network.name)}, although the service is not`,
      why: "Swarm refuses to remove a network while a task that should run is on it",
      fix: index.serviceById.has(id)
        ? `Roll them: docker service update --force ${name}`
        : "Wait until they are gone: docker node ps on the nodes",
    });
  });
}

/** Tasks that should run and do not: the wait for them after each step might never end. */
export function missingTasks(swarm: Swarm, service: Service): PlanProblem[] {
  const { running, desired } = counts(swarm, service);
  if (running >= desired) return [];
  const name = inline(service.name);
  return [warning("tasks-missing", {
    object: `service ${name}`,
    what: `${running} of ${desired} tasks of ${name} run`,
    why:
      "After each change of its networks the wait is for all of them; what keeps them from running now does so then",
    fix: `See why first: docker service ps --no-trunc ${name}`,
  })];
}

function counts(swarm: Swarm, service: Service): { running: number; desired: number } {
  if (service.running !== null && service.desired !== null) {
    return { running: service.running, desired: service.desired };
  }
  const tasks = indexOf(swarm).tasksOf(service.id).filter((one) => one.desired === "running");
  return {
    running: tasks.filter((one) => one.state === "running").length,
    desired: service.replicas ?? tasks.length,
  };
}
