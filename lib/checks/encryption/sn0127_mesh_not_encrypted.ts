import { listed } from "../../base/listing.ts";
import { indexOf } from "../../swarm/index.ts";
import { isEncrypted } from "../../swarm/model.ts";
import { encrypt } from "../change_examples.ts";
import { newlyEncrypted } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";
import { isOnMesh } from "../../swarm/service.ts";

export const sn0127 = rule({
  code: "SN0127",
  name: "mesh-not-encrypted",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["networks", "services", "change"],
  what: "A network is to be encrypted whose services publish ports through an unencrypted ingress network",
  why:
    "Requests to published ports are forwarded between nodes on the ingress network. The encrypted network carries the traffic between services only.",
  fix: "Encrypt the ingress network too, which interrupts the published ports",
  reference: ["https://docs.docker.com/engine/swarm/ingress/"],
  bad: [{
    title: "A published service",
    swarm: {
      networks: [{ name: "ingress", options: {} }, { name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], ports: [published(8080)], portsSpec: [published(8080)] }],
    },
    change: encrypt("app"),
  }],
  good: [{
    title: "The ingress network is encrypted",
    swarm: {
      networks: [{ name: "ingress" }, { name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], ports: [published(8080)], portsSpec: [published(8080)] }],
    },
    change: encrypt("app"),
  }],
  check(view, report) {
    const names = newlyEncrypted(view);
    const index = indexOf(view.swarm);
    const { ingress } = index;
    if (ingress === undefined || isEncrypted(ingress)) return;
    for (const name of names) {
      const users = index.servicesOn(name).filter(isOnMesh).map((one) => one.name).sort();
      if (users.length === 0) continue;
      report({
        object: network(index.networkById.get(name)!),
        message: `Requests to the published ports of ${listed(users)} stay unencrypted between nodes`,
        fix: {
          text: "Encrypt the ingress network too",
          commands: ["docker swarmnet encrypt --ingress --dry-run"],
        },
      });
    }
  },
});

/** Examples: a port of the routing mesh. */
function published(port: number) {
  return { name: "", protocol: "tcp", target: 80, published: port, mode: "ingress" as const };
}
