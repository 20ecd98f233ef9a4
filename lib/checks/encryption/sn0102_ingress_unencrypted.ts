import { isEncrypted } from "../../swarm/model.ts";
import { encryptFix } from "../encrypt_fix.ts";
import { rule } from "../rule.ts";
import { ALLOW_PLAIN, isOverlay, isPlanned, network } from "../subjects.ts";
import { count } from "../../base/listing.ts";

export const sn0102 = rule({
  code: "SN0102",
  name: "ingress-unencrypted",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "change"],
  reads: ["networks", "services", "nodes"],
  what: "Requests to published ports are not encrypted on the ingress network",
  why:
    "A port published in ingress mode is answered by every node. A request that arrives where no task runs crosses the " +
    "ingress network to one that has a task, as plain VXLAN unless that network was created with `encrypted`. `docker swarm " +
    "init` creates it without.",
  fix:
    "Replace the ingress network by an encrypted one in a maintenance window: every port published in ingress mode is " +
    "unreachable meanwhile. Or publish in host mode, or let the services speak TLS themselves",
  reference: [
    "https://docs.docker.com/engine/swarm/networking/#customize-ingress",
    "moby daemon/libnetwork/drivers/overlay/ov_network.go: the option's presence decides",
  ],
  falsePositives: "Everything that is published may speak TLS, or the underlay may be encrypted already",
  cis: "7.3",
  bad: [{
    title: "The ingress network of `docker swarm init`",
    swarm: {
      networks: [{ name: "ingress", options: {} }],
      services: [{
        name: "web",
        ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" }],
      }],
    },
  }],
  good: [{ title: "An encrypted ingress network", swarm: { networks: [{ name: "ingress" }] } }],
  check(view, report) {
    const ingress = view.networks.find((one) => one.ingress && isOverlay(one));
    if (
      ingress === undefined || !view.judged(ingress) || isEncrypted(ingress) ||
      Object.hasOwn(ingress.labels, ALLOW_PLAIN)
    ) return;
    const users = view.services.filter((one) => one.ports.some((port) => port.mode === "ingress")).length;
    // On one node, and while nothing is published, nothing travels there; the next node or port changes that.
    const alone = view.nodes.length === 1;
    // One that is only created can still get the option without downtime.
    const isNew = isPlanned(view, ingress);
    report({
      object: network(ingress),
      message: `The ingress network ${ingress.name} is not encrypted${
        users === 0
          ? "; nothing is published through it yet"
          : alone
          ? "; with one node, no request leaves it yet"
          : `: requests to ${
            count(users, "published service")
          } are sent in plaintext from the node they reach to the node that answers`
      }`,
      ...(alone || (users === 0 && !isNew) ? { level: "info" as const } : {}),
      fix: isNew ? encryptFix(view, ingress, { waivable: false }) : {
        ...encryptFix(view, ingress, { waivable: false }),
        text:
          "Encrypt it in a maintenance window: every port published in ingress mode is unreachable meanwhile. Or publish " +
          "in host mode, or let the services speak TLS themselves",
      },
    });
  },
});
