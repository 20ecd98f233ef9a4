import { nearest } from "../../base/suggest.ts";
import { shellLine } from "../../base/shell.ts";
import { rule } from "../rule.ts";

/** Names that every engine has, which deploy does not look up (engine API NetworkMode.IsUserDefined). */
const PREDEFINED = new Set(["host", "bridge", "none", "default"]);

export const sn0607 = rule({
  code: "SN0607",
  name: "external-missing",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack", "against"],
  refusedByEngine: true,
  what: "An external network is not there, or is no network of the swarm",
  why:
    "`docker stack deploy` refuses the stack when an external network that a service uses cannot be found under exactly " +
    "this name, letter case included, or is local to a node.",
  fix: "Create the network before the stack is deployed",
  reference: ["docker/cli cli/command/stack/swarm/deploy_composefile.go validateExternalNetworks"],
  bad: [
    {
      title: "Not there",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {external: true, name: proxy}}\n",
      swarm: { networks: [{ name: "Proxy" }] },
    },
    {
      title: "Local to a node",
      stack:
        "services: {a: {image: x, networks: [docker_gwbridge]}}\nnetworks: {docker_gwbridge: {external: true}}\n",
      swarm: {},
    },
  ],
  good: [
    {
      title: "There",
      stack: "services: {a: {image: x, networks: [proxy]}}\nnetworks: {proxy: {external: true}}\n",
      swarm: { networks: [{ name: "proxy" }] },
    },
  ],
  check(view, report) {
    const live = view.against?.networks ?? [];
    for (const one of view.stack?.external ?? []) {
      if (PREDEFINED.has(one.name)) continue;
      const found = live.filter(({ name, id }) => name === one.name || id === one.name);
      if (found.some(({ scope }) => scope !== "local")) continue;
      const local = found.length > 0;
      const meant = local
        ? undefined
        : nearest(one.name, live.filter(({ scope }) => scope === "swarm").map(({ name }) => name));
      report({
        object: { kind: "network", name: one.name },
        message: local
          ? `Network ${one.name} is local to a node; services can only be on networks of the swarm`
          : `Network ${one.name} is declared external, but the swarm has none of that name` +
            (meant === undefined ? "" : ` (did you mean ${meant}?)`),
        at: one.at,
        fix: {
          text: "Create it before the stack is deployed",
          commands: [shellLine(["docker", "swarmnet", "create", "--encrypted", one.name])],
        },
      });
    }
  },
});
