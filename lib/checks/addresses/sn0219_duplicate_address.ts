import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Network, Service, Task } from "../../swarm/model.ts";
import { isLive } from "../../swarm/task_state.ts";
import { rule, type View } from "../rule.ts";
import { network } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

export const sn0219 = rule({
  code: "SN0219",
  name: "duplicate-address",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "services", "tasks"],
  what: "Two tasks or VIPs of one network have the same address",
  why:
    "Allocators have lost track of addresses after restarts of managers. Then requests for one service reach the other, or nothing at " +
    "all, depending on which neighbour entry a node learned last.",
  fix:
    "Make swarm start one of them again, so that it gets another address: docker service update --force SERVICE",
  reference: [
    "https://github.com/moby/moby/issues/33795",
    "https://github.com/moby/moby/issues/41576",
    "https://github.com/moby/moby/issues/40989",
  ],
  bad: [{
    title: "Two tasks",
    swarm: {
      networks: [{ name: "app" }],
      services: [{ name: "a", on: ["app"], vips: [] }, { name: "b", on: ["app"], vips: [] }],
      tasks: ["a", "b"].map((service) => ({
        service,
        node: "m1",
        networks: [{ network: "id-app", addresses: ["10.0.1.7/24"], aliases: [] }],
      })),
    },
  }],
  good: [{
    title: "An address each",
    swarm: {
      networks: [{ name: "app" }],
      services: [{ name: "a", on: ["app"] }, { name: "b", on: ["app"] }],
    },
  }],
  check(view, report) {
    const services = indexOf(view.swarm).serviceById;
    for (const [one, held] of holdersOf(view)) {
      for (const [address, holders] of held) {
        if (holders.length < 2) continue;
        const restart = holders.flatMap((one) => isTask(one) ? services.get(one.service) ?? [] : []).at(-1);
        report({
          object: network(one),
          message: `Address ${address} of network ${one.name} is held by ${
            listed(holders.map((one) => nameOf(one, services)))
          }`,
          part: address,
          ...(restart === undefined ? {} : {
            fix: {
              text: "Restart the tasks of one of them, so that they get other addresses",
              commands: [shellLine(["docker", "service", "update", "--force", restart.name])],
            },
          }),
        });
      }
    }
  },
});

/** A task, or a service whose virtual IP it is. */
type Holder = Service | Task;

function isTask(holder: Holder): holder is Task {
  return "slot" in holder;
}

/** Who holds each address of each network of the swarm. */
function holdersOf(view: View): Map<Network, Map<string, Holder[]>> {
  const index = indexOf(view.swarm);
  const found = new Map<Network, Map<string, Holder[]>>();
  const note = (id: string, text: string, holder: Holder) => {
    const one = index.networkById.get(id);
    const address = text.split("/")[0]!;
    if (one === undefined || one.scope !== "swarm" || address === "") return;
    let held = found.get(one);
    if (held === undefined) found.set(one, held = new Map());
    const holders = held.get(address);
    if (holders === undefined) held.set(address, [holder]);
    else holders.push(holder);
  };
  for (const service of view.services) {
    for (const { network: id, addr } of service.vips) {
      note(id, addr, service);
    }
  }
  for (const task of view.tasks) {
    if (!isLive(task)) continue;
    for (const at of task.networks) for (const text of at.addresses) note(at.network, text, task);
  }
  return found;
}

function nameOf(task: Holder, services: ReadonlyMap<string, Service>): string {
  if (!isTask(task)) return `the VIP of ${task.name}`;
  if (task.attachment !== "") return `the attached container ${task.attachment.slice(0, 12)}`;
  const service = services.get(task.service);
  const name = service?.name ?? task.service;
  return task.slot === 0 ? `a task of ${name}` : `${name}.${task.slot}`;
}
