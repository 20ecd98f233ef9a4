/**
 * The lab's wires: one network namespace for each node and one for the bridge between them. The bridge is not in the
 * machine's own namespace, because an engine there sets the FORWARD chain to DROP, which br_netfilter applies to bridged
 * frames as well. Nothing outside of these namespaces changes, so several labs use the same addresses side by side.
 */
import { capture, textOf } from "../support/process.ts";

/** How the nodes are joined. */
export interface Wires {
  bridge: string;
  nodes: { namespace: string; address: string }[];
  /** Prefix length of the addresses. */
  bits: number;
  /** Address that default routes point to; nobody answers there. */
  gateway: string;
}

/** Joins the nodes. */
export async function connect({ bridge, nodes, bits, gateway }: Wires): Promise<void> {
  await textOf(["ip", "netns", "add", bridge]);
  await batch(bridge, ["link add name lab type bridge", "link set dev lab up", "link set dev lo up"]);
  for (const [index, { namespace, address }] of nodes.entries()) {
    await textOf(["ip", "netns", "add", namespace]);
    await batch(namespace, [
      `link add name eth0 type veth peer name port${index + 1} netns ${bridge}`,
      `address add ${address}/${bits} dev eth0`,
      "link set dev eth0 up",
      "link set dev lo up",
      `route add default via ${gateway}`,
    ]);
    await batch(bridge, [`link set dev port${index + 1} master lab up`]);
  }
}

/** Removes namespaces; those that are gone already do not matter. Interfaces go with them. */
export async function disconnect(namespaces: readonly string[]): Promise<void> {
  for (const name of namespaces) await capture(["ip", "netns", "delete", name]);
}

function batch(namespace: string, lines: string[]): Promise<string> {
  const stdin = new TextEncoder().encode(lines.join("\n") + "\n");
  return textOf(["ip", "-n", namespace, "-batch", "-"], { stdin });
}
