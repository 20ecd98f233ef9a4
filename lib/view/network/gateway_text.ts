import type { GatewayView } from "../../insight/gateway_view.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, dim, yellow } from "../../terminal/style.ts";
import { jsonReport } from "../common/json_report.ts";
import { heading, type Screen } from "./text.ts";
import { facts, table } from "../common/table.ts";

const KINDS = { mesh: "routing mesh", task: "task", container: "container" } as const;

/** docker_gwbridge of the node asked, for a person to read. */
export function gatewayText(view: GatewayView, screen: Pick<Screen, "width">): string {
  const pairs: [string, string][] = [
    ["Node", `${inline(view.node)}; every node has its own, with the same name and maybe another subnet`],
    ...view.subnets.map((
      one,
    ): [string, string] => ["Subnet", `${inline(one.subnet)}, gateway ${inline(one.gateway || "-")}`]),
    ["MTU", `${view.mtu}${view.mtuSet ? " (option)" : ""}; the daemon's own mtu setting does not apply here`],
    [
      "Used for",
      "all that containers on overlays send out of the swarm, and what reaches them through the routing mesh",
    ],
    ["Encrypted", `${yellow("no")}: what leaves the swarm is as the service sends it`],
    [
      "Masquerade",
      view.masquerade
        ? "on: the outside sees the node's address"
        : yellow("off: the outside sees addresses of this subnet"),
    ],
    [
      "Isolated",
      view.icc
        ? yellow("no: containers here reach each other past their overlays")
        : "yes: containers here do not reach each other through it",
    ],
    ["To change", "subnet and MTU can only be set before the node joins the swarm, or after it has left"],
    ["Not on it", "containers whose overlays are all internal: they have no way out"],
  ];
  const top = `${bold(inline(view.network.name))} ${dim(inline(view.network.id.slice(0, 12)))}\n`;
  return `${top}${facts(pairs, { indent: 2, width: screen.width })}\n${connected(view)}`;
}

function connected({ connected: list, node }: GatewayView): string {
  if (list === null) {
    return `${bold("Connected")}\n  ${dim("not known: only an inspection of the live engine shows it")}\n`;
  }
  if (list.length === 0) return `${bold("Connected")}\n  ${dim("nothing")}\n`;
  const columns = ["NAME", "KIND", "ADDRESS"].map((header) => ({ header }));
  const rows = list.map((one) => [inline(one.name), KINDS[one.kind], inline(one.address) || "-"]);
  return heading(`Connected on ${inline(node)}`, rows.length) + table(columns, rows, { indent: 2 });
}

/** The same as one JSON document. */
export function gatewayJson(view: GatewayView): string {
  const { network, ...rest } = view;
  return jsonReport({
    schema: "swarmnet/gateway/1",
    ...rest,
    id: network.id,
    name: network.name,
    options: network.options,
  });
}
