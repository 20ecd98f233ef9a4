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
  reads: ["networks", "stack"],
  what: "A network is encrypted by an option that says no, such as encrypted=false",
  why:
    "The overlay driver looks whether the option is there and never at its value, so `false`, `0` and `no` turn encryption on, " +
    "with its smaller MTU and its cost. Whoever wrote it wanted the opposite, and whoever reads it believes the opposite.",
  fix: "To encrypt, write encrypted with an empty value; for a plain network leave the option out altogether",
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
        message: `Network ${one.name} has ${ENCRYPTED}=${value}, which turns encryption on`,
        // Nothing runs on it yet, so what is meant can still be written.
        ...(view.scope === "stack" || isPlanned(view, one) ? { level: "error" as const } : {}),
        ...(at === undefined ? {} : { at }),
      });
    }
  },
});
