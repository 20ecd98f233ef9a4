import { versionWithin } from "./engine_version.ts";
import type { Node } from "./model.ts";

/** A defect of encrypted overlays in some engine versions. */
export interface EngineBug {
  id: "vxlan-injection" | "fixed-data-path-port" | "spi-mismatch" | "shared-sa-removal" | "sa-ref-count";
  /** What happens, one sentence without final stop. */
  what: string;
  /** The first good versions, newest line last. */
  fixed: string[];
  /** Ranges of affected versions, [from, before). */
  ranges: readonly (readonly [string, string])[];
  reference: string;
}

/** Advisories and bugs of encrypted overlay networks, from the security pages and pull requests of moby. */
export const ENCRYPTION_BUGS: readonly EngineBug[] = [
  {
    id: "vxlan-injection",
    what:
      "anyone who reaches their VXLAN port can inject packets into encrypted networks, and on kernels without xt_u32 traffic travels in clear without a word",
    fixed: ["20.10.24", "23.0.3"],
    ranges: [["0", "20.10.24"], ["23.0.0", "23.0.3"]],
    reference: "CVE-2023-28840, CVE-2023-28841, CVE-2023-28842",
  },
  {
    id: "fixed-data-path-port",
    what: "they encrypt traffic to port 4789 only, whatever the swarm's data path port is",
    fixed: ["23.0.7", "24.0.3"],
    ranges: [["0", "23.0.7"], ["24.0.0", "24.0.3"]],
    reference: "moby#45635",
  },
  {
    id: "spi-mismatch",
    what:
      "they compute security parameter indexes unlike all other versions, so encrypted traffic between the two groups is dropped",
    fixed: ["25.0.15", "29.2.1"],
    ranges: [["25.0.13", "25.0.15"], ["29.0.0", "29.2.1"]],
    reference: "moby#51798",
  },
  {
    id: "shared-sa-removal",
    what: "removing one encrypted network there can cut the others between the same two nodes",
    fixed: ["25.0.13", "29.0.0"],
    ranges: [["0", "25.0.13"], ["26.0.0", "29.0.0"]],
    reference: "moby#50169",
  },
  {
    id: "sa-ref-count",
    what: "a tunnel that is in use can be taken down there, after which its traffic travels in clear",
    fixed: [],
    ranges: [["25.0.13", "26.0.0"], ["29.0.0", "1000"]],
    reference: "moby#53420",
  },
];

/** Whether an engine of this version has the bug; an unreadable version has none that is known. */
function hasBug(bug: EngineBug, version: string): boolean {
  return bug.ranges.some(([from, before]) => versionWithin(version, from, before));
}

/** One of the bugs by its id. */
export function bugOf(id: EngineBug["id"]): EngineBug {
  return ENCRYPTION_BUGS.find((one) => one.id === id)!;
}

/** The Linux nodes whose engine has the bug; Windows has another driver. */
export function affectedBy(bug: EngineBug, nodes: readonly Node[]): Node[] {
  return nodes.filter((node) => node.os !== "windows" && hasBug(bug, node.engineVersion));
}
