import type { Swarm } from "../../swarm/model.ts";
import { judgeBalance } from "./balance.ts";
import { judgeIpsec } from "./ipsec.ts";
import type { Check, ProbeInput, WireResult } from "./model.ts";
import { judgeNodes } from "./node.ts";
import { judgePath } from "./path.ts";
import { judgeWire } from "./wire.ts";
import { byText } from "../../base/order.ts";

/** All that was found, in a total order. */
export interface ProbeResult {
  checks: Check[];
  wire: WireResult[];
}

/** Judges what came from the nodes. */
export function judgeProbe(input: ProbeInput): ProbeResult {
  const { checks, wire } = judgeWire(input);
  const all = [
    ...checks,
    ...judgeIpsec(input),
    ...judgePath(input),
    ...judgeBalance(input),
    ...judgeNodes(input),
  ];
  return { checks: all.map(bounded).sort(compare), wire: wire.sort(compareWire) };
}

/** Text from a node may be as long as it likes. */
const LONGEST_EVIDENCE = 500;

function bounded(check: Check): Check {
  const { evidence } = check;
  return evidence.length <= LONGEST_EVIDENCE
    ? check
    : { ...check, evidence: `${evidence.slice(0, LONGEST_EVIDENCE)}…` };
}

function compare(a: Check, b: Check): number {
  return byText(a.code, b.code) || byText(a.network ?? "", b.network ?? "") || byText(a.node, b.node) ||
    byText(a.peer ?? "", b.peer ?? "") || byText(a.evidence, b.evidence);
}

function compareWire(a: WireResult, b: WireResult): number {
  return byText(a.network, b.network) || byText(a.from, b.from) || byText(a.to, b.to);
}

/** Service names that docker's DNS can be asked for without quoting, with the networks they are looked up in. */
export function lookUps(swarm: Swarm, network: { id: string; name: string }, most: number): string[] {
  const safe = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,60}[A-Za-z0-9])?$/;
  if (!safe.test(network.name)) return [];
  return swarm.services.filter((service) =>
    safe.test(service.name) &&
    swarm.tasks.some((task) =>
      task.service === service.id && task.state === "running" &&
      task.networks.some((one) => one.network === network.id)
    )
  ).map(({ name }) => `tasks.${name}.${network.name}`).slice(0, most);
}
