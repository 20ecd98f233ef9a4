import {
  type Arm,
  type BenchOptions,
  type Measure,
  MEASURES,
  type PlannedTrial,
  UDP_PAYLOAD,
} from "./model.ts";

/** The warm-up lasts no longer than this, in seconds. */
const WARM_UP = 2;
/** Requests of a latency trial, a second. */
export const REQUESTS_PER_SECOND = 50;
/** A latency trial lasts no longer than this, in seconds: more requests say nothing new. */
const LONGEST_LATENCY = 5;
/** Seconds that a trial takes beside its own duration: connecting, exchanging results, starting the tool. */
const BESIDE = 1;
/** Seconds until the networks and tasks of a pair are there, and until they are gone. */
const SET_UP = 30;
/** Bytes of an echo request or answer on the wire, all headers and encryption included; 56 of them are payload. */
const ECHO_BYTES = 180;
/** Bytes that VXLAN, encryption, IP and Ethernet add to a UDP packet's payload. */
const UDP_AROUND = 150;
/** Rate at which an estimate without --max-rate counts bytes, in bits per second. */
const ASSUMED_RATE = 10e9;
/** UDP packets a second that an estimate assumes at most; a node that sends more is rare (one sending process). */
const ASSUMED_PACKETS = 1e6;

/**
 * The trials of a pair in their order. In each round every measure is taken on both networks, one straight after the other;
 * which goes first alternates from measure to measure and from round to round (plain, encrypted, encrypted, plain, …), so that a
 * drift of the machine meets both alike. Round 0 warms up: addresses are resolved and keys are in use before anything counts.
 */
export function scheduleOf(options: Pick<BenchOptions, "trials">, arms: readonly Arm[]): PlannedTrial[] {
  const planned: Omit<PlannedTrial, "place">[] = arms.map((arm) => ({ round: 0, arm, measure: "tcp-one" }));
  for (let round = 1; round <= options.trials; round++) {
    MEASURES.forEach((measure, at) => {
      const order = (round + at) % 2 === 1 ? arms : [...arms].reverse();
      for (const arm of order) planned.push({ round, arm, measure });
    });
  }
  return planned.map((one, place) => ({ place, ...one }));
}

/** Seconds that a trial measures for. */
export function secondsOf(
  options: Pick<BenchOptions, "seconds">,
  trial: Pick<PlannedTrial, "round" | "measure">,
): number {
  if (trial.round === 0) return Math.min(options.seconds, WARM_UP);
  return trial.measure === "latency" ? Math.min(options.seconds, LONGEST_LATENCY) : options.seconds;
}

/** What a bench will cost. */
export interface Cost {
  /** Trials of one pair, the warm-up included. */
  trials: number;
  pairs: number;
  /** About so long, setting up and removing included. */
  seconds: number;
  /** At most so many bytes between the nodes, headers not counted for TCP. */
  bytes: number;
  /** Bits per second that `bytes` is counted with: --max-rate, or an assumption. */
  rate: number;
  assumed: boolean;
}

/** Time and bytes of a bench of so many pairs of nodes. */
export function costOf(options: BenchOptions, pairs: number, arms: readonly Arm[]): Cost {
  const planned = scheduleOf(options, arms);
  const rate = options.maxRate ?? ASSUMED_RATE;
  let seconds = SET_UP;
  let bytes = 0;
  for (const trial of planned) {
    const lasts = secondsOf(options, trial);
    seconds += lasts + BESIDE;
    bytes += lasts * bytesPerSecond(trial.measure, rate);
  }
  return {
    trials: planned.length,
    pairs,
    seconds: Math.ceil(seconds * pairs),
    bytes: Math.ceil(bytes * pairs),
    rate,
    assumed: options.maxRate === null,
  };
}

function bytesPerSecond(measure: Measure, rate: number): number {
  if (measure === "latency") return REQUESTS_PER_SECOND * 2 * ECHO_BYTES;
  if (measure !== "udp") return rate / 8;
  return Math.min(ASSUMED_PACKETS, rate / 8 / UDP_PAYLOAD) * (UDP_PAYLOAD + UDP_AROUND);
}
