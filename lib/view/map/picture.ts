import type { MapState } from "../../insight/topology_model.ts";

/** A topology as boxes and lines, before layout: what every drawn format shows. Ids are made here and safe everywhere. */
export interface Picture {
  boxes: Box[];
  lines: Line[];
  /** Frames around boxes, by stack. */
  frames: { id: string; title: string }[];
  /** What was left out or put together, one sentence each. */
  notes: string[];
}

/** A box of a picture. */
export interface Box {
  id: string;
  kind: "service" | "network" | "entry" | "group" | "node";
  title: string;
  /** Further lines of text. */
  lines: string[];
  /** Of networks and groups; null where encryption does not apply. */
  state: MapState | null;
  /** Frame it stands in, or "". */
  frame: string;
  /** Worst level found about it, or "". */
  level: "" | "info" | "warning" | "error";
  /** Names of stacks it belongs to, for filters. */
  stacks: string[];
  /** What it stands for, as `keyOf` writes it. */
  of: string[];
  /** Distance from outside: published ports and the mesh are 0. Lines join neighbouring ranks. */
  rank: number;
}

/** A line between two boxes, named by their IDs. */
export interface Line {
  from: string;
  to: string;
  state: MapState;
  label: string;
  /** Where on the way inside: whether traffic can leave a node here. */
  crosses: boolean;
}

/** A thing of the swarm by kind and ID, such as "service abc". */
export function keyOf(kind: "service" | "network" | "node", id: string): string {
  return `${kind} ${id}`;
}

/** What large swarms are put together by. */
export type GroupBy = "stack" | "node";
