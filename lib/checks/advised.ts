import type { Advise } from "../base/advice.ts";
import type { Finding } from "./finding.ts";
import type { Fix } from "./rule.ts";
import type { Verdict } from "./verdict.ts";

/** A verdict whose fixes are for this call, in every list, and so are the notes of the benchmark, which name commands too. */
export function advisedVerdict(verdict: Verdict, advise: Advise): Verdict {
  const all = (findings: readonly Finding[]) => advisedFindings(findings, advise);
  const { cis } = verdict;
  return {
    ...verdict,
    cis: cis && { ...cis, items: cis.items.map((one) => ({ ...one, note: advise(one.note) })) },
    findings: all(verdict.findings),
    hidden: all(verdict.hidden),
    suppressed: all(verdict.suppressed),
    baselined: all(verdict.baselined),
  };
}

/** Findings whose fixes are for this call. */
export function advisedFindings(findings: readonly Finding[], advise: Advise): Finding[] {
  return findings.map((one) => ({ ...one, fix: advisedFix(one.fix, advise) }));
}

function advisedFix(fix: Fix, advise: Advise): Fix {
  const { commands } = fix;
  return {
    ...fix,
    text: advise(fix.text),
    ...(commands === undefined ? {} : { commands: commands.map(advise) }),
  };
}
