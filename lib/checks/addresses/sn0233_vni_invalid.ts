import { VNI_OPTION } from "../../swarm/model.ts";
import { count } from "../../base/listing.ts";
import { creating } from "../change_examples.ts";
import { rule, type View } from "../rule.ts";
import { newNetworks } from "./requested.ts";

/** VXLAN network identifiers have 24 bits (RFC 7348). */
const MOST = 2 ** 24 - 1;
/** What managers hand out begins here, and Windows takes nothing below (moby overlay/ovmanager vxlanIDStart). */
const FIRST = 4096;

export const sn0233 = rule({
  code: "SN0233",
  name: "vni-invalid",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["stack", "change"],
  reads: ["networks", "nodes", "change"],
  refusedByEngine: true,
  what: "A new network is given VXLAN identifiers that the managers cannot use",
  why:
    "An identifier has 24 bits and belongs to one subnet. With a wrong or taken one the network is created and never allocated.",
  fix: `Leave the option ${VNI_OPTION} out: the managers choose free ones`,
  reference: ["moby daemon/libnetwork/drivers/overlay/ovmanager (reproduced on 20.10.24 and 28.5.2)"],
  bad: [{
    title: "Not a number",
    swarm: {},
    change: creating(`--opt ${VNI_OPTION}=abc`, { options: { [VNI_OPTION]: "abc" } }),
  }, {
    title: "Of another network, in a stack file",
    stack: "services: {a: {image: x, networks: [n]}}\n" +
      `networks: {n: {driver_opts: {${VNI_OPTION}: 5000}}}\n`,
    swarm: { networks: [{ name: "app", options: { [VNI_OPTION]: "5000" } }] },
  }],
  good: [{
    title: "A free one",
    swarm: {},
    change: creating(`--opt ${VNI_OPTION}=9000`, { options: { [VNI_OPTION]: "9000" } }),
  }],
  check(view, report) {
    for (const { object, options, configOnly, subnets } of newNetworks(view)) {
      const text = options[VNI_OPTION];
      if (text === undefined || configOnly) continue;
      const given = text.split(",");
      for (const [at, one] of given.entries()) {
        const fault = faultOf(one, given.slice(0, at), view, object.name);
        if (fault !== undefined) {
          report({ object, message: `VXLAN identifier ${JSON.stringify(one)} ${fault}`, part: one });
        }
      }
      const needed = Math.max(1, subnets.length);
      if (given.length === needed) continue;
      report({
        object,
        level: "warning",
        message: `${count(given.length, "VXLAN identifier")} for ${
          count(needed, "subnet")
        }: each subnet takes one`,
        part: "count",
      });
    }
  },
});

function faultOf(text: string, before: readonly string[], view: View, network: string): string | undefined {
  if (!/^\d+$/.test(text)) return "is not a number";
  const vni = Number(text);
  if (vni < 1 || vni > MOST) return `is not between 1 and ${MOST}`;
  if (before.some((one) => Number(one) === vni)) return "is given twice";
  const owner = view.networks.find((one) =>
    one.name !== network &&
    (one.options[VNI_OPTION] ?? "").split(",").some((own) => own !== "" && Number(own) === vni)
  );
  if (owner !== undefined) return `belongs to network ${owner.name}`;
  const windows = view.nodes.some((node) => node.os === "windows");
  return vni < FIRST && windows ? `is below ${FIRST}, which Windows nodes refuse` : undefined;
}
