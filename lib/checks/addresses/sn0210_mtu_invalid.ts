import { MTU_OPTION } from "../../swarm/model.ts";
import { insideMtu, MOST_USUAL_MTU, unusualMtu } from "../../swarm/mtu.ts";
import { keyOf } from "../address_ranges.ts";
import { replaced } from "../fix_network.ts";
import { rule } from "../rule.ts";
import { isOverlay, network } from "../subjects.ts";

export const sn0210 = rule({
  code: "SN0210",
  name: "mtu-invalid",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "stack", "change"],
  what: "The MTU option of an overlay network cannot be used, or is hardly meant",
  why:
    "The engine stores any text. Each node reads it when the first task lands there, and rejects the task if it is not a whole number, is " +
    "negative or leaves too little. The value is what a packet may be between the nodes; VXLAN and encryption take their part of it.",
  fix: "Set it to the MTU of the link between the nodes (ip link shows it), or leave it out for 1500",
  reference: ["moby daemon/libnetwork/drivers/overlay/ov_network.go (reproduced on 20.10.24 and 28.5.2)"],
  bad: [
    {
      title: "Not a whole number",
      stack: "services: {a: {image: x, networks: [n]}}\n" +
        "networks: {n: {driver_opts: {com.docker.network.driver.mtu: 1450.5}}}\n",
    },
    {
      title: "Nothing is left inside",
      swarm: { networks: [{ name: "n", options: { [MTU_OPTION]: "100" } }] },
    },
  ],
  good: [
    {
      title: "A jumbo frame",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {com.docker.network.driver.mtu: 9000}}}\n",
    },
    { title: "No option", swarm: { networks: [{ name: "n" }] } },
  ],
  check(view, report) {
    for (const one of view.networks) {
      const text = one.options[MTU_OPTION];
      if (text === undefined || !view.judged(one) || !isOverlay(one)) continue;
      const inside = insideMtu(one);
      if (inside.why === null && !unusualMtu(inside.option)) continue;
      const at = keyOf(view, one, ["driver_opts", MTU_OPTION]);
      report({
        object: network(one),
        message: inside.why !== null
          ? `Network ${one.name} has an MTU with which every node rejects its tasks: ${inside.why}`
          : `Network ${one.name} has an unusual MTU of ${inside.option}, which leaves ${inside.mtu} bytes inside: ${
            inside.option > MOST_USUAL_MTU
              ? "few links carry such packets, and larger ones than the link carries are lost"
              : "links carry at least 1280 bytes"
          }`,
        ...(inside.why !== null ? {} : { level: "warning" as const }),
        ...replaced(
          view,
          one,
          "Move its services to one without the option, which means 1500, or with the MTU of the links between the " +
            "nodes (--mtu; ip link shows it)",
          ["--opt-rm", MTU_OPTION],
        ),
        ...(at === undefined ? {} : { at }),
        ...(view.change?.kind === "create-network"
          ? { fix: { text: "--mtu 1500, or the MTU of the links between the nodes (ip link)" } }
          : {}),
      });
    }
  },
});
