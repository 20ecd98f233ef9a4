import type { Need, PortNode, PortPair, PortPlan, Published } from "../../insight/ports.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold } from "../../terminal/style.ts";
import { jsonReport } from "../common/json_report.ts";
import { paragraph, table } from "../common/table.ts";

/** One letter a purpose, so that a cell is short. */
const LETTERS: Record<Need["purpose"], string> = {
  management: "M",
  gossip: "G",
  "data path": "D",
  encryption: "E",
};

/** More nodes than this are shown in groups that need the same. */
const MOST_NODES = 12;

/** Node against node, one cell a pair, and what the letters stand for. */
export function portsText(plan: PortPlan, width: number): string {
  const groups = plan.nodes.length > MOST_NODES ? grouped(plan) : plan.nodes.map((node) => [node]);
  const cells = new Map(plan.pairs.map((pair) => [`${pair.from}\u0000${pair.to}`, letters(pair)]));
  const cell = (from: PortNode[], to: PortNode[]) => {
    const other = to.find((node) => node !== from[0]);
    return other === undefined ? "" : cells.get(`${from[0]!.name}\u0000${other.name}`) ?? "";
  };
  const columns = [{ header: "FROM \\ TO" }, ...groups.map((_, at) => ({ header: String(at + 1) }))];
  const rows = groups.map((from, at) => [`${at + 1} ${nameOf(from)}`, ...groups.map((to) => cell(from, to))]);
  const matrix = plan.nodes.length === 1
    ? `${bold("What must be open between nodes")}\n\n${inline(plan.nodes[0]!.name)} is the only node: ` +
      "nothing yet. Once others join:\n"
    : `${bold("What must be open between nodes")} (from the row's node to the column's)\n\n${
      table(columns, rows)
    }`;
  return [matrix, `\n${legend(plan, width)}`, published(plan, width)].join("");
}

function letters(pair: PortPair): string {
  return [...new Set(pair.needs.map((need) => LETTERS[need.purpose]))].join("");
}

function nameOf(group: PortNode[]): string {
  const [first] = group;
  const role = first!.role === "manager" ? " (manager)" : "";
  return group.length === 1
    ? `${inline(first!.name)}${role}`
    : `${group.length} ${first!.role}s like ${inline(first!.name)}`;
}

/** Nodes that need the same towards everybody, and of which everybody needs the same. */
function grouped(plan: PortPlan): PortNode[][] {
  const outward = new Map<string, string[]>(plan.nodes.map((node) => [node.name, []]));
  for (const pair of plan.pairs) {
    const text = letters(pair);
    outward.get(pair.from)!.push(`> ${text}`);
    outward.get(pair.to)!.push(`< ${text}`);
  }
  const groups = new Map<string, PortNode[]>();
  for (const node of plan.nodes) {
    const key = `${node.role} ${outward.get(node.name)!.sort().join("\n")}`;
    groups.set(key, [...groups.get(key) ?? [], node]);
  }
  return [...groups.values()];
}

function legend(plan: PortPlan, width: number): string {
  const management = [
    ...new Set(plan.pairs.flatMap((pair) =>
      pair.needs.filter((need) => need.purpose === "management")
        .map((need) => need.port)
    )),
  ].join(", ") || "2377";
  const rows = [
    ["M", `tcp ${management}`, "management, to managers only; nodes that are still to join need it, too"],
    ["G", "tcp and udp 7946", "gossip; the port cannot be changed"],
    [
      "D",
      `udp ${plan.dataPathPort}`,
      "data path (VXLAN); let it in from nodes only: whoever reaches it can inject frames",
    ],
    ["E", "IP protocol 50", "ESP: an encrypted network is on both nodes; it cannot cross NAT"],
  ];
  const assumed =
    "Addresses are those the managers know; a node with its own --data-path-addr uses that one for D and E.";
  return table(["", "", ""].map((header) => ({ header })), rows, { width }) +
    paragraph(assumed, width);
}

function published(plan: PortPlan, width: number): string {
  if (plan.published.length === 0) return "";
  const rows = ranges(plan.published).map(({ service, protocol, port, last, mode, nodes }) => [
    `${port === last ? port : `${port}-${last}`}/${inline(protocol)}`,
    inline(service),
    mode === "host"
      ? nodes.map(inline).join(", ") || "no node now"
      : nodes.length > 0
      ? "every node, through the routing mesh"
      : "nobody: there is no ingress network",
  ]);
  const columns = ["PORT", "SERVICE", "ANSWERED BY"].map((header) => ({ header }));
  return `\n${bold("Published to the outside")}\n\n${table(columns, rows, { width })}`;
}

/** Ports in a row that one service publishes in one way, as one line. */
function ranges(published: readonly Published[]): (Published & { last: number })[] {
  const found: (Published & { last: number })[] = [];
  for (const one of published) {
    const before = found.findLast((other) =>
      other.service === one.service && other.protocol === one.protocol && other.mode === one.mode
    );
    const follows = before?.last === one.port - 1 && before.nodes.join() === one.nodes.join();
    if (follows) before.last = one.port;
    else found.push({ ...one, last: one.port });
  }
  return found;
}

/** The same as one JSON document. */
export function portsJson(plan: PortPlan): string {
  return jsonReport({ schema: "swarmnet/ports/1", ...plan });
}
