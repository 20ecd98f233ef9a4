import { type Arm, type BenchOptions, type PlannedTrial, UDP_PAYLOAD } from "./judge/model.ts";
import { costOf, REQUESTS_PER_SECOND, scheduleOf, secondsOf } from "./judge/schedule.ts";
import type { HelperNetwork, HelperSpec } from "../helper/model.ts";

/** A slow machine may take so many times what was estimated before the helpers end by themselves. */
const TIMEOUT_FACTOR = 3;

/** The two temporary networks: the same but for encryption. */
export function benchNetworks(
  arms: readonly Arm[],
  subnets: Readonly<Partial<Record<Arm, string>>>,
): HelperNetwork[] {
  return arms.map((arm) => {
    const subnet = subnets[arm];
    return { role: arm, encrypted: arm === "encrypted", ...subnet === undefined ? {} : { subnet } };
  });
}

/** What the helper service on one node of a pair is made from. */
export interface PairHelper {
  /** Of the pair among those of this bench, from 1. */
  number: number;
  node: string;
  /** Names or IDs of the networks, by arm. */
  networks: ReadonlyMap<Arm, string>;
  options: BenchOptions;
}

/** The end that answers. It measures nothing by itself. */
export function serverSpec({ number, node, networks, options }: PairHelper): HelperSpec {
  return {
    role: `server-${number}-${networks.size}`,
    nodes: [node],
    network: [...networks.values()],
    capabilities: [],
    mounts: [],
    env: {},
    script: SERVER_SCRIPT,
    limitSeconds: limitOf(options, [...networks.keys()]),
  };
}

/** The end that sends: it runs the trials against the server's addresses. */
export function clientSpec(helper: PairHelper, addresses: Readonly<Record<Arm, string>>): HelperSpec {
  const { number, node, networks, options } = helper;
  const arms = [...networks.keys()];
  const { maxRate, streams } = options;
  return {
    role: `client-${number}-${networks.size}`,
    nodes: [node],
    network: [...networks.values()],
    capabilities: [],
    mounts: [],
    env: {
      BENCH_PLAN: scheduleOf(options, arms).map((trial) => planLine(options, trial)).join("\n"),
      BENCH_plain: addresses.plain,
      BENCH_encrypted: addresses.encrypted,
      BENCH_STREAMS: String(streams),
      // iperf3 limits each stream by itself; 0 is no limit.
      BENCH_ONE: String(maxRate === null ? 0 : Math.floor(maxRate)),
      BENCH_MANY: String(maxRate === null ? 0 : Math.floor(maxRate / streams)),
      BENCH_PAYLOAD: String(UDP_PAYLOAD),
      BENCH_PAUSE: String(1 / REQUESTS_PER_SECOND),
    },
    script: CLIENT_SCRIPT,
    limitSeconds: limitOf(options, arms),
  };
}

function planLine(options: BenchOptions, trial: PlannedTrial): string {
  return `${trial.place} ${trial.arm} ${trial.measure} ${secondsOf(options, trial)}`;
}

/** Longest time of a pair's helpers, in seconds. */
export function limitOf(options: BenchOptions, arms: readonly Arm[]): number {
  return costOf(options, 1, arms).seconds * TIMEOUT_FACTOR + 120;
}

/**
 * The scripts that run on the two nodes of a pair, for any POSIX shell (busybox's is enough). They only measure and report: what to
 * run comes in environment variables, what it means is worked out from their lines.
 */

/** Port of the server; it is reached over the two throw-away networks only. */
export const PORT = 5201;

/**
 * `reading` remembers how busy the node has been since it was started: user, nice, system, irq and softirq time of all cores
 * (Linux Documentation/filesystems/proc.rst), in ticks, and the clock of /proc/uptime. The shell's own `read` starts no process.
 */
