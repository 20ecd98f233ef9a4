import type { Endpoint } from "./model.ts";

/** Name of the node's own end of the routing mesh, in the ingress network (moby libnetwork/controller.go). */
const INGRESS_SANDBOX = "ingress-sbox";

/** The node's own endpoint in an overlay, which balances the VIPs, on ingress its sandbox (moby daemon/network.go). */
export function isLoadBalancer(endpoint: Pick<Endpoint, "id">): boolean {
  return endpoint.id.startsWith("lb-") || endpoint.id === INGRESS_SANDBOX;
}
