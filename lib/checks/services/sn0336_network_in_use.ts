import { count } from "../../base/listing.ts";
import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Network } from "../../swarm/model.ts";
import { type RemovalBlocker, removalBlockersOf } from "../../swarm/removal_blockers.ts";
import { remove } from "../change_examples.ts";
import { replacementOf } from "../replacement.ts";
import { type Report, rule, type View } from "../rule.ts";
import { network as subject } from "../subjects.ts";

export const sn0336 = rule({
  code: "SN0336",
  name: "network-in-use",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  refusedByEngine: true,
  what: "A network is to be removed that is in use, or that every engine needs",
  why: "The engine refuses to remove a network that is in use, and the networks that every engine has.",
  fix: "Detach what uses the network first",
  reference: ["swarmkit manager/controlapi/network.go RemoveNetwork", "moby daemon/network.go"],
  bad: [
    {
      title: "A service is attached",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] },
      change: remove("app"),
    },
    {
      title: "A service publishes ports through it",
      swarm: {
        networks: [{ name: "ingress" }],
        services: [{
          name: "web",
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
        }],
      },
      change: remove("ingress"),
    },
  ],
  good: [{
    title: "Nothing uses it",
    swarm: { networks: [{ name: "app" }], services: [{ name: "web" }] },
    change: remove("app"),
  }],
  check(view, report) {
    for (const { network: one } of replacementOf(view)?.successors ?? []) {
      // Services are moved; what else is attached stays, and keeps the old network from being removed.
      const blockers = removalBlockersOf(view.before!, one, one.containers ?? [])
        .filter((blocker) => stays(view, one, blocker));
      if (blockers.length > 0) report({ object: subject(one), ...textsOf(one.name, blockers) });
    }
    if (view.change?.kind !== "remove-networks") return;
    for (const one of view.change.networks) {
      const blockers = removalBlockersOf(view.before!, one, one.containers ?? []);
      if (blockers.length > 0) report({ object: subject(one), ...textsOf(one.name, blockers) });
    }
  },
});

/** Whether it is still there when the services have left. */
function stays(view: View, one: Network, { kind, name, command }: RemovalBlocker): boolean {
  const index = indexOf(view.before!);
  if (kind === "task") return command.length > 0;
  if (kind !== "container") return false;
  const task = /^(.+)\.[0-9a-z]+\.[0-9a-z]{25}$/.exec(name);
  // A task may have started since the tasks were read: its container is named after it.
  return task === null || !index.servicesOn(one.id).some((service) => service.name === task[1]);
}

function textsOf(
  name: string,
  blockers: readonly RemovalBlocker[],
): Pick<Report, "message" | "details" | "fix"> {
  const [first] = blockers;
  if (first!.kind === "predefined") {
    return { message: `Network ${name} is predefined: every engine has it`, fix: { text: "Leave it" } };
  }
  if (first!.kind === "gateway") {
    return {
      message: `Network ${name} connects the containers of the swarm on ${first!.node} to the outside`,
      fix: { text: "Remove it once the node has left the swarm" },
    };
  }
  const commands = blockers.filter(({ command }) => command.length > 0).map(({ command }) =>
    shellLine(command)
  );
  return {
    message: `Network ${name} is in use by ${usersOf(blockers)}`,
    details: blockers.map(sentence),
    fix: commands.length === 0
      ? { text: "Wait until the tasks have ended" }
      : { text: "Detach what uses it; disconnect a container on its node", commands },
  };
}

function usersOf(blockers: readonly RemovalBlocker[]): string {
  const number = (word: string, ...kinds: RemovalBlocker["kind"][]) => {
    const found = blockers.filter(({ kind }) => kinds.includes(kind)).length;
    return found === 0 ? [] : [count(found, word)];
  };
  return [
    ...number("service", "service", "port"),
    ...number("task", "task"),
    ...number("container", "container"),
  ]
    .join(", ");
}

function sentence(blocker: RemovalBlocker): string {
  const { kind, name, node, tasks } = blocker;
  const running = tasks === 0 ? "" : ` (${count(tasks, "task")})`;
  switch (kind) {
    case "service":
      return `service ${name} is attached${running}`;
    case "port":
      return `service ${name} publishes ports through it${running}`;
    case "task":
      return `task ${name} on ${node || "no node yet"} still has an address there; its service has left`;
    default:
      return `container ${name} on ${node} is connected`;
  }
}
