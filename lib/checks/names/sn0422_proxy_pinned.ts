import { listed } from "../../base/listing.ts";
import { shellLine } from "../../base/shell.ts";
import { encrypt } from "../change_examples.ts";
import { movesOf, usersBefore } from "../replacement.ts";
import { rule } from "../rule.ts";
import { service } from "../subjects.ts";

export const sn0422 = rule({
  code: "SN0422",
  name: "proxy-pinned",
  level: "warning",
  confidence: "medium",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "A label tells a proxy to use a network that is to be replaced",
  why:
    "While no network has that name the proxy uses any network of the service, which may be one that the proxy is not attached to. With another name " +
    "that stays so.",
  fix: "Set the label to the new name, or watch the proxy meanwhile",
  reference: ["https://doc.traefik.io/traefik/reference/install-configuration/providers/swarm/"],
  bad: [{
    title: "Traefik's label",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], replicas: 2, labels: { "traefik.docker.network": "app" } }],
    },
    change: encrypt("app"),
  }],
  good: [{
    title: "It names another network",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], replicas: 2, labels: { "traefik.docker.network": "edge" } }],
    },
    change: encrypt("app"),
  }],
  check(view, report) {
    for (const { network, successor } of movesOf(view)) {
      for (const one of usersBefore(view, network)) {
        const labels = Object.entries(one.labels).filter(([label, value]) =>
          /network/i.test(label) && !label.startsWith("com.docker.") &&
          value.split(/[\s,]+/).includes(network.name)
        ).map(([label]) => label).sort();
        if (labels.length === 0) continue;
        const stays = successor.name === network.name;
        report({
          object: service(one),
          message: `Service ${one.name} tells a proxy to use ${network.name} (${listed(labels)})`,
          part: network.name,
          fix: stays ? { text: "Watch the proxy while the network is replaced" } : {
            text: "Set the label to the new name",
            commands: labels.map((label) =>
              shellLine([
                "docker",
                "service",
                "update",
                "--label-add",
                `${label}=${successor.name}`,
                one.name,
              ])
            ),
          },
        });
      }
    }
  },
});
