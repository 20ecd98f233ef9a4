import { isSwarmName, LONGEST_NETWORK_NAME, PREDEFINED_NETWORKS } from "../../swarm/names.ts";
import { rule } from "../rule.ts";
import { isPlanned, network } from "../subjects.ts";

export const sn0406 = rule({
  code: "SN0406",
  name: "network-name-invalid",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack", "change"],
  reads: ["networks", "change"],
  refusedByEngine: true,
  what: "A network would get a name that swarm does not take",
  why:
    "Names of swarm networks are letters, digits, hyphens and underscores, begin and end with a letter or digit and have at most " +
    "63 characters, the stack's name and the underscore included. The managers refuse others, and a deploy stops at the first one.",
  fix: "Rename it; in a stack file, give it another key or name:, or deploy under a shorter stack name",
  reference: [
    "swarmkit manager/controlapi/common.go: name must be valid as a DNS name component",
    "moby runconfig/network.go IsPreDefinedNetwork",
  ],
  bad: [
    { title: "A dot", stack: "services: {a: {image: x, networks: [my.net]}}\nnetworks: {my.net: {}}\n" },
    {
      title: "A name that every engine has",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {name: host}}\n",
    },
  ],
  good: [
    {
      title: "An ordinary name",
      stack: "services: {a: {image: x, networks: [my-net]}}\nnetworks: {my-net: {}}\n",
    },
    {
      title: "The host's network as it is",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {name: host, external: true}}\n",
    },
  ],
  check(view, report) {
    for (const one of view.networks) {
      if (!view.judged(one) || (view.scope === "change" && !isPlanned(view, one))) continue;
      const fault = PREDEFINED_NETWORKS.has(one.name)
        ? "every engine has a network of this name"
        : one.scope === "swarm"
        ? faultOf(one.name)
        : undefined;
      if (fault === undefined) continue;
      report({
        object: network(one),
        message: `Network ${one.name} has an invalid name: ${fault}`,
        ...(view.change?.kind === "create-network"
          ? { fix: { text: `Choose another name, such as ${allowedName(one.name)}` } }
          : {}),
      });
    }
  },
});

/** The nearest name that the managers take. */
function allowedName(name: string): string {
  if (PREDEFINED_NETWORKS.has(name)) return `${name}-overlay`;
  const start = [...name].slice(0, 4 * LONGEST_NETWORK_NAME).join("");
  const tidy = start.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[-_]+/, "");
  return tidy.slice(0, LONGEST_NETWORK_NAME).replace(/[-_]+$/, "") || "my-network";
}

function faultOf(name: string): string | undefined {
  const { length } = [...name];
  if (length > LONGEST_NETWORK_NAME) {
    return `it has ${length} characters, and ${LONGEST_NETWORK_NAME} are allowed`;
  }
  if (name.includes(".")) return "it has a dot";
  if (!isSwarmName(name)) {
    return "it takes letters, digits, hyphens and underscores only, with a letter or digit at both ends";
  }
  return undefined;
}
