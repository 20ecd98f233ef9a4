import type { Cpu, NodeFacts, PlannedTrial, Result, Trial } from "./judge/model.ts";
import type { Fact } from "../helper/model.ts";
import { cpuOf, type CpuWindow } from "./read_node.ts";

/** Longest error of a tool that is kept, in characters. */
const LONGEST = 200;
/** More requests than a latency trial makes. */
const MOST_SAMPLES = 10_000;

/** What both ends said, as a result for each planned trial. A trial that is not in the client's lines has failed. */
export function readTrials(
  planned: readonly PlannedTrial[],
  client: { facts: readonly Fact[]; node: NodeFacts },
  server: { facts: readonly Fact[]; node: NodeFacts },
): Trial[] {
  const lines = byPlace(client.facts);
  const served = servedByPort(server.facts, server.node.cpus);
  return planned.map((trial) => {
    const own = lines.get(trial.place) ?? new Map<string, string>();
    const spent = cpuOf(own.get("spent"), client.node.cpus);
    const { background, cpus } = client.node;
    return { ...trial, result: resultOf(trial, own, { spent, background, cpus, served }) };
  });
}

/** Texts by kind, put together again where they came in pieces, for each trial. */
function byPlace(facts: readonly Fact[]): Map<number, Map<string, string>> {
  const found = new Map<number, Map<string, string>>();
  for (const { kind, text } of facts) {
    const match = /^(\d{1,5})(?: (.*))?$/s.exec(text);
    if (match === null) continue;
    const place = Number(match[1]);
    const kinds = found.get(place) ?? new Map<string, string>();
    kinds.set(kind, (kinds.get(kind) ?? "") + (match[2] ?? ""));
    found.set(place, kinds);
  }
  return found;
}

/** How busy the server's node was during the trial whose data came from this port. Ports of a later trial win. */
function servedByPort(facts: readonly Fact[], cpus: number | null): Map<number, CpuWindow> {
  const found = new Map<number, CpuWindow>();
  for (const { kind, text } of facts) {
    const match = kind === "served" ? /^(\d{1,5}) (.*)$/.exec(text) : null;
    const cpu = cpuOf(match?.[2], cpus);
    if (cpu !== null) found.set(Number(match![1]), cpu);
  }
  return found;
}

interface Around {
  spent: CpuWindow | null;
  background: number | null;
  /** Of the client's node. */
  cpus: number | null;
  served: ReadonlyMap<number, CpuWindow>;
}

function resultOf(trial: PlannedTrial, own: ReadonlyMap<string, string>, around: Around): Result {
  if (own.has("skipped")) return failed("left out: the warm-up on this network failed");
  if (!own.has("begin")) return failed("it was not reached: the client ended before");
  if (trial.measure === "latency") return latencyOf(own);
  const report = parse(own.get("json") ?? "");
  if (report === null) {
    return failed(own.get("code") === undefined ? "iperf3 gave no report" : exitText(own.get("code")!));
  }
  const error = report.error;
  // What iperf3 says when it is ended from outside, as the client does with one that hangs.
  if (error === "interrupt - the client has terminated") {
    return failed("it was ended: nothing arrived in time");
  }
  if (typeof error === "string" && error !== "") return failed(error);
  return trial.measure === "udp" ? udpOf(report, around) : tcpOf(report, around);
}

function tcpOf(report: Json, around: Around): Result {
  const received = object(object(report.end).sum_received);
  const sent = object(object(report.end).sum_sent);
  const [seconds, bytes, rate] = [received.seconds, received.bytes, received.bits_per_second].map(number);
  if (seconds === null || bytes === null || rate === null || seconds! <= 0) {
    return failed("iperf3's report has no sum");
  }
  return {
    kind: "tcp",
    seconds: seconds!,
    bytes: bytes!,
    bitsPerSecond: rate!,
    retransmits: number(sent.retransmits),
    ...cpuOfBoth(report, around, seconds!),
  };
}

function udpOf(report: Json, around: Around): Result {
  const sum = object(object(report.end).sum);
  const [seconds, sent, lost] = [sum.seconds, sum.packets, sum.lost_packets].map(number);
  if (seconds === null || sent === null || lost === null || seconds! <= 0) {
    return failed("iperf3's report has no sum");
  }
  // Packets that arrive twice make a negative loss in some versions; a number below 0 was refused above.
  const arrived = Math.max(0, sent! - lost!);
  return {
    kind: "udp",
    seconds: seconds!,
    sent: sent!,
    lost: sent! - arrived,
    packetsPerSecond: arrived / seconds!,
    ...cpuOfBoth(report, around, seconds!),
  };
}

/**
 * The client's readings stand a little before and after the trial, so what it did is spread over the trial's own seconds; the
 * server's lie within the trial.
 */
function cpuOfBoth(
  report: Json,
  { spent, background, cpus, served }: Around,
  seconds: number,
): { sender: Cpu | null; receiver: Cpu | null } {
  const port = number(object(list(object(report.start).connected)[0]).local_port);
  const other = port === null ? undefined : served.get(port);
  const idle = background ?? 0;
  const busy = spent === null ? 0 : Math.max(0, spent.cores - idle) * spent.seconds / seconds + idle;
  // Starting the tool counts as well; more than all cores cannot have been busy.
  const sender = spent === null ? null : { busy: Math.min(busy, cpus ?? Infinity), steal: spent.steal };
  return { sender, receiver: other === undefined ? null : { busy: other.cores, steal: other.steal } };
}

function latencyOf(own: ReadonlyMap<string, string>): Result {
  const samples = (own.get("times") ?? "").split(" ").filter((one) => /^\d{1,6}(?:\.\d{1,6})?$/.test(one))
    .slice(0, MOST_SAMPLES)
    // Thousandths are the last that ping tells.
    .map((one) => Math.round(Number(one) * 1000));
  if (samples.length > 0) return { kind: "latency", samples };
  const said = own.get("said")?.trim() ?? "";
  return failed(said === "" ? "no request was answered" : `no request was answered: ${said}`);
}

function exitText(code: string): string {
  // timeout(1) ends with 124, or 143 in busybox.
  return /^(?:124|143)$/.test(code)
    ? "it did not end in time"
    : `the tool ended with code ${code.slice(0, 4)}`;
}

function failed(why: string): Result {
  return { kind: "failed", why: why.slice(0, LONGEST) };
}

type Json = { [key: string]: unknown };

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Json : null;
  } catch {
    return null;
  }
}

function object(value: unknown): Json {
  return typeof value === "object" && value !== null ? value as Json : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}
