/**
 * What a bench measured, as data: raw results of every trial, and the facts about the nodes that explain them. Rates are per
 * second, bits are bits, latencies are microseconds, CPU is in cores. What could not be had is null, never a guess.
 */

/** The two throw-away networks that are compared. */
export const ARMS = ["plain", "encrypted"] as const;
/** One of the two networks that are compared. */
export type Arm = (typeof ARMS)[number];

/** What one trial measures: TCP with one stream, TCP with several, small UDP packets, time of a request. */
export const MEASURES = ["tcp-one", "tcp-many", "udp", "latency"] as const;
/** What a trial measures. */
export type Measure = (typeof MEASURES)[number];

/** Bytes that each packet of the UDP trials carries. */
export const UDP_PAYLOAD = 64;

/** How busy a node was while a trial ran, from the difference of two readings of /proc/stat. */
export interface Cpu {
  /** Cores at work while the trial ran, kernel work for the network (softirq) included; everything on the node counts. */
  busy: number;
  /** Share of the time a hypervisor gave to others, 0 to 1. */
  steal: number;
}

/** What a TCP trial measured. */
export interface TcpResult {
  kind: "tcp";
  seconds: number;
  /** Bytes that arrived. */
  bytes: number;
  bitsPerSecond: number;
  /** null where the sender's kernel does not count them. */
  retransmits: number | null;
  sender: Cpu | null;
  receiver: Cpu | null;
}

/** What a trial with small UDP packets measured. */
export interface UdpResult {
  kind: "udp";
  seconds: number;
  sent: number;
  lost: number;
  /** Packets that arrived, a second. */
  packetsPerSecond: number;
  sender: Cpu | null;
  receiver: Cpu | null;
}

/** What a trial with ICMP echo measured. */
export interface LatencyResult {
  kind: "latency";
  /** Microseconds from request to answer, in the order they were sent. */
  samples: number[];
}

/** A trial that gave no figures. */
export interface FailedResult {
  kind: "failed";
  why: string;
}

/** What came of a trial. */
export type Result = TcpResult | UdpResult | LatencyResult | FailedResult;

/** A trial and its place in the sequence. */
export interface PlannedTrial {
  /** Place in the sequence of its pair, from 0. */
  place: number;
  /** 0 is the warm-up, which is kept but never counted. */
  round: number;
  arm: Arm;
  measure: Measure;
}

/** A trial that was run. */
export interface Trial extends PlannedTrial {
  result: Result;
}

/** What explains a node's figures. */
export interface NodeFacts {
  id: string;
  name: string;
  kernel: string | null;
  engine: string;
  arch: string;
  cpuModel: string | null;
  cpus: number | null;
  /** The processor has AES instructions; null where it does not say. */
  aes: boolean | null;
  /** MTU of the interface inside each network. */
  mtu: Record<Arm, number | null>;
  /** Version of iperf3 in the tool image. */
  iperf: string | null;
  /** Cores busy before anything was measured. */
  background: number | null;
  /** Differs between machines and boots; equal on two nodes that share one kernel. */
  boot: string | null;
}

/** The measurements from one node to another. */
export interface PairRun {
  from: NodeFacts;
  to: NodeFacts;
  trials: Trial[];
  /** Why an arm, or the pair as a whole, could not be measured. */
  problems: { arm: Arm | null; why: string; next: string }[];
}

/** The options of a bench that its figures depend on. */
export interface BenchOptions {
  /** Seconds of each trial. */
  seconds: number;
  trials: number;
  /** Streams of the trials with several. */
  streams: number;
  /** Bits per second that no trial exceeds, or null. */
  maxRate: number | null;
}

/** The raw data of a bench. */
export interface BenchRun {
  /** RFC 3339. */
  taken: string;
  /** The tool image as asked for. */
  image: string;
  options: BenchOptions;
  /** Of the random numbers behind the intervals. */
  seed: number;
  pairs: PairRun[];
}