const COMMON = `
reading() {
  read -r _ user nice system idle iowait irq softirq steal _ </proc/stat
  read -r uptime _ </proc/uptime
  busy=$((user + nice + system + irq + softirq))
  total=$((busy + idle + iowait + steal))
}
from_here() { reading; busy0=$busy total0=$total steal0=$steal uptime0=$uptime; }
spent() { reading; echo "$((busy - busy0)) $((total - total0)) $((steal - steal0)) $uptime0 $uptime"; }
in_pieces() { fold -w 3500 | sed "s/^/$1 /"; }
describe() {
  for tool in iperf3 ping ip timeout; do command -v $tool >/dev/null 2>&1 || echo "lacks $tool"; done
  echo "kernel $(uname -r)"
  echo "arch $(uname -m)"
  read -r boot </proc/sys/kernel/random/boot_id && echo "boot $boot"
  echo "cpus $(grep -c '^cpu[0-9]' /proc/stat)"
  sed -n '/^model name/{s/^[^:]*: */cpu-model /p;q;}' /proc/cpuinfo
  sed -n '/^\\(flags\\|Features\\)[[:space:]]*:/{s/^[^:]*: *//p;q;}' /proc/cpuinfo | in_pieces flags
  iperf3 --version 2>/dev/null | sed -n '1s/^/iperf /p'
  ip -o -4 address 2>/dev/null | sed -n 's/^[0-9]*: *\\([^ ]*\\) *inet \\([^ ]*\\).*/address \\1 \\2/p'
  for device in /sys/class/net/*; do
    [ -r "$device/mtu" ] && read -r mtu <"$device/mtu" && echo "mtu \${device##*/} $mtu"
  done
  from_here; sleep 1; echo "background $(spent)"
}
`;

/**
 * Serves the trials one after the other and tells how busy the node was during each, by the port that the client's data came from:
 * the client reports the same port. iperf3 hands its lines to a pipe only with the first report of an interval, hence the short one: the
 * reading before starts that much late, and covers the rest of the trial.
 */
const SERVER_SCRIPT = `${COMMON}
describe
echo ready
command -v iperf3 >/dev/null 2>&1 || exit 0
port=
iperf3 -s -p ${PORT} -i 0.2 --forceflush 2>&1 | while read -r line; do
  case $line in
  "Accepted connection"*) from_here; port= ;;
  *" connected to "*) [ -n "$port" ] || port=\${line##* port } ;;
  "Server listening"*) [ -z "$port" ] || echo "served $port $(spent)"; port= ;;
  *error*) echo "trouble $line" ;;
  esac
done
`;

/**
 * Runs the trials in the order they are listed in BENCH_PLAN, a line each: place, network, what to measure, seconds.
 * BENCH_plain, BENCH_encrypted: addresses of the server. BENCH_STREAMS: streams of `tcp-many`. BENCH_ONE, BENCH_MANY: iperf3's rate limit for each stream. BENCH_PAYLOAD: bytes of a UDP
 * packet. BENCH_PAUSE: seconds between two requests. A trial that hangs is ended; a network whose warm-up (place 0 or 1) fails
 * gets no further trials, unless only the tool was missing.
 */
const CLIENT_SCRIPT = `${COMMON}
tool() {
  place=$1; shift
  from_here
  answer=$(timeout "$((seconds + 10))" "$@" </dev/null 2>&1)
  code=$?
  echo "spent $place $(spent)"
  [ $code -eq 0 ] || echo "code $place $code"
}
throughput() {
  tool "$place" iperf3 -c "$address" -p ${PORT} -t "$seconds" -i 0 -J "$@"
  # With -J iperf3 ends with 0 whatever happened.
  case $answer in *'"error":'*) code=1 ;; esac
  printf '%s\\n' "$answer" | tr -d '\\n\\t' | sed 's/"intervals":.*"end":{/"end":{/;s/$/\\n/' | in_pieces "json $place"
}
echo_requests() {
  tool "$place" ping -c "$(awk "BEGIN { print int($seconds / $BENCH_PAUSE) }")" -i "$BENCH_PAUSE" -W 2 "$address"
  times=$(printf '%s\\n' "$answer" | sed -n 's/.*time=\\([0-9.]*\\) ms.*/\\1/p' | tr '\\n' ' ')
  if [ -n "$times" ]; then echo "$times" | in_pieces "times $place"
  else printf '%s\\n' "$answer" | tail -n 3 | sed "s/^/said $place /"
  fi
}
describe
dead=
printf '%s\\n' "$BENCH_PLAN" | while read -r place arm measure seconds; do
  case $dead in *"$arm"*) echo "skipped $place"; continue ;; esac
  echo "begin $place"
  case $arm in plain) address=$BENCH_plain ;; *) address=$BENCH_encrypted ;; esac
  case $measure in
  tcp-one) throughput -b "$BENCH_ONE" ;;
  tcp-many) throughput -P "$BENCH_STREAMS" -b "$BENCH_MANY" ;;
  udp) throughput -u -l "$BENCH_PAYLOAD" -b "$BENCH_ONE" ;;
  latency) echo_requests ;;
  esac
  case $place-$code in [01]-0 | *-127) ;; [01]-*) dead="$dead $arm" ;; esac
done
`;
