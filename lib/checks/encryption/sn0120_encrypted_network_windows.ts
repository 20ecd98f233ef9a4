import { isEncrypted } from "../../swarm/model.ts";
import { listed } from "../../base/listing.ts";
import { creating } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { isOverlay, isPlanned, network } from "../subjects.ts";

export const sn0120 = rule({
  code: "SN0120",
  name: "encrypted-network-windows",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["networks", "nodes"],
  what: "An encrypted network is to be created in a swarm with Windows nodes",
  why:
    "Windows nodes ignore the option: traffic between them is sent in plaintext, and traffic between Windows and Linux nodes is dropped.",
  fix: "Keep its services on Linux nodes: --constraint node.platform.os==linux",
  reference: ["https://docs.docker.com/engine/network/drivers/overlay/"],
  bad: [{
    title: "One Windows node",
    swarm: { nodes: [{ hostname: "m1", role: "manager" }, { hostname: "win1", os: "windows" }] },
    change: creating("--encrypted", { encrypted: true }),
  }],
  good: [{ title: "Linux nodes only", swarm: {}, change: creating("--encrypted", { encrypted: true }) }],
  check(view, report) {
    const windows = view.nodes.filter((node) => node.os === "windows");
    if (windows.length === 0) return;
    for (const one of view.networks) {
      if (!view.judged(one) || !isPlanned(view, one) || !isOverlay(one) || !isEncrypted(one)) continue;
      report({
        object: network(one),
        message: `Windows nodes do not encrypt: ${listed(windows.map(({ hostname }) => hostname))}`,
      });
    }
  },
});
