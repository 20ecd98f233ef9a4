import { whereIs } from "../../stack/index.ts";
import { rule } from "../rule.ts";

/** Drivers of the engine that make networks of one node, unless the network is created with `--scope swarm`. */
const LOCAL = new Set(["bridge", "macvlan", "ipvlan", "host", "null", "none"]);

export const sn0608 = rule({
  code: "SN0608",
  name: "driver-not-overlay",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  refusedByEngine: true,
  what: "A network of the stack has a driver that makes networks of one node only",
  why:
    "Deploy creates the network on the manager alone, and the engine then refuses every service that is to be on it: only " +
    "networks of the whole swarm can be used with services. A file cannot ask for swarm scope. The local network is left behind.",
  fix:
    "Use the overlay driver (remove `driver:`), or create a network with `docker network create --scope swarm` and declare it external",
  reference: ["moby daemon/cluster/services.go", "reproduced on 28.2.2 with engine 20.10.24"],
  bad: [
    {
      title: "A bridge, as docker compose makes them",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver: bridge}}\n",
    },
    {
      title: "macvlan",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver: macvlan, driver_opts: {parent: eth0}}}\n",
    },
  ],
  good: [
    {
      title: "overlay",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver: overlay}}\n",
    },
  ],
  check(view, report) {
    for (const one of view.stack?.networks ?? []) {
      if (one.driver === "overlay") continue;
      const local = LOCAL.has(one.driver);
      report({
        object: { kind: "network", name: one.name },
        message: local
          ? `Network ${one.name} has driver ${one.driver}: deploy makes it on one node, and its services are refused`
          : `Network ${one.name} has driver ${one.driver}: services can be on it only where that plugin makes networks of the whole swarm`,
        at: whereIs(one, ["driver"]),
        ...(local ? {} : { level: "warning" as const }),
      });
    }
  },
});
