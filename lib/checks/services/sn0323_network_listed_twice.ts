import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import { rule } from "../rule.ts";
import { isAsked } from "../services.ts";
import { service as subject } from "../subjects.ts";

export const sn0323 = rule({
  code: "SN0323",
  name: "network-listed-twice",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "services", "change"],
  what: "A service lists the same network more than once",
  why:
    "Swarm accepts it and gives the service a virtual IP and each task an address for every entry: the network fills up twice as " +
    "fast, and which of the addresses answers is left to chance.",
  fix: "List the network once, with all aliases in one entry",
  reference: ["reproduced on 20.10.24: two virtual IPs, two addresses for each task"],
  bad: [
    {
      title: "Two keys of one name in a stack file",
      stack: "services: {a: {image: x, networks: [one, two]}}\n" +
        "networks: {one: {name: app, external: true}, two: {name: app, external: true}}\n",
    },
    {
      title: "Twice by its ID",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app", "app"] }] },
    },
  ],
  good: [
    {
      title: "Two networks",
      stack: "services: {a: {image: x, networks: [one, two]}}\nnetworks: {one: {}, two: {}}\n",
    },
    { title: "Once", swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] } },
  ],
  check(view, report) {
    const index = indexOf(view.swarm);
    // docker refuses to add a network that a service has (docker/cli cli/command/service/update.go updateNetworks).
    const refused = view.change?.kind === "service" && view.change.service !== undefined;
    for (const one of view.services) {
      const list = listOf(one);
      if (!isAsked(view, one) || list.length < 2) continue;
      const times = new Map<string, number>();
      for (const { target } of list) {
        const name = index.network(target)?.name ?? target;
        times.set(name, (times.get(name) ?? 0) + 1);
      }
      for (const [name, number] of times) {
        if (number < 2) continue;
        report({
          object: subject(one),
          message: `Service ${one.name} lists network ${name} ${
            number === 2 ? "twice" : `${number} times`
          }: each of its tasks takes ${number} addresses there`,
          ...(refused ? { level: "error" as const } : {}),
          part: name,
        });
      }
    }
  },
});
