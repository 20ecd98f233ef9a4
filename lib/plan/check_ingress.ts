import { count } from "../base/listing.ts";
import { isEncrypted, type Network, type Service, type Swarm } from "../swarm/model.ts";
import { wantedTasks } from "../swarm/rolling.ts";
import { inline } from "../terminal/boundary.ts";
import { successorBody } from "./body.ts";
import { serviceAdvice } from "./check_advice.ts";
import {
  encryptionProblems,
  sharedRemovalProblems,
  sharingEncryption,
  windowsProblems,
} from "./check_encryption.ts";
import { nameProblems, optionProblems } from "./check_network.ts";
import { stuckFix, troublesOf } from "./check_roll.ts";
import { usableOfBody } from "./check_room.ts";
import { missingTasks, serviceProblems } from "./check_services.ts";
import { restartsOf } from "./estimate.ts";
import type { PlanProblem } from "./model.ts";
import { blocker, byText, listed, warning } from "./problem.ts";
import type { NetworkChange } from "../swarm/change/replace_request.ts";
import { AddressBook, subnetProblems } from "./subnets.ts";

/** Seconds for a network to go, to be made and to reach the nodes: an assumption. */
const BETWEEN = 5;

/** What is asked for, with the name it comes to. */
interface Asked {
  change: NetworkChange;
  name: string;
  allowGap: boolean;
}

/** Everything that speaks against replacing the ingress network. */
export function checkIngress(
  swarm: Swarm,
  ingress: Network,
  services: readonly Service[],
  asked: Asked,
): PlanProblem[] {
  const { change } = asked;
  const successor = successorBody(ingress, change);
  const encrypts = !isEncrypted(ingress) &&
    isEncrypted({ options: successor.Options as Record<string, string> });
  const book = new AddressBook(swarm, change.subnets ?? []);
  return [
    ...nameProblems(swarm, [{ network: ingress.id, name: asked.name, change }]),
    ...optionProblems(ingress, change),
    ...subnetProblems(book, ingress, change.subnets ?? [], true),
    ...shape(ingress, change),
    ...room(swarm, ingress, services, change),
    ...(encrypts ? [...encryptionProblems(swarm), ...windowsProblems(swarm, ingress)] : []),
    ...sharedRemovalProblems(swarm, sharingEncryption(swarm, [{ network: ingress, successor }])),
    ...gap(swarm, services, asked),
    ...services.flatMap((one) => [
      ...serviceProblems(one),
      ...stuck(swarm, one),
      ...missingTasks(swarm, one),
    ]),
    ...versions(swarm),
    ...serviceAdvice(swarm, services).filter((one) =>
      one.id !== "cached-addresses" && one.id !== "no-health-check"
    ),
  ];
}

/** What swarm refuses of an ingress network (swarmkit manager/controlapi/network.go). */
function shape(ingress: Network, change: NetworkChange): PlanProblem[] {
  const bad = change.attachable === true ? "attachable" : change.internal === true ? "internal" : undefined;
  if (bad === undefined) return [];
  return [blocker("ingress-shape", {
    object: `network ${inline(ingress.name)}`,
    what: `An ingress network cannot be ${bad}`,
    why: "It belongs to the routing mesh alone",
    fix: `Leave --${bad} out`,
  })];
}

/** One address for each node, and for each service that publishes a port its VIP and its tasks. */
function room(
  swarm: Swarm,
  ingress: Network,
  services: readonly Service[],
  change: NetworkChange,
): PlanProblem[] {
  const usable = usableOfBody(successorBody(ingress, change));
  const tasks = services.reduce((sum, one) => sum + wantedTasks(swarm, one), 0);
  const need = swarm.nodes.length + services.length + tasks;
  if (usable === null || usable >= need) return [];
  return [blocker("addresses-short", {
    object: `network ${inline(ingress.name)}`,
    what: `The new network would have ${count(usable, "address", "addresses")}, and ${need} are needed`,
    why: `${count(swarm.nodes.length, "node")}, ${count(services.length, "VIP")}, ${
      count(tasks, "task")
    }: one each`,
    fix: "--subnet with a larger block",
  })];
}

function gap(swarm: Swarm, services: readonly Service[], { allowGap }: Asked): PlanProblem[] {
  if (services.length === 0) return [];
  const seconds = 2 * services.reduce((sum, one) => sum + restartsOf(swarm, one).seconds, 0) + BETWEEN;
  const ports = services.flatMap((one) => one.ports.filter((port) => port.mode === "ingress"))
    .map((one) => `${one.published}/${one.protocol}`);
  const words = {
    object: "",
    what: `All ports of the routing mesh are closed for a while: ${listed(ports, 8)}`,
    why: "A swarm has one ingress network, which cannot be removed while a service publishes a port on it",
    fix: allowGap
      ? "It is accepted"
      : "Choose a quiet hour and accept it: --allow-gap; ports in mode host are not concerned",
    gap:
      `published ports of ${listed(services.map((one) => one.name))} do not answer for up to ${seconds} s ` +
      "(estimate: all services one after the other, away and back)",
  };
  return [allowGap ? warning("gap-ingress", words) : blocker("gap-ingress", words)];
}

/** Only what never ends: that ports are away is said already. */
function stuck(swarm: Swarm, service: Service): PlanProblem[] {
  return troublesOf(swarm, service, service.update.order, 2).filter((one) => one.kind === "stuck").map((
    one,
  ) =>
    blocker(one.id, {
      object: `service ${inline(service.name)}`,
      what: one.what,
      why: one.why,
      fix: stuckFix(service, one.id),
    })
  );
}

/** The procedure asks for one engine version; mixed ones have left nodes out of the new network (moby#40184). */
function versions(swarm: Swarm): PlanProblem[] {
  const found = [...new Set(swarm.nodes.map((one) => one.engineVersion))].sort(byText);
  if (found.length < 2) return [];
  return [warning("engines-mixed", {
    object: "",
    what: `The nodes have different engines: ${listed(found)}`,
    why:
      "Docker's documentation asks for the same version on all nodes; with others, some nodes did not join the new ingress network (moby#40184)",
    fix: `Afterwards look who is on it, and restart the engine of who is not: docker swarmnet ingress`,
  })];
}
