import { show } from "./print.ts";
import { byCodePoint, typeName, type Value } from "./value.ts";

/** What Go says of operands that cannot be compared. */
export class CompareError extends Error {}

type Basic = "bool" | "int" | "float" | "string" | "other";

function kindOf(value: Value): Basic {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return "other";
}

/** `eq first others…`: whether the first equals one of the others. */
export function equals(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new CompareError("missing argument for comparison");
  for (const other of others) if (equalsOne(first, other)) return true;
  return false;
}

function equalsOne(a: Value, b: Value): boolean {
  const nothing = (value: Value) => value === null || value === undefined;
  const kind = kindOf(a);
  if (nothing(a) || nothing(b)) return nothing(a) === nothing(b);
  if (kind !== kindOf(b)) throw new CompareError("incompatible types for comparison");
  if (kind === "other") throw new CompareError(`non-comparable type ${show(a)}: ${typeName(a)}`);
  return a === b;
}

/** Order of two numbers or two strings: negative, 0 or positive. */
export function compare(a: Value, b: Value): number {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) throw new CompareError("incompatible types for comparison");
  if (kind === "bool" || kind === "other") throw new CompareError("invalid type for comparison");
  return kind === "string" ? byCodePoint(a as string, b as string) : (a as number) - (b as number);
}
