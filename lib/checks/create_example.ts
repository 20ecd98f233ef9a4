import { type CreateRequest, plainRequest } from "../swarm/change/create_request.ts";
import type { RuleExample } from "./rule.ts";

/** An example: a network is created with these flags. */
export function creating(
  flags: string,
  request: Partial<CreateRequest>,
): NonNullable<RuleExample["change"]> {
  const asked = { ...plainRequest("app"), ...request };
  return {
    command: `docker swarmnet create ${flags}${flags === "" ? "" : " "}${asked.name}`,
    of: () => ({ kind: "create-network", request: asked }),
  };
}
