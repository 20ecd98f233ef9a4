import { whereIs } from "../stack/stack.ts";
import type { Network } from "../swarm/model.ts";
import type { At, View } from "./rule.ts";

/**
 * Where a key of a network stands in the stack file, such as `["driver_opts", "encrypted"]`; the network's own place when
 * the key is not written. Undefined in live scope, and for networks that the file does not declare.
 */
export function keyOf(view: View, network: Network, path: readonly (string | number)[]): At | undefined {
  const written = view.stack?.networks.find(({ name }) => name === network.name);
  return written === undefined ? undefined : whereIs(written, path);
}

/** Where the first subnet of a network is written, for a report; nothing where none is, or in live scope. */
export function atSubnet(view: View, network: Network): { at?: At } {
  const written = view.stack?.networks.find(({ name }) => name === network.name);
  const at = written?.ipam.config.find(({ subnet }) => subnet !== "")?.at;
  return at === undefined ? {} : { at };
}
