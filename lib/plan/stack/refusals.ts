import { shellLine } from "../../base/shell.ts";
import type { Stack, StackNetwork } from "../../stack/index.ts";
import { indexOf } from "../../swarm/index.ts";
import { MTU_OPTION, type Network, STACK_LABEL, type Swarm } from "../../swarm/model.ts";
import { isPredefined } from "../../swarm/names.ts";
import { inline } from "../../terminal/boundary.ts";
import { type ChangeSettings, judgeChange } from "../../checks/judge_change.ts";
import { plainRequest } from "../../swarm/change/create_request.ts";
import { changesDriver } from "./drift.ts";
import { liveService } from "./effects.ts";
import type { NetworkDrift } from "./model.ts";
import type { PlanProblem } from "./problem.ts";
import { plannedNetwork } from "./planned.ts";
import type { Resolution } from "./resolve.ts";

/** Drivers whose networks belong to one node, so that no service can be on them (moby daemon/cluster). */
const NODE_DRIVERS = new Set(["bridge", "host", "ipvlan", "macvlan", "none", "null"]);

/** What deploy would be refused for, what would never work after it, and what nobody can plan around. */
export function refusals(
  stack: Stack,
  swarm: Swarm,
  found: Resolution,
  drift: readonly NetworkDrift[],
  settings: ChangeSettings,
): PlanProblem[] {
  const problems: PlanProblem[] = [];
  // Networks are made one after the other, so each is judged with those before it in place.
  let seen = swarm;
  for (const one of found.networks) {
    const { written, live, takenBy, renamedTo } = one;
    if (written.external) problems.push(...externalProblems(written, live));
    else if (takenBy !== undefined) problems.push(taken(written, takenBy, swarm));
    else if (live !== undefined) problems.push(...existing(live));
    else if (renamedTo === undefined) {
      problems.push(...creation(written, seen, settings));
      seen = { ...seen, networks: [...seen.networks, plannedNetwork(written)] };
    }
  }
  for (const one of drift) if (changesDriver(one)) problems.push(otherDriver(one));
  for (const service of stack.services) {
    const holder = indexOf(swarm).serviceByName.get(service.name);
    if (holder === undefined || liveService(swarm, stack, service) !== undefined) continue;
    problems.push({
      level: "error",
      id: "service-name-taken",
      object: `service ${service.name}`,
      what: `Service ${inline(service.name)} exists already and ${ownerOf(holder.labels)}`,
      why:
        "Deploy knows the stack's services by their stack label, so it would try to create this one and stop",
      fix: "Give the service or the stack another name, or remove the one that is there",
    });
  }
  return problems;
}

function externalProblems(written: StackNetwork, live: Network | undefined): PlanProblem[] {
  // They are there on every node, and deploy does not look for them (docker/cli validateExternalNetworks).
  if (isPredefined(written)) return [];
  const name = inline(written.name);
  if (live === undefined) {
    return [{
      level: "error",
      id: "external-missing",
      object: `network ${written.name}`,
      what: `Network ${name} is declared external, and there is none of this name`,
      why: "Deploy stops at it before it makes anything; names are looked up by exact case",
      fix: `docker swarmnet create ${name}`,
    }];
  }
  if (live.ingress) {
    return [{
      level: "error",
      id: "external-ingress",
      object: `network ${written.name}`,
      what: `Services cannot be on ${name}: it is the ingress network`,
      why: "Swarm puts services on it by itself when they publish a port, and refuses those that name it",
      fix: "Leave it out, and publish a port",
    }];
  }
  if (live.scope === "swarm") return live.driver === "" ? existing(live) : [];
  return [{
    level: "error",
    id: "external-local",
    object: `network ${written.name}`,
    what: `Network ${name} is declared external, and it is a ${inline(live.driver)} network of one node`,
    why: "Services can be on networks of the swarm only, and deploy refuses any other one",
    fix: "Create one for the swarm (docker swarmnet create NAME), and write its name into the file",
  }];
}

function taken(written: StackNetwork, holder: Network, swarm: Swarm): PlanProblem {
  const whose = holder.scope === "swarm"
    ? ownerOf(holder.labels)
    : `is a ${inline(holder.driver)} network of ${inline(swarm.source.name)}`;
  return {
    level: "error",
    id: "network-name-taken",
    object: `network ${written.name}`,
    what: `Network ${inline(written.name)} exists already and ${whose}`,
    why:
      "Deploy knows the stack's networks by their stack label, so it would try to create this one, and stop there",
    fix:
      "Declare it external (external: true, and its name) if the stack is to share it, or choose another name",
  };
}

