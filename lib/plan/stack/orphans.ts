import type { Stack } from "../../stack/index.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Swarm } from "../../swarm/model.ts";
import { isLive } from "../../swarm/task_state.ts";
import { byText } from "../../base/order.ts";
import type { Orphan } from "./model.ts";
import { type Resolution, unmentioned } from "./resolve.ts";
import type { ServiceChange } from "./service_changes.ts";

/** Networks of the stack that no file mentions, with what is still attached to them when the plan is done. */
export function orphansOf(
  stack: Stack,
  swarm: Swarm,
  found: Resolution,
  changes: readonly ServiceChange[],
  remove: boolean,
): Orphan[] {
  const index = indexOf(swarm);
  const renamed = new Set(found.networks.map(({ renamedTo }) => renamedTo?.id));
  return unmentioned(stack, swarm).filter(({ id }) => !renamed.has(id)).map((network) => {
    const leaving = new Set(
      changes.filter(({ detach }) => detach.some(({ id }) => id === network.id)).map(({ service }) =>
        service.id
      ),
    );
    const services = index.servicesOn(network.id).filter(({ id }) => !leaving.has(id));
    const staying = new Set(services.map(({ id }) => id));
    const tasks = index.tasksOn(network.id).filter((task) =>
      isLive(task) && !staying.has(task.service) && !leaving.has(task.service)
    );
    const users = [
      ...services.map(({ name }) => `service ${name}`),
      ...tasks.map((task) =>
        task.attachment === ""
          ? "a task of a service that left it"
          : `container ${task.attachment.slice(0, 12)}`
      ),
    ];
    return { network: network.name, id: network.id, users, removed: remove && users.length === 0 };
  }).sort((a, b) => byText(a.network, b.network));
}
