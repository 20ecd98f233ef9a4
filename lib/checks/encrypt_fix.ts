import { shellLine } from "../base/shell.ts";
import type { Network } from "../swarm/model.ts";
import type { Fix, View } from "./rule.ts";
import { ALLOW_PLAIN, isPlanned } from "./subjects.ts";

/**
 * How an unencrypted overlay gets encrypted: a file or a command gets the option, a network that exists is replaced (its options and
 * labels cannot be changed). `waivable`: or the network is allowed to stay unencrypted.
 */
export function encryptFix(view: View, one: Network, { waivable }: { waivable: boolean }): Fix {
  if (!isPlanned(view, one)) {
    const how = one.ingress ? "in a maintenance window" : "while its services run";
    const waiver = waivable ? "; or list it under ignore: in .swarmnet.yaml" : "";
    return {
      text: `Encrypt it ${how}${waiver}`,
      commands: [shellLine(["docker", "swarmnet", "encrypt", one.ingress ? "--ingress" : one.name])],
    };
  }
  if (view.scope === "change") {
    return waivable
      ? {
        text: "Add --encrypted, or encrypt it later",
        commands: [shellLine(["docker", "swarmnet", "encrypt", one.name])],
      }
      : { text: "Add --encrypted" };
  }
  const written = view.stack?.networks.find(({ name }) => name === one.name);
  const option = 'driver_opts: {encrypted: ""}';
  const text = written === undefined || written.implicit
    ? `Declare it: networks: {default: {${option}}}`
    : `Add ${option} to networks.${written.key}`;
  return { text: waivable ? `${text}, or labels: {${ALLOW_PLAIN}: REASON} to allow it` : text };
}
