import { contains, formatPrefix, masked, parsePrefix } from "../swarm/cidr.ts";

/** What is read of a network interface. */
export type Interface = Pick<Deno.NetworkInterfaceInfo, "name" | "cidr">;

/** Interfaces of docker's own bridges: their subnets are known as networks already. */
const OWN = /^(docker0|docker_gwbridge|br-[0-9a-f]{12}|lo)$/;

/** Scopes that no route leads to: this machine itself, and a single link. */
const NO_ROUTE = ["127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10"].map((text) => parsePrefix(text)!);

/** Subnets that these interfaces are attached to, in CIDR form, sorted, without docker's own bridges, loopback and link-local. */
export function attachedSubnets(interfaces: readonly Interface[]): string[] {
  const found = interfaces.filter(({ name }) => !OWN.test(name)).flatMap(({ cidr }) => {
    const prefix = parsePrefix(cidr);
    return prefix === null || NO_ROUTE.some((one) => contains(one, prefix))
      ? []
      : [formatPrefix(masked(prefix))];
  });
  return [...new Set(found)].sort();
}

/**
 * The subnets this machine has direct routes to, where they are the engine's: same kernel release, so not Docker Desktop's virtual
 * machine. Otherwise the reason why not, as text. Routes through gateways stay unseen: they stand in /proc, which Deno lets a
 * program read only when it has every permission there is.
 */
export function readHostRoutes(engineKernel: string): string[] | { why: string } {
  try {
    if (Deno.osRelease() !== engineKernel) {
      return { why: "the engine runs on another kernel than this program, such as in a virtual machine" };
    }
    return attachedSubnets(Deno.networkInterfaces());
  } catch {
    return { why: "this system does not show its network interfaces" };
  }
}
