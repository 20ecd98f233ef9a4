import type { Position, Source } from "./source.ts";

/** What a scalar is after resolution; "time" is a timestamp, which docker accepts as text in few places only. */
export type ScalarType = "null" | "bool" | "int" | "float" | "str" | "time";

/** A single value. */
export interface Scalar {
  readonly kind: "scalar";
  readonly source: Source;
  /** Offsets in the source, quotes included; equal for a value that is left out. */
  readonly start: number;
  readonly end: number;
  readonly type: ScalarType;
  /** bigint only where a number would lose digits; text for "str" and "time" (as Go prints a time). */
  readonly value: string | number | bigint | boolean | null;
  /** As written, before interpolation. */
  readonly text: string;
  /** Interpolation changed it. */
  readonly interpolated: boolean;
  /** The text may hold something to interpolate. */
  readonly dollar: boolean;
}

/** A key of a mapping with its value. */
export interface Entry {
  readonly key: string;
  readonly keyNode: Scalar;
  readonly value: Node;
  /** Came in by a merge key (`<<`), so key and value stand elsewhere in the file. */
  readonly merged: boolean;
}

/** A mapping with its keys in the file's order. */
export interface Mapping {
  readonly kind: "mapping";
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  readonly entries: readonly Entry[];
  readonly dollar: boolean;
}

/** A sequence with its items in order. */
export interface Sequence {
  readonly kind: "sequence";
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  readonly items: readonly Node[];
  readonly dollar: boolean;
}

/** A value in a stack file. Aliases are the very node they point at, so the tree is a graph without cycles. */
export type Node = Scalar | Mapping | Sequence;

/** The place of a node. */
export function positionOf(node: Node): Position {
  return node.source.position(node.start);
}

/** The entry `key` of a mapping, or undefined for anything else. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  if (node?.kind !== "mapping") return undefined;
  for (const entry of node.entries) if (entry.key === key) return entry;
  return undefined;
}

/** The value under `key` of a mapping, or undefined for anything else. */
export function valueOf(node: Node | undefined, key: string): Node | undefined {
  return entryOf(node, key)?.value;
}

/** The entries of a mapping; none for anything else. */
export function entriesOf(node: Node | undefined): readonly Entry[] {
  return node?.kind === "mapping" ? node.entries : [];
}

/** The items of a sequence; none for anything else. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === "sequence" ? node.items : [];
}

/** Whether the value is missing or null. */
export function isNull(node: Node | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.type === "null");
}

/**
 * Follows keys and list indexes (`["driver_opts", "encrypted"]`, `["ipam", "config", 0]`) and returns the place of the
 * last key, or of the item. Undefined when the path is not there.
 */
export function placeOf(node: Node | undefined, path: readonly (string | number)[]): Position | undefined {
  let current = node;
  let place: Position | undefined;
  for (const step of path) {
    if (typeof step === "number") {
      current = itemsOf(current)[step];
      place = current && positionOf(current);
    } else {
      const entry = entryOf(current, step);
      current = entry?.value;
      place = entry && positionOf(entry.keyNode);
    }
    if (current === undefined) return undefined;
  }
  return place;
}
