import { editText, sharing } from "../stack/edit.ts";
import type { StackFile } from "../stack/index.ts";
import type { Finding } from "./finding.ts";

/** What the safe fixes make of one file. */
export interface FixedFile {
  name: string;
  before: string;
  after: string;
  /** How many findings were fixed in it. */
  fixed: number;
}

/** A fix that was not made, and why; the file is as it was. */
export interface LeftFix {
  finding: Finding;
  why: string;
}

/** Makes the safe changes that findings offer, one by one. Files that nothing changes are not listed. */
export function fixStack(
  files: readonly StackFile[],
  findings: readonly Finding[],
): { fixed: FixedFile[]; left: LeftFix[] } {
  const fixed: FixedFile[] = [];
  const left: LeftFix[] = [];
  for (const file of files) {
    const wanted = findings.filter((finding) => finding.fix.edit?.file === file.name);
    if (wanted.length === 0) continue;
    const before = decoded(file);
    if (before === undefined) {
      left.push(...wanted.map((finding) => ({ finding, why: "the file is not UTF-8" })));
      continue;
    }
    const mark = before.startsWith("\uFEFF") ? "\uFEFF" : "";
    let text = before.slice(mark.length);
    let count = 0;
    for (let pending = wanted; pending.length > 0;) {
      const { edit } = pending[0]!.fix;
      const also = sharing(text, edit!, pending.slice(1).map(({ fix }) => fix.edit!));
      const together = pending.filter(({ fix }) => fix.edit === edit || also.includes(fix.edit!));
      pending = pending.filter((finding) => !together.includes(finding));
      const edited = editText(text, edit!, also);
      if ("refused" in edited) {
        left.push(...together.map((finding) => ({ finding, why: edited.refused })));
      } else {
        text = edited.text;
        count += together.length;
      }
    }
    if (count > 0) fixed.push({ name: file.name, before, after: mark + text, fixed: count });
  }
  return { fixed, left };
}

function decoded({ text }: StackFile): string | undefined {
  if (typeof text === "string") return text;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text);
  } catch {
    return undefined;
  }
}
