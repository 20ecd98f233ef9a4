import { indexOf } from "../../swarm/index.ts";
import { subnetsOf } from "../../swarm/occupants.ts";
import { isLive } from "../../swarm/task_state.ts";
import { atSubnet } from "../address_ranges.ts";
import { rule } from "../rule.ts";
import { isOverlay, network } from "../subjects.ts";
import { count } from "../../base/listing.ts";
import { subnetsText } from "./overlapping.ts";

/** The docs advise at most 256 addresses for networks with VIPs. */
const LARGE_BITS = 24;
/** Rules that each node programs: services with a VIP times tasks. */
const MANY_RULES = 5_000;

export const sn0206 = rule({
  code: "SN0206",
  name: "subnet-over-24",
  level: "info",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "services", "tasks", "stack"],
  what: "An overlay network is larger than /24",
  why:
    "For every service with a VIP, each node programs rules for every one of its tasks in every container's network, so the work " +
    "grows with services times tasks. The documentation therefore advises at most 256 addresses with VIPs. The mask alone costs " +
    "nothing; what counts is how full it gets.",
  fix: "Split the services over several /24 networks, or use dnsrr for services with many tasks",
  reference: [
    "https://docs.docker.com/reference/cli/docker/network/create/#overlay-network-limitations",
    "https://github.com/moby/moby/issues/30820",
  ],
  falsePositives: "A large network with few services, or with dnsrr only, works well",
  bad: [{ title: "A /16", swarm: { networks: [{ name: "app", subnet: "10.40.0.0/16" }] } }],
  good: [{ title: "A /24", swarm: { networks: [{ name: "app", subnet: "10.40.0.0/24" }] } }],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const one of view.networks) {
      if (!view.judged(one) || !isOverlay(one)) continue;
      if (!subnetsOf(one).some(({ family, bits }) => family === 4 && bits < LARGE_BITS)) continue;
      const services = index.servicesOn(one.id).filter(({ endpointMode }) => endpointMode === "vip").length;
      const tasks = index.tasksOn(one.id).filter(isLive).length;
      const busy = services * tasks > MANY_RULES;
      report({
        object: network(one),
        ...atSubnet(view, one),
        message: `Network ${one.name} has a subnet larger than /24, ${subnetsText(one)}${
          busy
            ? `, and ${count(services, "service")} with a VIP times ${
              count(tasks, "task")
            } make its nodes slow to follow changes`
            : ""
        }`,
        ...(busy ? { level: "warning" as const } : {}),
      });
    }
  },
});
