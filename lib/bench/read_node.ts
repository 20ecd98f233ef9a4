import type { NodeFacts } from "./judge/model.ts";
import type { Task } from "../swarm/model.ts";
import type { Fact } from "../helper/model.ts";

/** What the engine knows of a node. */
export type KnownNode = Pick<NodeFacts, "id" | "name" | "engine">;

/** A node's facts from the lines of its helper. What is missing or no number is null: lines are hostile text. */
export function nodeFacts(
  known: KnownNode,
  facts: readonly Fact[],
  mtuOf: { plain: string | undefined; encrypted: string | undefined },
): NodeFacts {
  const first = (kind: string) => facts.find((one) => one.kind === kind)?.text.trim() || null;
  const cpus = count(first("cpus"));
  const mtu = mtuByAddress(facts);
  const flags = facts.filter((one) => one.kind === "flags").map((one) => one.text).join("");
  return {
    ...known,
    kernel: first("kernel"),
    arch: first("arch") ?? "",
    cpuModel: first("cpu-model"),
    cpus,
    aes: flags === "" ? null : flags.split(" ").includes("aes"),
    mtu: { plain: mtu.get(mtuOf.plain ?? "") ?? null, encrypted: mtu.get(mtuOf.encrypted ?? "") ?? null },
    iperf: /^iperf (\S+)/.exec(first("iperf") ?? "")?.[1] ?? null,
    background: cpuOf(first("background"), cpus)?.cores ?? null,
    boot: first("boot"),
  };
}

/** Tools that the image lacks. */
export function lackingTools(facts: readonly Fact[]): string[] {
  return facts.filter((one) => one.kind === "lacks").map((one) => one.text.trim());
}

/** Addresses that a task has got, by network ID, without prefix length. */
export function addressesOf(task: Pick<Task, "networks">): Map<string, string> {
  return new Map(task.networks.flatMap(({ network, addresses }) => {
    const address = addresses[0]?.split("/")[0];
    return address === undefined ? [] : [[network, address]];
  }));
}

/** How busy a node was between two readings of /proc/stat. */
export interface CpuWindow {
  /** Seconds between the two readings. */
  seconds: number;
  /** Cores at work, on average. */
  cores: number;
  steal: number;
}

/**
 * `busy total steal since until` of the agents as cores: the ticks of all cores together and the clock of /proc/uptime. Which
 * share of a second a tick is does not matter. Null where it is unreadable or too short to say anything.
 */
export function cpuOf(text: string | null | undefined, cpus: number | null): CpuWindow | null {
  const numbers = (text ?? "").trim().split(" ").map(Number);
  const [busy, total, steal, since, until] = numbers;
  if (numbers.length !== 5 || !numbers.every((one) => Number.isFinite(one) && one >= 0) || cpus === null) {
    return null;
  }
  const seconds = until! - since!;
  if (total! < 5 || seconds <= 0 || busy! > total!) return null;
  return { seconds, cores: busy! / total! * cpus, steal: Math.min(1, steal! / total!) };
}

function mtuByAddress(facts: readonly Fact[]): Map<string, number> {
  const devices = new Map<string, number>();
  for (const { kind, text } of facts) {
    const match = kind === "mtu" ? /^(\S+) (\d{1,6})$/.exec(text.trim()) : null;
    if (match !== null) devices.set(match[1]!, Number(match[2]));
  }
  const found = new Map<string, number>();
  for (const { kind, text } of facts) {
    // `ip` shows a veth as eth0@if12.
    const match = kind === "address" ? /^([^\s@]+)\S* ([\d.]+)(?:\/\d+)?$/.exec(text.trim()) : null;
    const mtu = devices.get(match?.[1] ?? "");
    if (mtu !== undefined) found.set(match![2]!, mtu);
  }
  return found;
}

function count(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : null;
}
