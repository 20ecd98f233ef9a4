import type { BenchRun, NodeFacts, Trial } from "../../bench/judge/model.ts";
import { inline } from "../../terminal/boundary.ts";
import { ascending, quantile } from "../../bench/judge/quantiles.ts";

const COLUMNS = [
  "from",
  "to",
  "place",
  "round",
  "warm_up",
  "network",
  "measure",
  "seconds",
  "bits_per_second",
  "packets_per_second",
  "packets_sent",
  "packets_lost",
  "retransmits",
  "latency_p50_us",
  "latency_p90_us",
  "latency_p99_us",
  "sender_cores",
  "receiver_cores",
  "failed",
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string | number | null>>;

/**
 * One row for each trial, the warm-up and failed ones included (RFC 4180, but for its line ends: a carriage
 * return does not pass to a terminal); what a trial does not measure is empty.
 */
export function benchCsv(run: BenchRun): string {
  const rows = run.pairs.flatMap(({ from, to, trials }) => trials.map((trial) => rowOf(from, to, trial)));
  return [COLUMNS.join(","), ...rows.map((row) => COLUMNS.map((name) => cell(row[name])).join(","))]
    .map((line) => `${line}\n`).join("");
}

function rowOf(from: NodeFacts, to: NodeFacts, { place, round, arm, measure, result }: Trial): Row {
  const head: Row = {
    from: from.name,
    to: to.name,
    place,
    round,
    warm_up: round === 0 ? "yes" : "no",
    network: arm,
    measure,
  };
  switch (result.kind) {
    case "failed":
      return { ...head, failed: result.why };
    case "latency": {
      const sorted = ascending(result.samples);
      const at = (share: number) => Math.round(quantile(sorted, share));
      return { ...head, latency_p50_us: at(0.5), latency_p90_us: at(0.9), latency_p99_us: at(0.99) };
    }
    case "tcp":
    case "udp":
      return {
        ...head,
        seconds: rounded(result.seconds),
        sender_cores: rounded(result.sender?.busy),
        receiver_cores: rounded(result.receiver?.busy),
        ...result.kind === "tcp"
          ? { bits_per_second: Math.round(result.bitsPerSecond), retransmits: result.retransmits }
          : {
            packets_per_second: Math.round(result.packetsPerSecond),
            packets_sent: result.sent,
            packets_lost: result.lost,
          },
      };
  }
}

function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * 1000) / 1000;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV injection"). */
function cell(value: string | number | null | undefined): string {
  if (typeof value !== "string") return value === null || value === undefined ? "" : String(value);
  const line = inline(value);
  const text = /^[=+\-@]/.test(line) ? `'${line}` : line;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
