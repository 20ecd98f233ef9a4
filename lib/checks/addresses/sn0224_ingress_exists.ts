import { shellLine } from "../../base/shell.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";
import { creating } from "../change_examples.ts";
import { type Fix, rule } from "../rule.ts";
import { requestedNetwork, requestOf } from "./requested.ts";

/** How the ingress network gets what was asked for, or what shows it where nothing was. */
function replacement({ encrypted, subnets: [subnet], mtu }: CreateRequest): Fix {
  const flags = [
    ...(encrypted === true ? ["--encrypted"] : []),
    ...(subnet === undefined ? [] : ["--subnet", subnet]),
    ...(mtu === undefined ? [] : ["--mtu", String(mtu)]),
  ];
  if (flags.length === 0) return { text: "Use that one", commands: ["docker swarmnet ingress"] };
  const words = ["docker", "swarmnet", "ingress", "replace", "--dry-run", "--allow-gap", ...flags];
  return { text: "Replace it", commands: [shellLine(words)] };
}

export const sn0224 = rule({
  code: "SN0224",
  name: "ingress-exists",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  refusedByEngine: true,
  what: "An ingress network is to be created although the swarm has one",
  why:
    "A swarm has one ingress network. It can be replaced only while no service publishes a port through it.",
  fix: "Use docker swarmnet ingress replace, which moves the published ports too",
  reference: ["swarmkit manager/controlapi/network.go"],
  bad: [{
    title: "A second one",
    swarm: { networks: [{ name: "ingress" }] },
    change: creating("--ingress", { name: "mesh", ingress: true }),
  }],
  good: [{
    title: "The first one",
    swarm: { networks: [{ name: "app" }] },
    change: creating("--ingress", { name: "mesh", ingress: true }),
  }],
  check(view, report) {
    const request = requestOf(view);
    if (request === undefined || !request.ingress || request.configOnly) return;
    const present = view.before?.networks.find((one) => one.ingress && one.scope === "swarm");
    if (present === undefined) return;
    report({
      object: requestedNetwork(request),
      message: `The swarm has an ingress network already: ${present.name}`,
      fix: replacement(request),
    });
  },
});
