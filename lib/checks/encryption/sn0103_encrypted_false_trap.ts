import { ENCRYPTED } from "../../swarm/model.ts";
import { saysNo } from "../../swarm/overlay_options.ts";
import { keyOf } from "../address_ranges.ts";
import { rule } from "../rule.ts";
import { isOverlay, isPlanned, network } from "../subjects.ts";

export const sn0103 = rule({
  code: "SN0103",
  name: "encrypted-false-trap",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "stack", "change"],
  what: "A network has encrypted=false or the like, which still enables encryption",
  why:
    "The overlay driver looks whether the option is there and ignores its value. `false`, `0` and `no` enable encryption, " +
    "with its smaller MTU and its cost.",
  fix: "Write encrypted with an empty value, or leave the option out for an unencrypted network",
  reference: [
    "moby daemon/libnetwork/drivers/overlay/ov_network.go",
    "measured on 28.5.2: a network with encrypted=false runs at the encrypted MTU and speed",
  ],
  bad: [
    {
      title: "false on a live network",
      swarm: { networks: [{ name: "shop", options: { encrypted: "false" } }] },
    },
    {
      title: "0 in a stack file",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: 0}}}\n",
    },
  ],
  good: [
    { title: "An empty value", swarm: { networks: [{ name: "shop", options: { encrypted: "" } }] } },
    {
      title: "true as text",
      stack: 'services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {encrypted: "true"}}}\n',
    },
  ],
  check(view, report) {
    for (const one of view.networks) {
      const value = one.options[ENCRYPTED];
      if (value === undefined || !view.judged(one) || !isOverlay(one) || !saysNo(value)) continue;
      const at = keyOf(view, one, ["driver_opts", ENCRYPTED]);
      report({
        object: network(one),
        message: `Network ${one.name} has ${ENCRYPTED}=${value}, which still enables encryption`,
        // It does not exist yet, so the option can still be corrected.
        ...(view.scope === "stack" || isPlanned(view, one) ? { level: "error" as const } : {}),
        ...(at === undefined ? {} : { at }),
        ...(view.change?.kind === "create-network"
          ? { fix: { text: `--encrypted, or leave --opt ${ENCRYPTED}=${value} out` } }
          : {}),
      });
    }
  },
});
