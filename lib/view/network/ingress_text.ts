import type { Advise } from "../../base/advice.ts";
import type { HostPort, IngressView, MeshPort } from "../../insight/ingress_view.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, dim, red, yellow } from "../../terminal/style.ts";
import { jsonReport } from "../common/json_report.ts";
import { heading, type Screen } from "./text.ts";
import { MESH_MEANING, mtuText, usageText } from "./sentences.ts";
import { facts, table } from "../common/table.ts";

/** The routing mesh for a person to read. */
export function ingressText(
  view: IngressView,
  screen: Pick<Screen, "width">,
  advise: Advise = (text) => text,
): string {
  const parts = [top(view, screen, advise), ports(view.ports, screen), hostPorts(view.hostPorts, screen)];
  return parts.filter((part) => part !== "").join("\n");
}

function top(view: IngressView, screen: Pick<Screen, "width">, advise: Advise): string {
  const { mesh } = view;
  if (mesh === null) {
    return `${bold("No ingress network")}\n` + facts([
      ["Means", `${red("no port can be published through the routing mesh")}; host-mode ports work`],
      ["Create", advise("docker swarmnet create --driver overlay --ingress --opt encrypted ingress")],
    ], { indent: 2, width: screen.width });
  }
  const answering = view.answering.map(inline).join(", ") || red("no node: none is ready");
  const silent = view.silent.map((one) => `${inline(one.node)} (${inline(one.state)})`).join(", ");
  const pairs: [string, string][] = [
    ["Network", `${inline(mesh.network.name)} ${dim(inline(mesh.network.id))}`],
    ["Encrypted", MESH_MEANING[mesh.encryption]],
    ...view.subnets.map((
      one,
    ): [string, string] => ["Subnet", `${inline(one.subnet)}, gateway ${inline(one.gateway || "-")}`]),
    ["Addresses", usageText(mesh.usage)],
    ["MTU", mtuText(mesh)],
    ["Answers on", `${answering}: every published port on each of these, wherever the tasks run`],
  ];
  if (silent !== "") pairs.push(["Not on", yellow(silent)]);
  return `${bold("Routing mesh")}\n${facts(pairs, { indent: 2, width: screen.width })}`;
}

function ports(list: readonly MeshPort[], screen: Pick<Screen, "width">): string {
  if (list.length === 0) return `${bold("Published ports")}\n  ${dim("none")}\n`;
  const columns = ["PORT", "SERVICE", "TARGET", "VIP", "TASKS BEHIND IT"].map((header) => ({ header }));
  const rows = list.map((port) => [
    `${port.published || "auto"}/${inline(port.protocol)}`,
    inline(port.service),
    String(port.target),
    inline(port.vip) || "-",
    port.tasks.length === 0 ? red("none: requests are refused") : port.tasks.map(taskCell).join(", "),
  ]);
  return heading("Published ports", rows.length) + table(columns, rows, { indent: 2, width: screen.width });
}

function taskCell(task: MeshPort["tasks"][number]): string {
  const where = task.node === "" ? "no node yet" : inline(task.node);
  const text = `${where} ${inline(task.address) || "-"}`;
  return task.state === "running" ? text : `${text} ${yellow(`(${inline(task.state)})`)}`;
}

function hostPorts(list: readonly HostPort[], screen: Pick<Screen, "width">): string {
  if (list.length === 0) return "";
  const columns = ["PORT", "SERVICE", "TARGET", "ANSWERED ONLY BY"].map((header) => ({ header }));
  const rows = list.map((port) => [
    `${port.published || "auto"}/${inline(port.protocol)}`,
    inline(port.service),
    String(port.target),
    port.nodes.map(inline).join(", ") || red("no node"),
  ]);
  return heading("Ports in host mode, past the mesh", rows.length) +
    table(columns, rows, { indent: 2, width: screen.width });
}

/** The same as one JSON document. */
export function ingressJson(view: IngressView): string {
  const { mesh } = view;
  return jsonReport({
    schema: "swarmnet/ingress/1",
    ...view,
    mesh: mesh === null ? null : {
      id: mesh.network.id,
      name: mesh.network.name,
      encryption: mesh.encryption,
      mtuInside: mesh.mtu?.mtu ?? null,
      usage: mesh.usage,
    },
  });
}
