import { isEncrypted, MTU_OPTION, type Network, VNI_OPTION } from "../swarm/model.ts";
import { insideMtu } from "../swarm/mtu.ts";
import { WRONG_MTU_OPTION } from "../swarm/overlay_options.ts";
import { inline } from "../terminal/boundary.ts";
import { optionProblems } from "./create/options.ts";
import type { Problem } from "./create/problem.ts";
import { plainRequest } from "../swarm/change/create_request.ts";
import { optionsAfter } from "./body.ts";
import type { PlanProblem } from "./model.ts";
import { blocker, warning } from "./problem.ts";
import type { NetworkChange } from "../swarm/change/replace_request.ts";

/** Options that a move judges by itself (check_network.ts). */
const JUDGED = new Set([MTU_OPTION, VNI_OPTION, WRONG_MTU_OPTION]);

/**
 * What `create` says of the options that a move asks for. What the network has already and keeps was taken by the engine when
 * it was made, and is not judged again.
 */
export function requestProblems(network: Network, change: NetworkChange): PlanProblem[] {
  const options = Object.entries(change.options ?? {}).filter((one): one is [string, string] =>
    one[1] !== null && !JUDGED.has(one[0]) && network.options[one[0]] !== one[1]
  );
  const after = { options: optionsAfter(network, change) };
  const asksMtu = change.mtu !== undefined || typeof change.options?.[MTU_OPTION] === "string";
  const { mtu, option } = insideMtu(after);
  const request = {
    ...plainRequest(network.name),
    options: Object.fromEntries(options),
    ...(isEncrypted(after) ? { encrypted: true } : {}),
    ...(asksMtu && mtu !== null && option !== null ? { mtu: option } : {}),
  };
  const object = `network ${inline(network.name)}`;
  return optionProblems(request).map((one) => judged("option-refused", object, one));
}

/** A verdict of `create` as one of a plan. */
export function judged(id: string, object: string, { severity, what, why, fix }: Problem): PlanProblem {
  const words = { object, what, why, fix: fix.replace(", or --size-for TASKS to have one picked", "") };
  return severity === "error" ? blocker(id, words) : warning(id, words);
}
