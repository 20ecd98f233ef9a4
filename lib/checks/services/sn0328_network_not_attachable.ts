import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Network } from "../../swarm/model.ts";
import { isPredefined } from "../../swarm/names.ts";
import { attach, requested, serviceCreate } from "../change_examples.ts";
import { type Fix, rule, type View } from "../rule.ts";
import { network as subject } from "../subjects.ts";

export const sn0328 = rule({
  code: "SN0328",
  name: "network-not-attachable",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["networks", "change"],
  refusedByEngine: true,
  what: "Services are to be attached to, or detached from, a network that does not take them",
  why:
    "Services take networks of scope swarm. Swarm attaches services to ingress itself when they publish a port; a configuration-only network " +
    "is a template; a local network exists on one node.",
  fix: "Name an overlay network",
  reference: [
    "swarmkit manager/controlapi/service.go validateNetworks: no attachment to the ingress network",
    "moby daemon/cluster/services.go: only networks of scope swarm, and predefined ones",
  ],
  bad: [
    {
      title: "The ingress network",
      swarm: { networks: [{ name: "ingress" }], services: [{ name: "web" }] },
      change: attach(["web"], "ingress"),
    },
    {
      title: "A template",
      swarm: { networks: [{ name: "cfg", configOnly: true, scope: "local" }], services: [{ name: "web" }] },
      change: serviceCreate("--network cfg", { networks: [requested("id-cfg")] }),
    },
  ],
  good: [{
    title: "An overlay network",
    swarm: { networks: [{ name: "app" }], services: [{ name: "web" }] },
    change: attach(["web"], "app"),
  }],
  check(view, report) {
    for (const one of targetsOf(view)) {
      const fault = faultOf(one, view.change!.kind);
      if (fault !== undefined) report({ object: subject(one), message: fault[0], fix: fault[1] });
    }
  },
});

function targetsOf({ change, swarm }: View): readonly Network[] {
  if (change?.kind === "attach" || change?.kind === "detach") return [change.network];
  if (change?.kind !== "service") return [];
  return change.request.networks.flatMap(({ target }) =>
    isPredefined({ name: target }) ? [] : indexOf(swarm).network(target) ?? []
  );
}

function faultOf(one: Network, kind: string): [string, Fix] | undefined {
  const { name } = one;
  if (one.ingress) {
    return kind === "detach"
      ? [`Network ${name} is the ingress network: a service leaves it with its last published port`, {
        text: "Remove the published ports",
        commands: ["docker service update --publish-rm TARGET_PORT SERVICE"],
      }]
      : [`Network ${name} is the ingress network: swarm attaches services that publish a port`, {
        text: "Publish a port",
        commands: ["docker service update --publish-add published=PORT,target=PORT SERVICE"],
      }];
  }
  if (kind === "detach") return undefined;
  if (one.configOnly) {
    return [`Network ${name} is a template for other networks (config-only)`, {
      text: "Create a network from it",
      commands: [
        shellLine([
          "docker",
          "network",
          "create",
          "--scope",
          "swarm",
          "--config-from",
          name,
          "-d",
          "DRIVER",
          "NAME",
        ]),
      ],
    }];
  }
  if (isPredefined(one)) {
    return [`Network ${name} belongs to each node: a task on it cannot be on an overlay network`, {
      text: "For a service without other networks",
      commands: [`docker service update --network-add ${name} SERVICE`],
    }];
  }
  if (one.scope === "swarm") return undefined;
  return [`Network ${name} exists on one node only`, {
    text: "Create a network of the swarm",
    commands: ["docker swarmnet create --encrypted NAME"],
  }];
}
