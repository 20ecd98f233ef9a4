import { green, red, yellow } from "../../terminal/style.ts";

/** What stands for what in a bar; the second set is for terminals that show ASCII only. */
export interface BarSigns {
  used: string;
  transient: string;
  free: string;
  /** Behind a bar: more is wanted than there is. */
  over: string;
}
const UNICODE: BarSigns = { used: "█", transient: "▒", free: "·", over: "!" };
const ASCII: BarSigns = { used: "#", transient: "=", free: ".", over: "!" };

/** The signs of bars, in ASCII where that is asked for. */
export function barSigns(ascii: boolean): BarSigns {
  return ascii ? ASCII : UNICODE;
}

/**
 * A bar of `cells` columns and one for the sign of too much. What is there at all takes a cell at least, and a bar is full
 * only when nothing is free.
 */
export function bar(
  { used, peak, usable }: { used: number; peak: number; usable: number },
  cells: number,
  signs: BarSigns,
): string {
  const at = (count: number) => cellsOf(count, usable, cells);
  const held = at(Math.min(used, usable));
  const reached = Math.max(held, at(Math.min(peak, usable)));
  const extra = reached === held && peak > used && held < cells ? 1 : reached - held;
  const free = cells - held - extra;
  const over = peak > usable ? signs.over : "";
  const paint = used >= usable ? red : peak > usable ? yellow : green;
  return paint(signs.used.repeat(held) + signs.transient.repeat(extra)) + signs.free.repeat(free) +
    (over === "" ? "" : paint(over));
}

function cellsOf(count: number, usable: number, cells: number): number {
  if (count <= 0 || usable <= 0) return usable <= 0 ? cells : 0;
  if (count >= usable) return cells;
  return Math.min(cells - 1, Math.max(1, Math.round(count / usable * cells)));
}
