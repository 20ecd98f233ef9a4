import { shellLine } from "../base/shell.ts";
import type { Network } from "../swarm/model.ts";
import type { Fix, View } from "./rule.ts";
import { ALLOW_PLAIN, isPlanned } from "./subjects.ts";

/**
 * What is to be done about a plain overlay: a file gets the option, a network that exists is moved (its options and labels
 * cannot be changed). `waivable`: or it is said that the network may stay plain.
 */
export function encryptFix(view: View, one: Network, { waivable }: { waivable: boolean }): Fix {
  // A network that a file would only make is called by its name until it exists.
  if (!isPlanned(view, one)) {
    const how = one.ingress ? "in a maintenance window" : "with its services up";
    const waiver = waivable ? "; where it may stay plain, say so under ignore: in .swarmnet.yaml" : "";
    return {
      text: `Move it to encryption ${how}${waiver}`,
      commands: [shellLine(["docker", "swarmnet", "encrypt", one.ingress ? "--ingress" : one.name])],
    };
  }
  if (view.scope === "change") {
    return waivable
      ? {
        text: `Add --encrypted, or create it and run`,
        commands: [shellLine(["docker", "swarmnet", "encrypt", one.name])],
      }
      : { text: "Add --encrypted" };
  }
  const written = view.stack?.networks.find(({ name }) => name === one.name);
  const option = 'driver_opts: {encrypted: ""}';
  const text = written === undefined || written.implicit
    ? `Declare it: networks: {default: {${option}}}`
    : `Add ${option} to networks.${written.key}`;
  return { text: waivable ? `${text}, or labels: {${ALLOW_PLAIN}: REASON} where it may stay plain` : text };
}
