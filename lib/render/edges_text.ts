import type { Edge, EdgeState, EdgeSummary } from "../insight/edges.ts";
import { inline } from "../terminal/boundary.ts";
import { green, yellow } from "../terminal/style.ts";
import { jsonReport } from "./json_report.ts";
import { table } from "./table.ts";

const WORDS: Record<EdgeState, string> = {
  encrypted: "encrypted",
  clear: "IN CLEAR",
  "same-node": "same node",
  idle: "not running",
  unallocated: "no network",
};

/** One letter a state, so that a matrix needs no colour. */
const LETTERS: Record<EdgeState, string> = {
  encrypted: "e",
  clear: "C",
  "same-node": "s",
  idle: "-",
  unallocated: "!",
};

/** A line for each pair of services, and a verdict. */
export function edgesText(edges: readonly Edge[], summary: EdgeSummary, width: number): string {
  if (edges.length === 0) return "No services share a network\n";
  const rows = edges.map((edge) => [
    inline(edge.from),
    inline(edge.to),
    painted(edge.state),
    edge.networks.map((network) => inline(network.name)).join(", "),
  ]);
  const columns = ["FROM", "TO", "BETWEEN NODES", "NETWORKS (BY NAME: THE FIRST)"].map((header) => ({
    header,
  }));
  return `${table(columns, rows, { width })}\n${verdict(summary)}\n`;
}

function painted(state: EdgeState): string {
  if (state === "clear") return yellow(WORDS[state]);
  return state === "encrypted" ? green(WORDS[state]) : WORDS[state];
}

/** The last line of the list and the matrix. */
export function verdict({ total, crossing, encrypted, clear }: EdgeSummary): string {
  const pairs = `${total} pair${total === 1 ? "" : "s"} of services can reach each other`;
  if (crossing === 0) return `${pairs}; none of them across nodes`;
  const share = Math.round((encrypted / crossing) * 100);
  const of = `${crossing} across nodes: ${encrypted} encrypted (${share} %), ${clear} in clear`;
  return `${pairs}, ${of}`;
}

/** Services against services, numbered columns, one letter a cell. */
export function edgesMatrix(edges: readonly Edge[], summary: EdgeSummary): string {
  if (edges.length === 0) return "No services share a network\n";
  const names = [...new Set(edges.flatMap((edge) => [edge.from, edge.to]))];
  const cells = new Map(edges.flatMap((edge) => [
    [`${edge.from}\u0000${edge.to}`, LETTERS[edge.state]],
    [`${edge.to}\u0000${edge.from}`, LETTERS[edge.state]],
  ]));
  const columns = [
    { header: "SERVICE" },
    { header: "", align: "right" as const },
    ...names.map((_, at) => ({
      header: String(at + 1),
      align: "right" as const,
    })),
  ];
  const rows = names.map((name, at) => [
    inline(name),
    String(at + 1),
    ...names.map((other) => (name === other ? "" : cells.get(`${name}\u0000${other}`) ?? ".")),
  ]);
  const legend =
    "e encrypted   C in clear   s same node only   - not running   ! no network   . cannot reach";
  return `${table(columns, rows)}\n${legend}\n${verdict(summary)}\n`;
}

/** The same as one JSON document. */
export function edgesJson(edges: readonly Edge[], summary: EdgeSummary): string {
  return jsonReport({ schema: "swarmnet/edges/1", edges, summary });
}
