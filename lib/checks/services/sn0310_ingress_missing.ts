import { indexOf } from "../../swarm/index.ts";
import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";
import { count, listed } from "../../base/listing.ts";
import { isOnMesh } from "../../swarm/service.ts";

export const sn0310 = rule({
  code: "SN0310",
  name: "ingress-missing",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "change"],
  reads: ["networks", "services"],
  refusedByEngine: true,
  what: "Services publish ports through the routing mesh, but there is no ingress network",
  why:
    "The ingress network carries requests from the node they arrive at to the node that has a task. Without it nothing answers " +
    "on published ports, and the managers refuse every new service that publishes one.",
  fix: "Create an ingress network, then update the services that publish ports",
  reference: [
    "swarmkit manager/controlapi/service.go: service needs ingress network, but no ingress network is present",
    "https://docs.docker.com/engine/swarm/networking/#customize-ingress",
  ],
  bad: [
    {
      title: "It was removed",
      swarm: {
        services: [{
          name: "web",
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
        }],
      },
    },
  ],
  good: [
    {
      title: "It is there, under another name",
      swarm: {
        networks: [{ name: "mesh", ingress: true }],
        services: [{
          name: "web",
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
        }],
      },
    },
    { title: "No service needs it", swarm: { services: [{ name: "web" }] } },
  ],
  check(view, report) {
    if (indexOf(view.swarm).ingress !== undefined) return;
    const users = view.services.filter((one) =>
      isOnMesh(one) && (view.scope === "live" || view.written(one.id))
    );
    if (users.length === 0) return;
    report({
      object: THE_SWARM,
      ...(view.scope === "live" ? {} : { part: users.map(({ name }) => name).join() }),
      message: `There is no ingress network, but ${
        count(users.length, "service publishes", "services publish")
      } ports through it: ${listed(users.map((one) => one.name))}`,
      fix: {
        text: "Create an ingress network; then update the services, so that their tasks join it",
        commands: ["docker network create -d overlay --ingress --opt encrypted= ingress"],
      },
    });
  },
});
