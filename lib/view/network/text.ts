import { isOn, isUnallocated } from "../../insight/network_facts.ts";
import type { NetworkView, ServiceHere, TaskHere } from "../../insight/network_view.ts";
import { type Endpoint, type Network, VNI_OPTION } from "../../swarm/model.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../../terminal/style.ts";
import { ENCRYPTION_MEANING, MESH_MEANING, mtuText, portText, usageText } from "./sentences.ts";
import { facts, table, wrap } from "../common/table.ts";
import { ago } from "../common/times.ts";

/** The screen that a view is written for. */
export interface Screen {
  /** Columns to lay out in. */
  width: number;
  /** Milliseconds since the epoch, for "2 hours ago". */
  now: number;
}

/** One network for a person to read. */
export function networkText(view: NetworkView, screen: Screen): string {
  const { network } = view.facts;
  const parts = [
    title(network),
    facts(identity(view, screen), { indent: 2, width: screen.width }),
    services(view, screen),
    tasks(view, screen),
    containers(view, screen),
    peers(view),
    gossip(view, screen),
    gaps(view, screen),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function title(network: Network): string {
  const kind = [
    network.driver === "" ? red("not allocated") : inline(network.driver),
    `${network.scope} scope`,
  ];
  if (network.ingress) kind.push("ingress");
  if (network.internal) kind.push("internal");
  if (network.attachable) kind.push("attachable");
  if (network.configOnly) kind.push("config-only");
  return `${bold(inline(network.name))}  ${kind.join(", ")}\n`;
}

function identity(view: NetworkView, screen: Screen): [string, string][] {
  const { facts: known, subnets } = view;
  const { network } = known;
  const age = ago(network.created, screen.now);
  const pairs: [string, string][] = [["ID", inline(network.id)]];
  if (age !== "") pairs.push(["Created", `${age} (${inline(network.created)})`]);
  if (isUnallocated(network)) {
    pairs.push([
      "Problem",
      `${red("the managers could not allocate it")}: its subnet or VNI is taken or unusable; ` +
      "services on it get no address. Remove it and create it with another subnet",
    ]);
  }
  for (const { address, tasks } of view.duplicates) {
    const names = tasks.map(inline).join(" and ");
    pairs.push([
      "Problem",
      `${red(`${inline(address)} has several holders`)}: ${names}; not all of them are reached`,
    ]);
  }
  pairs.push(["Encrypted", (network.ingress ? MESH_MEANING : ENCRYPTION_MEANING)[known.encryption]]);
  if (view.windowsNodes.length > 0 && isOn(known.encryption)) {
    pairs.push(["", yellow(`Windows nodes do not encrypt: ${view.windowsNodes.map(inline).join(", ")}`)]);
  }
  for (const one of subnets) {
    const more = [`gateway ${inline(one.gateway || "-")}`];
    if (one.range !== "") more.push(`addresses from ${inline(one.range)}`);
    if (one.vni !== "") more.push(`VNI ${inline(one.vni)}`);
    pairs.push(["Subnet", `${inline(one.subnet)}, ${more.join(", ")}`]);
  }
  if (network.scope === "swarm" && subnets.length > 0) pairs.push(["Addresses", usageText(known.usage)]);
  if (known.mtu !== null) pairs.push(["MTU", mtuText(known)]);
  if (known.stack !== "") pairs.push(["Stack", inline(known.stack)]);
  if (network.configFrom !== "") pairs.push(["Made from", inline(network.configFrom)]);
  // The VNIs stand beside their subnets already.
  const options = Object.entries(network.options).filter(([key]) => key !== VNI_OPTION);
  if (options.length > 0) pairs.push(["Options", pairsText(Object.fromEntries(options))]);
  if (Object.keys(network.labels).length > 0) pairs.push(["Labels", pairsText(network.labels)]);
  return pairs;
}

/** `key=value` pairs that wrap between them. */
function pairsText(record: Readonly<Record<string, string>>): string {
  return Object.keys(record).sort().map((key) => inline(`${key}=${record[key]}`)).join(", ");
}

function services(view: NetworkView, screen: Screen): string {
  const { network } = view.facts;
  if (network.scope !== "swarm") return "";
  if (view.services.length === 0) return `${bold("Services")}\n  ${dim("none")}\n`;
  const columns = ["NAME", "ENDPOINT", "VIP", "RUNNING", "ALIASES", "PORTS"].map((header) => ({ header }));
  return heading("Services", view.services.length) +
    table(columns, view.services.map(serviceRow), { indent: 2, width: screen.width });
}

function serviceRow(service: ServiceHere): string[] {
  const wanted = service.desired === null ? String(service.running) : `${service.running}/${service.desired}`;
  const short = service.desired !== null && service.running < service.desired;
  return [
    inline(service.name),
    service.endpointMode,
    service.vips.map(inline).join(" ") || "-",
    short ? yellow(wanted) : wanted,
    service.aliases.map(inline).join(" ") || "-",
    service.ports.map(portText).join(", ") || "-",
  ];
}

function tasks(view: NetworkView, screen: Screen): string {
  if (view.nodes.length === 0) return "";
  const total = view.nodes.reduce((sum, node) => sum + node.tasks.length, 0);
  const rows = view.nodes.flatMap((node) =>
    node.tasks.map((
      task,
      at,
    ) => [
      at === 0 ? nodeCell(node) : "",
      taskCell(task),
      task.addresses.map(inline).join(" ") || "-",
      stateCell(task),
    ])
  );
  const columns = ["NODE", "TASK", "ADDRESS", "STATE"].map((header) => ({ header }));
  return heading("Tasks by node", total) + table(columns, rows, { indent: 2, width: screen.width });
}

function nodeCell(node: NetworkView["nodes"][number]): string {
  if (node.name === "") return yellow("(no node yet)");
  return node.state === "ready"
    ? inline(node.name)
    : `${inline(node.name)} ${red(`(${inline(node.state)})`)}`;
}

function taskCell(task: TaskHere): string {
  return task.attached ? `${inline(task.name)} ${dim("(attached container)")}` : inline(task.name);
}

function stateCell(task: TaskHere): string {
  const state = task.state === "running" ? green("running") : yellow(inline(task.state));
  return task.error === "" ? state : `${state}: ${inline(task.error)}`;
}

function containers(view: NetworkView, screen: Screen): string {
  if (view.containers === null || view.containers.length === 0) return "";
  const columns = ["NAME", "ADDRESS", "ID"].map((header) => ({ header }));
  const rows = view.containers.map((one: Endpoint) => [
    inline(one.name),
    inline(one.ipv4 || one.ipv6 || "-"),
    inline(one.id.slice(0, 12)),
  ]);
  const where = `Containers seen on ${inline(view.seenFrom)}`;
  return heading(where, rows.length) + table(columns, rows, { indent: 2, width: screen.width });
}

function peers(view: NetworkView): string {
  if (view.peers === null || view.peers.length === 0) return "";
  const columns = [{ header: "PEER" }, { header: "ADVERTISED AS" }];
  const rows = view.peers.map((peer) => [inline(peer.name), inline(peer.ip)]);
  return heading("Nodes that have this network now", rows.length) + table(columns, rows, { indent: 2 });
}

function gossip(view: NetworkView, screen: Screen): string {
  if (view.gossip === null || view.gossip.length === 0) return "";
  const columns = ["SERVICE", "VIP", "FWMARK", "TASK", "ADDRESS", "NODE'S DATA PATH"].map((header) => ({
    header,
  }));
  const rows = view.gossip.flatMap((service) =>
    service.tasks.map((task, at) => [
      at === 0 ? inline(service.name || "(containers)") : "",
      at === 0 ? inline(service.vip || "-") : "",
      at === 0 ? String(service.lbIndex || "-") : "",
      inline(task.name),
      inline(task.ip),
      inline(task.hostIp || "-"),
    ])
  );
  const where = `What ${inline(view.seenFrom)} heard from the other nodes`;
  return heading(where, rows.length) + table(columns, rows, { indent: 2, width: screen.width });
}

function gaps(view: NetworkView, screen: Screen): string {
  return gapsText(view.gaps, screen.width);
}

/** What could not be seen, as a closing note. */
export function gapsText(gaps: NetworkView["gaps"], width: number): string {
  if (gaps.length === 0) return "";
  const lines = gaps.flatMap((gap) => {
    const [first, ...rest] = wrap(`${inline(gap.what)}: ${inline(gap.why)}`, width - 4);
    return [`  - ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  return `${bold("Not seen")}\n${lines.join("\n")}\n`;
}

/** A section's title with how many entries it has. */
export function heading(text: string, number: number): string {
  return `${bold(text)} ${dim(`(${number})`)}\n`;
}
