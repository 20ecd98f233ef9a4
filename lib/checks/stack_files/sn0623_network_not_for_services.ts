import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import { STACK_LABEL } from "../../swarm/model.ts";
import { rule } from "../rule.ts";

const FILE = "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {}}\n";
const EXTERNAL = "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {external: true, name: mesh}}\n";

export const sn0623 = rule({
  code: "SN0623",
  name: "network-not-for-services",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["stack"],
  reads: ["stack", "against"],
  refusedByEngine: true,
  what:
    "Services of the stack are to be on a network that takes none: ingress, or a local network of an earlier deploy",
  why:
    "Swarm attaches services to the ingress network itself when they publish a port, and refuses those that name it. A network that deploy made " +
    "with a local driver keeps the stack's label, so deploy takes it again, whatever driver the file names now, and services are refused.",
  fix:
    "Remove the ingress network from the file and publish a port; remove the local network before the deploy",
  reference: [
    "swarmkit manager/controlapi/service.go validateNetworks",
    "docker/cli cli/command/stack/swarm/deploy_composefile.go createNetworks",
  ],
  bad: [
    {
      title: "The driver was bridge when the stack was first deployed",
      stack: FILE,
      swarm: {
        networks: [{ name: "shop_n", scope: "local", driver: "bridge", labels: { [STACK_LABEL]: "shop" } }],
      },
    },
    { title: "The ingress network", stack: EXTERNAL, swarm: { networks: [{ name: "mesh", ingress: true }] } },
  ],
  good: [{
    title: "An overlay network",
    stack: FILE,
    swarm: { networks: [{ name: "shop_n", labels: { [STACK_LABEL]: "shop" } }] },
  }],
  check(view, report) {
    const { stack, against } = view;
    if (stack === undefined || against === undefined) return;
    const { networksByName } = indexOf(against);
    for (const { name, at } of stack.networks) {
      const live = networksByName.get(name)?.find(({ labels }) => labels[STACK_LABEL] === stack.name);
      if (live === undefined || live.scope === "swarm") continue;
      report({
        object: { kind: "network", name },
        message: `Network ${name} of the stack exists on one node only (driver ${live.driver})`,
        at,
        fix: {
          text: "Remove it, and write driver: overlay into the file",
          commands: [shellLine(["docker", "network", "rm", name])],
        },
      });
    }
    for (const { name, at } of stack.external) {
      if (networksByName.get(name)?.[0]?.ingress !== true) continue;
      report({
        object: { kind: "network", name },
        message: `Network ${name} is the ingress network, which services cannot name`,
        at,
        fix: { text: "Remove it from the file, and publish a port" },
      });
    }
  },
});
