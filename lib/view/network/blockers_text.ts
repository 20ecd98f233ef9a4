import { count, counts } from "../../base/listing.ts";
import { shellLine } from "../../base/shell.ts";
import type { Blocker } from "../../insight/blockers.ts";
import { inline } from "../../terminal/boundary.ts";

/** Why a network cannot be removed, and for each thing in the way the command that takes it out of it. Ends with a newline. */
export function blockersText(network: string, blockers: readonly Blocker[]): string {
  const name = inline(network);
  if (blockers.some((one) => one.kind === "predefined")) {
    return `Network ${name} cannot be removed: it is docker's own and every engine has it\n`;
  }
  const gateway = blockers.find((one) => one.kind === "gateway");
  if (gateway !== undefined) {
    return `Network ${name} cannot be removed: every container of the swarm on ${
      inline(gateway.node)
    } leaves the node by it, ` +
      "and the routing mesh comes in by it\n  It can be removed once the node has left the swarm\n";
  }
  const lines = blockers.map((one) => `  - ${sentence(one)}\n${remedy(one)}`);
  return `Network ${name} cannot be removed: ${inUse(blockers)}\n${lines.join("")}`;
}

function inUse(blockers: readonly Blocker[]): string {
  const number = (...kinds: Blocker["kind"][]) => blockers.filter((one) => kinds.includes(one.kind)).length;
  const parts = counts([
    [number("service", "port"), "service"],
    [number("task"), "task"],
    [number("container"), "container"],
  ]);
  return `${parts.join(", ")} still on it`;
}

function sentence(blocker: Blocker): string {
  const name = inline(blocker.name);
  switch (blocker.kind) {
    case "service":
      return `service ${name} is attached to it${withTasks(blocker)}`;
    case "port":
      return `service ${name} publishes ports through it${withTasks(blocker)}`;
    case "task":
      return `task ${name} on ${
        inline(blocker.node) || "no node yet"
      } still has an address on it, though its service has ` +
        "left: wait until the task has ended";
    default:
      return `container ${name} on ${inline(blocker.node)} is connected to it`;
  }
}

function withTasks(blocker: Blocker): string {
  return blocker.tasks === 0 ? "" : ` (${count(blocker.tasks, "task")})`;
}

function remedy(blocker: Blocker): string {
  if (blocker.command.length === 0) return "";
  const where = blocker.kind === "container" ? `On ${inline(blocker.node)}: ` : "";
  return `      ${where}${inline(shellLine(blocker.command))}\n`;
}
