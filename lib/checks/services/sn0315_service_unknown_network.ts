import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import { PREDEFINED_NETWORKS } from "../../swarm/names.ts";
import { rule } from "../rule.ts";
import { isAsked } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

export const sn0315 = rule({
  code: "SN0315",
  name: "service-unknown-network",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "change"],
  reads: ["networks", "services", "change"],
  what: "A service is attached to a network that does not exist",
  why:
    "Its spec names a network that was removed, as happens when a stack is deployed again while its old network is still being " +
    "removed. Tasks that run go on, but no new one can start: the next restart, update or move of a task is its last.",
  fix:
    "Deploy its stack again, or remove the service and create it again: docker cannot take off a network that it does not find",
  reference: [
    "docker/cli cli/command/service/update.go: --network-rm looks the network up first",
    "https://github.com/moby/moby/issues/29293",
    "https://github.com/docker/for-linux/issues/86",
  ],
  bad: [
    { title: "The only network", swarm: { services: [{ name: "web", on: ["gone"], vips: [] }] } },
    {
      title: "One of two",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app", "gone"], vips: [] }] },
    },
  ],
  good: [
    {
      title: "It is there",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] },
    },
    {
      title: "A node's own network, which lists do not show: its entry has no address",
      swarm: {
        services: [{ name: "web", on: ["x1predefined"], vips: [{ network: "x1predefined", addr: "" }] }],
      },
    },
  ],
  check(view, report) {
    // SN0604 and SN0607 report what a stack file names.
    if (view.change?.kind === "deploy") return;
    const index = indexOf(view.swarm);
    for (const one of view.services) {
      if (view.scope === "change" && !isAsked(view, one)) continue;
      const hidden = new Set(one.vips.filter((vip) => vip.addr === "").map((vip) => vip.network));
      const lost = listOf(one).map(({ target }) => target).filter((target) =>
        index.network(target) === undefined && !PREDEFINED_NETWORKS.has(target) && !hidden.has(target)
      );
      if (lost.length === 0) continue;
      report({
        object: subject(one),
        message: `Service ${one.name} is attached to ${
          lost.length === 1 ? "a network that does not exist" : "networks that do not exist"
        }: ${listed(lost)}`,
      });
    }
  },
});
