import { count } from "../../base/listing.ts";
import { type Edge, type EdgeState, type EdgeSummary, encryptedShare } from "../../insight/edges.ts";
import { inline } from "../../terminal/boundary.ts";
import { green, red, yellow } from "../../terminal/style.ts";
import { jsonReport } from "../common/json_report.ts";
import { paragraph, table } from "../common/table.ts";

const WORDS: Record<EdgeState, string> = {
  encrypted: "encrypted",
  clear: "IN CLEAR",
  dropped: "dropped",
  "same-node": "same node",
  idle: "not running",
  unallocated: "no network",
};

/** One letter a state, so that a matrix needs no colour. */
const LETTERS: Record<EdgeState, string> = {
  encrypted: "e",
  clear: "C",
  dropped: "x",
  "same-node": "s",
  idle: "-",
  unallocated: "!",
};

/** What is said of all edges together. */
export interface EdgesFrame {
  summary: EdgeSummary;
  /** The one service that was asked for. */
  from: string | undefined;
  width: number;
}

/** A line for each pair of services, and a verdict. */
export function edgesText(edges: readonly Edge[], frame: EdgesFrame): string {
  if (edges.length === 0) return none(frame);
  const rows = edges.map((edge) => [
    inline(edge.from),
    inline(edge.to),
    painted(edge.state),
    edge.networks.map((network) => inline(network.name)).join(", "),
  ]);
  const columns = ["FROM", "TO", "BETWEEN NODES", "NETWORKS (BY NAME: THE FIRST)"].map((header) => ({
    header,
  }));
  return `${table(columns, rows, { width: frame.width })}\n${verdict(frame)}`;
}

/** Nothing to list: nobody shares a network, or all that do were filtered out. */
function none(frame: EdgesFrame): string {
  if (frame.summary.total > 0) return `Nothing travels between nodes in clear\n${verdict(frame)}`;
  return frame.from === undefined
    ? "No services share a network\n"
    : `No other service shares a network with ${inline(frame.from)}\n`;
}

function painted(state: EdgeState): string {
  if (state === "clear") return yellow(WORDS[state]);
  if (state === "dropped") return red(WORDS[state]);
  return state === "encrypted" ? green(WORDS[state]) : WORDS[state];
}

/** The last lines of the list and the matrix. */
function verdict({ summary, width }: EdgesFrame): string {
  const { total, crossing, encrypted, clear, dropped } = summary;
  const pairs = `${count(total, "pair")} of services can reach each other`;
  const lost = dropped === 0
    ? ""
    : `, ${dropped} dropped (Windows nodes do not encrypt, Linux nodes take nothing plain)`;
  const text = crossing === 0
    ? `${pairs}; none of them across nodes`
    : `${pairs}, ${crossing} across nodes: ${encrypted} encrypted (${encryptedShare(summary)} %), ` +
      `${clear} in clear${lost}`;
  return paragraph(text, width);
}

/** Services against services, numbered columns, one letter a cell. */
export function edgesMatrix(edges: readonly Edge[], frame: EdgesFrame): string {
  if (edges.length === 0) return none(frame);
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
  const used = new Set(edges.map((edge) => edge.state));
  const words = (Object.keys(LETTERS) as EdgeState[]).filter((state) => used.has(state))
    .map((state) => `${LETTERS[state]} ${WORDS[state].toLowerCase()}`);
  const legend = paragraph([...words, ". cannot reach"].join(", "), frame.width);
  return `${table(columns, rows)}\n${legend}${verdict(frame)}`;
}

/** The same as one JSON document. */
export function edgesJson(edges: readonly Edge[], summary: EdgeSummary): string {
  return jsonReport({ schema: "swarmnet/edges/1", edges, summary });
}
