import { MTU_OPTION } from "../../swarm/model.ts";
import { parseMtu, unusualMtu } from "../../swarm/mtu.ts";
import { WRONG_MTU_OPTION } from "../../swarm/overlay_options.ts";
import { keyOf } from "../address_ranges.ts";
import { replaced } from "../fix_network.ts";
import { rule } from "../rule.ts";
import { isOverlay, network } from "../subjects.ts";

export const sn0211 = rule({
  code: "SN0211",
  name: "mtu-wrong-key",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "stack"],
  what: "The MTU is set by a key that overlay networks do not read",
  why:
    "com.docker.network.mtu, which old manual pages show, is stored and ignored. The network runs with 1500 between the nodes; on links " +
    "that carry less, small requests work and large answers hang.",
  fix: `Set ${MTU_OPTION} instead`,
  reference: [
    "moby daemon/libnetwork/drivers/overlay/ov_network.go reads com.docker.network.driver.mtu only",
  ],
  bad: [
    {
      title: "A live network",
      swarm: { networks: [{ name: "n", options: { encrypted: "", [WRONG_MTU_OPTION]: "1400" } }] },
    },
    {
      title: "A stack file",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opts: {com.docker.network.mtu: 1400}}}\n",
    },
  ],
  good: [{
    title: "The right key",
    swarm: { networks: [{ name: "n", options: { encrypted: "", [MTU_OPTION]: "1400" } }] },
  }],
  check(view, report) {
    for (const one of view.networks) {
      const value = one.options[WRONG_MTU_OPTION];
      if (value === undefined || !view.judged(one) || !isOverlay(one)) continue;
      const at = keyOf(view, one, ["driver_opts", WRONG_MTU_OPTION]);
      const real = one.options[MTU_OPTION];
      const option = parseMtu(value).value;
      const usable = real === undefined && option !== null && option !== 0 && !unusualMtu(option);
      report({
        object: network(one),
        message: `Network ${one.name} sets ${WRONG_MTU_OPTION}=${value}, which has no effect: ${
          real === undefined ? "its MTU is the default" : `${MTU_OPTION}=${real} counts`
        }`,
        ...replaced(
          view,
          one,
          "Move its services to one that sets the MTU of the links between the nodes with the right option, or to one " +
            "without either",
          ["--opt-rm", WRONG_MTU_OPTION, ...(usable ? ["--mtu", value] : [])],
        ),
        ...(at === undefined ? {} : { at }),
      });
    }
  },
});
