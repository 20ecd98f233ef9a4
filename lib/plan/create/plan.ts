import { bodyOf, type CreateBody } from "../../swarm/change/create_body.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";
import { parsePrefix } from "../../swarm/cidr.ts";
import type { Swarm } from "../../swarm/model.ts";
import { type Need, needFor, usableOfRequest, withPickedSubnet } from "../../swarm/size.ts";

/** What `create` would send. */
export interface CreatePlan {
  /** The request, with the subnet that was chosen for --size-for. */
  request: CreateRequest;
  body: CreateBody;
  /** The subnet chosen for --size-for. */
  picked: { subnet: string; usable: number; need: Need } | null;
}

/** Chooses a subnet where one is asked for, and makes the body of the call. Ranges that the configuration allows take precedence over the default pool. */
export function planCreate(
  asked: CreateRequest,
  swarm: Swarm,
  allowedSubnets: readonly string[] = [],
): CreatePlan {
  const allowed = allowedSubnets.flatMap((text) => parsePrefix(text) ?? []);
  const { request, picked } = withPickedSubnet(asked, swarm, allowed);
  return {
    request,
    body: bodyOf(request, swarm.source.apiVersion),
    picked: picked === null ? null : {
      subnet: picked,
      usable: usableOfRequest(request),
      need: needFor(request.sizeFor!, swarm),
    },
  };
}
