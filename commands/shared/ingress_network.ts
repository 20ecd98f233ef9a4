import { Failure } from "../../lib/base/errors.ts";
import { indexOf } from "../../lib/swarm/index.ts";
import type { Network, Swarm } from "../../lib/swarm/model.ts";

/** The network of the routing mesh. Throws `Failure` where it was removed. */
export function ingressOf(swarm: Swarm): Network {
  const { ingress } = indexOf(swarm);
  if (ingress !== undefined) return ingress;
  throw new Failure("The swarm has no ingress network", {
    why: "It was removed; without one no service can publish ports through the routing mesh",
    next: "docker swarmnet create --ingress ingress",
  });
}
