/** A probe's JSON document, as tests read it. */
import assert from "node:assert/strict";
import type { Ran } from "../../scripts/support/process.ts";

/** One check of the document, as far as tests read it. */
export interface Check {
  code: string;
  state: string;
  node: string;
  peer: string | null;
  network: string | null;
  evidence: string;
}

/** What was seen of a network from one node to another. */
export interface Wire {
  network: string;
  from: string;
  to: string;
  seen: string;
}

/** The JSON document that a probe wrote; an error with what it said where it wrote none. */
export function documentOf({ stdout, stderr }: Ran): { checks: Check[]; wire: Wire[]; line: string } {
  assert.ok(stdout.startsWith("{"), stderr);
  return JSON.parse(stdout);
}

/** What was seen of a network on the wire, as "FROM to TO: WHAT". */
export function seen(ran: Ran, network: string): string[] {
  return documentOf(ran).wire.filter((one) => one.network === network).map(({ from, to, seen }) =>
    `${from} to ${to}: ${seen}`
  );
}

/** Look-ups that take more than a second: on a machine that is busy with something else they do, on a sound swarm as well. */
const SLOW_NAMES = "SN0827";

/** Failed checks as "CODE node peer network", but for what depends on how busy the machine is. */
export function failed(ran: Ran): string[] {
  return documentOf(ran).checks.filter(({ state, code }) => state === "failed" && code !== SLOW_NAMES).map((
    { code, node, peer, network },
  ) => [code, node, peer ?? "-", network ?? "-"].join(" "));
}
