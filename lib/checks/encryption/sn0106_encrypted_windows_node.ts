import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import { canRun, isOpen } from "../../swarm/placement.ts";
import { ENCRYPTED, type Node, type Service } from "../../swarm/model.ts";
import { encryptedOf } from "../engines.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

/** Commands that are worth printing for one network. */
const MOST_COMMANDS = 10;

export const sn0106 = rule({
  code: "SN0106",
  name: "encrypted-windows-node",
  level: "error",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live", "change"],
  reads: ["networks", "services", "nodes"],
  concernsUsers: true,
  what: "Services of an encrypted network may run on Windows nodes, which do not encrypt",
  why:
    "Windows ignores the option without an error: between two Windows nodes the traffic is unencrypted, and between Windows and " +
    "Linux nodes it is dropped.",
  fix: "Keep the services of encrypted networks on Linux nodes with the constraint node.platform.os==linux",
  reference: [
    "https://docs.docker.com/engine/network/drivers/overlay/#encrypt-traffic-on-an-overlay-network",
  ],
  falsePositives:
    "An image that exists for Linux only is not run on Windows; swarm knows that only where the client resolved the image",
  bad: [{
    title: "A Windows worker, and a service without a constraint",
    swarm: {
      nodes: [{ hostname: "m1", role: "manager" }, { hostname: "win1", os: "windows" }],
      networks: [{ name: "app" }],
      services: [{ name: "api", on: ["app"] }],
    },
  }],
  good: [{
    title: "The service stays on Linux",
    swarm: {
      nodes: [{ hostname: "m1", role: "manager" }, { hostname: "win1", os: "windows" }],
      networks: [{ name: "app" }],
      services: [{ name: "api", on: ["app"], constraints: ["node.platform.os==linux"] }],
    },
  }],
  check(view, report) {
    const windows = view.nodes.filter((node) => node.os === "windows" && isOpen(node));
    if (windows.length === 0) return;
    const hosts = new Map<Service, Node[]>();
    for (const service of view.services) {
      hosts.set(service, windows.filter((node) => canRun(service, node)));
    }
    const index = indexOf(view.swarm);
    for (const one of encryptedOf(view)) {
      if (one.ingress && (view.scope === "live" || view.judged(one))) {
        report({
          object: network(one),
          message: `Network ${one.name} is encrypted, but Windows nodes take part in the routing mesh: ${
            listed(windows.map(({ hostname }) => hostname))
          }`,
          fix: {
            text: "Replace it by an unencrypted one, or remove the Windows nodes",
            commands: [
              shellLine([
                "docker",
                "swarmnet",
                "ingress",
                "replace",
                "--dry-run",
                "--allow-gap",
                "--opt-rm",
                ENCRYPTED,
              ]),
            ],
          },
        });
      }
      const loose = index.servicesOn(one.id).filter((service) =>
        hosts.get(service)!.length > 0 && (view.scope === "live" || view.written(service.id))
      );
      if (loose.length === 0 || one.ingress) continue;
      const nodes = new Set(loose.flatMap((service) => hosts.get(service)!.map((node) => node.hostname)));
      report({
        object: network(one),
        message: `Network ${one.name} is encrypted, but ${
          listed(loose.map(({ name }) => name))
        } may run on Windows: ${listed([...nodes])}`,
        fix: {
          text: "Keep its services on Linux nodes",
          commands: loose.slice(0, MOST_COMMANDS).map(({ name }) =>
            shellLine(["docker", "service", "update", "--constraint-add", "node.platform.os==linux", name])
          ),
        },
      });
    }
  },
});