function ownerOf(labels: Record<string, string>): string {
  const owner = labels[STACK_LABEL] ?? "";
  return owner === "" ? "belongs to no stack" : `belongs to the stack ${inline(owner)}`;
}

/** A network of the stack that is there and cannot be used. */
function existing(live: Network): PlanProblem[] {
  const name = inline(live.name);
  const inspect = inline(shellLine(["docker", "swarmnet", "inspect", live.name]));
  if (live.scope !== "swarm") {
    return [{
      level: "error",
      id: "network-local",
      object: `network ${live.name}`,
      what: `Network ${name} of the stack exists on one node only (driver ${inline(live.driver)})`,
      why: "Deploy made it when the file named this driver, and takes it up again; no service can be on it",
      fix: `Remove it, and let the file say driver: overlay: docker network rm ${name}`,
    }];
  }
  if (live.driver !== "") return [];
  return [{
    level: "error",
    id: "network-unallocated",
    object: `network ${live.name}`,
    what: `The network ${name} was never allocated`,
    why:
      "The managers could not give it a subnet or a network identifier, so tasks on it stay in state new, and no move can succeed",
    fix: `See why, then take its services off it, remove it and deploy again: ${inspect}`,
  }];
}

/** What speaks against creating a network as deploy would. */
function creation(written: StackNetwork, swarm: Swarm, settings: ChangeSettings): PlanProblem[] {
  const object = `network ${written.name}`;
  if (NODE_DRIVERS.has(written.driver)) {
    return [{
      level: "error",
      id: "driver-of-one-node",
      object,
      what: `Network ${inline(written.name)} has the driver ${inline(written.driver)}`,
      why:
        "Deploy would make a network of one node, then fail at the first service on it, and leave the network behind",
      fix: "Let the file say driver: overlay, or nothing",
    }];
  }
  const request = {
    ...plainRequest(written.name),
    attachable: written.attachable,
    internal: written.internal,
    subnets: written.ipam.config.map(({ subnet }) => subnet),
    options: written.options,
    labels: written.labels,
    ...(written.ipam.driver === "" ? {} : { ipamDriver: written.ipam.driver }),
  };
  const { blockers, remarks } = judgeChange(
    swarm,
    { kind: "create-network", request },
    settings,
  );
  return [...blockers, ...remarks].filter(({ level }) => level !== "info").map((one): PlanProblem => ({
    level: one.level === "error" ? "error" : "warning",
    id: one.code,
    object,
    what: inline(one.message),
    why: one.why,
    fix: inFileWords(one.fix.text),
  }));
}

/** What `create` and `replace` say in their flags, in the words of a stack file. */
export function inFileWords(text: string): string {
  return text
    .replace(
      " (or write --encrypted=false); with encryption: --encrypted",
      '; with encryption: encrypted: ""',
    )
    .replace("Add --encrypted, or encrypt it later", 'Add driver_opts: {encrypted: ""}')
    .replace("Write --mtu", `Write ${MTU_OPTION}`)
    .replace(/--encrypted\b/g, 'encrypted: ""')
    .replace(/--opt ([^\s=]+)=(\S*)/g, 'option $1: "$2"')
    .replace(/--opt (\S+)/g, "option $1")
    .replace(/--mtu (\d+)/g, `option ${MTU_OPTION}: "$1"`)
    .replace(/--mtu\b/g, `option ${MTU_OPTION}`)
    .replace(
      /^--size-for \d+, which picks a free subnet$/,
      "Leave the subnet out: the managers pick a free one",
    )
    .replace(", or --size-for TASKS to have one picked", ", or leave it out")
    .replace(" and --ipv6 out", " out")
    .replaceAll("--subnet ", "subnet: ")
    .replace(/--subnet\b/g, "subnet");
}

function otherDriver(drift: NetworkDrift): PlanProblem {
  return {
    level: "error",
    id: "driver-change",
    object: `network ${drift.network}`,
    what: `Network ${inline(drift.network)} has another driver than the file says`,
    why: "Services cannot be moved between networks of different drivers without knowing what each can do",
    fix: "Write the driver that is there into the file, or give the network in the file another key",
  };
}
