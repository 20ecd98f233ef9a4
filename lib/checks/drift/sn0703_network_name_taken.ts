import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import { STACK_LABEL } from "../../swarm/model.ts";
import { rule } from "../rule.ts";

const FILE = "services: {a: {image: x, networks: [n]}}\nnetworks: {n: ";

export const sn0703 = rule({
  code: "SN0703",
  name: "network-name-taken",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack", "against"],
  refusedByEngine: true,
  what: "A network that the stack declares as its own has the name of one that is not the stack's",
  why:
    "`docker stack deploy` knows its networks by their stack label. One of the same name without it, or with another stack's, is not " +
    "taken for its own: deploy tries to create the network and stops, and what it made before stays.",
  fix: "Declare the network external when it is to be shared, or give the stack's own another name",
  reference: [
    "docker/cli cli/command/stack/swarm/deploy_composefile.go createNetworks (reproduced with 28.2.2)",
    "moby daemon/network.go",
  ],
  bad: [{
    title: "Created manually under the name that deploy would give",
    stack: `${FILE}{}}\n`,
    swarm: { networks: [{ name: "shop_n" }] },
  }],
  good: [{
    title: "Shared, and said so",
    stack: `${FILE}{external: true, name: proxy}}\n`,
    swarm: { networks: [{ name: "proxy" }] },
  }],
  check(view, report) {
    const { stack, against } = view;
    if (stack === undefined || against === undefined) return;
    for (const written of stack.networks) {
      const holders = indexOf(against).networksByName.get(written.name) ?? [];
      const [holder] = holders;
      if (holder === undefined || holders.some((one) => one.labels[STACK_LABEL] === stack.name)) continue;
      const owner = holder.labels[STACK_LABEL] ?? "";
      const whose = owner !== ""
        ? `belongs to the stack ${owner}`
        : holder.scope === "swarm"
        ? "belongs to no stack"
        : `is a ${holder.driver} network of ${against.source.name}`;
      report({
        object: { kind: "network", name: written.name },
        message: `Network ${written.name} exists already and ${whose}: deploy would stop at it`,
        at: written.at,
        fix: {
          text:
            "Declare it external (external: true and its name), or choose another name; this shows what is there",
          commands: [shellLine(["docker", "swarmnet", "inspect", written.name])],
        },
      });
    }
  },
});
