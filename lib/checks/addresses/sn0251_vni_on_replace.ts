import { VNI_OPTION } from "../../swarm/model.ts";
import { replace } from "../change_examples.ts";
import { askedOf, replacementOf } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

export const sn0251 = rule({
  code: "SN0251",
  name: "vni-on-replace",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  refusedByEngine: true,
  what: "A network is to be replaced by one with a VXLAN identifier that is chosen",
  why:
    "The old and the new network exist at the same time and cannot have the same identifier; the managers choose free ones.",
  fix: `Leave ${VNI_OPTION} out`,
  reference: ["moby daemon/libnetwork/cnmallocator"],
  bad: [{
    title: "An identifier",
    swarm: { networks: [{ name: "app" }] },
    change: replace(`--opt ${VNI_OPTION}=5000`, "app", { options: { [VNI_OPTION]: "5000" } }),
  }],
  good: [{
    title: "Another option",
    swarm: { networks: [{ name: "app" }] },
    change: replace("--opt dsr=", "app", { options: { dsr: "" } }),
  }],
  check(view, report) {
    for (const { network: one } of replacementOf(view)?.successors ?? []) {
      const vni = askedOf(view, one).options?.[VNI_OPTION];
      if (typeof vni === "string") {
        report({
          object: network(one),
          message: `VXLAN identifier ${vni} cannot be kept or set when a network is replaced`,
        });
      }
    }
  },
});
