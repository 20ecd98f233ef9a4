import type { CisReport, CisResult } from "../../checks/cis.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, boldRed, green, yellow } from "../../terminal/style.ts";
import { table } from "../common/table.ts";

const RESULT: Record<CisResult, (text: string) => string> = { pass: green, fail: boldRed, unknown: yellow };

/** The benchmark's items, one a line. */
export function cisText(cis: CisReport, width: number): string {
  const columns = ["ITEM", "RESULT", "WHAT"].map((header) => ({ header }));
  const rows = cis.items.map(({ item, result, title, note }) => [
    item,
    RESULT[result](result),
    `${inline(title)}: ${inline(note)}`,
  ]);
  return `${bold(inline(cis.benchmark))}\n${table(columns, rows, { indent: 2, width })}`;
}
