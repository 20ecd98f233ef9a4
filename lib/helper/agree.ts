import { Failure } from "../base/errors.ts";
import type { Runtime } from "../engine/runtime.ts";
import type { HelperNetwork, HelperSpec } from "./model.ts";
import { count } from "../base/listing.ts";

/** What is asked before anything is started on the nodes. */
export interface Agreement {
  command: string;
  /** The image and who chose it, safe for one line. */
  image: string;
  networks: readonly HelperNetwork[];
  helpers: readonly HelperSpec[];
  /** Further lines, such as an estimate. */
  more?: readonly string[];
}

/**
 * Tells what will run on the nodes, with capabilities and mounts, and asks; `yes` answers beforehand. Throws `UsageError`
 * without a terminal (exit 125), `Failure` when the answer is no.
 */
export async function agreeToHelpers(
  { io, signal }: Pick<Runtime, "io" | "signal">,
  agreement: Agreement,
  yes: boolean,
): Promise<void> {
  if (yes) return;
  if (!await io.confirm([...agreementLines(agreement), "Go on?"], signal)) {
    throw new Failure(`${agreement.command} was not started`, {
      why: "The answer was no; nothing was created",
    });
  }
}

/** One line for each thing that will be there for a while. */
function agreementLines({ command, image, networks, helpers, more }: Agreement): string[] {
  return [
    `docker swarmnet ${command} runs the image ${image} on the nodes, and removes it all afterwards:`,
    ...networks.map(({ role, encrypted }) =>
      `  a throw-away ${encrypted ? "encrypted" : "plain"} network (${role})`
    ),
    ...helpers.map(helperLine),
    ...more ?? [],
  ];
}

function helperLine({ role, nodes, network, capabilities, mounts, limitSeconds }: HelperSpec): string {
  const where = nodes === "all" ? "on every node" : `on ${nodes.length} nodes`;
  const net = network === "host"
    ? "in the node's own network"
    : `on ${network.length === 1 ? "one network" : count(network.length, "network")}`;
  const rights = capabilities.length === 0
    ? "no capabilities beyond docker's"
    : `with ${capabilities.join(", ")}`;
  const seen = mounts.map(({ source, readOnly }) => `${source}${readOnly ? " (read-only)" : ""}`);
  const files = seen.length === 0 ? "" : `, sees ${seen.join(", ")}`;
  return `  ${role}: ${where}, ${net}, ${rights}${files}, for ${limitSeconds} s at most`;
}
