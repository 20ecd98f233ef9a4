import { type Swarm, VNI_OPTION } from "../../swarm/model.ts";
import { type Problem, shown } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";

/** VXLAN network identifiers have 24 bits (RFC 7348); 0 is nobody's. */
const MOST = 2 ** 24 - 1;
/** What managers hand out begins here, and Windows takes nothing below (moby overlay/ovmanager vxlanIDStart). */
const FIRST = 4096;
const RULE = "moby libnetwork/drivers/overlay/ovmanager (reproduced on 20.10.24 and 28.5.2)";

/** Rules of VXLAN identifiers chosen by hand. A wrong one leaves the network without driver and subnet for ever. */
export function vniProblems(request: CreateRequest, swarm: Swarm): Problem[] {
  const text = request.options[VNI_OPTION];
  if (text === undefined || request.configOnly) return [];
  const given = text.split(",");
  const problems = given.flatMap((one, at) => oneVni(one, given.slice(0, at), swarm));
  const subnets = Math.max(1, request.subnets.length);
  if (given.length !== subnets) {
    problems.push({
      severity: "warning",
      what: `--opt ${VNI_OPTION}=${shown(text)} names ${given.length} identifiers for ${subnets} subnet${
        subnets === 1 ? "" : "s"
      }`,
      why: "Each subnet takes one: missing ones are chosen by the managers, further ones are dropped",
      fix: "Name one for each --subnet, or leave the option out",
      rule: RULE,
    });
  }
  return problems;
}

function oneVni(text: string, before: readonly string[], swarm: Swarm): Problem[] {
  const wrong = (severity: Problem["severity"], what: string, why: string): Problem[] => [{
    severity,
    what: `VXLAN identifier ${shown(text)} ${what}`,
    why,
    fix: `Leave --opt ${VNI_OPTION} out: the managers choose free ones`,
    rule: RULE,
  }];
  const never = "The network would be created and never allocated";
  if (!/^\d+$/.test(text)) return wrong("error", "is not a number", never);
  const vni = Number(text);
  if (vni < 1 || vni > MOST) return wrong("error", `is not between 1 and ${MOST}`, "It has 24 bits");
  if (before.some((one) => Number(one) === vni)) return wrong("error", "stands there twice", never);
  const owner = swarm.networks.find((one) =>
    (one.options[VNI_OPTION] ?? "").split(",").some((own) => Number(own) === vni && own !== "")
  );
  if (owner !== undefined) return wrong("error", `belongs to network ${shown(owner.name)}`, never);
  if (vni < FIRST && swarm.nodes.some((node) => node.os === "windows")) {
    return wrong(
      "error",
      `is below ${FIRST}, and there are Windows nodes`,
      "Windows refuses identifiers below 4096",
    );
  }
  return [];
}
