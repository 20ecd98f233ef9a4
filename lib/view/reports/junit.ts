import { repositoryPath } from "../../base/files.ts";
import { familyOf } from "../../checks/catalog.ts";
import { KNOWN_RULES } from "../../checks/known_rules.gen.ts";
import { type Finding, reaches } from "../../checks/finding.ts";
import type { Verdict } from "../../checks/verdict.ts";
import { inline } from "../../terminal/boundary.ts";
import { byCode, LEVEL_WORD, objectText, placeText, worstFirst } from "../findings/finding_text.ts";
import { element, xmlText } from "../common/xml.ts";
import { count } from "../../base/listing.ts";

interface Case {
  code: string;
  failed: boolean;
  skipped: boolean;
  xml: string;
}

/**
 * JUnit XML: a suite for each family of rules, a case for each rule. A case fails when a finding of it is at `--fail-on` or above, so
 * that failed cases and exit code 3 are the same thing; lesser findings stand in its output. A rule that could not be judged is
 * a skipped case. There is at most one <failure> a case: GitLab reads no second one.
 */
export function junitReport(verdict: Verdict): string {
  const cases = casesOf(verdict);
  const families = [...new Set(cases.map(({ code }) => code.slice(0, 4)))];
  const suites = families.map((family) => {
    const own = cases.filter(({ code }) => code.startsWith(family));
    const lines = own.map(({ xml }) => `    ${xml}\n`).join("");
    const name = `${family} ${familyOf(family)}`;
    return `  ${element("testsuite", { name, ...totals(own) }, `\n${lines}  `)}\n`;
  });
  const name = `docker swarmnet ${verdict.schema.split("/")[1]}`;
  const all = element("testsuites", { name, ...totals(cases) }, `\n${suites.join("")}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}\n`;
}

function totals(cases: readonly Case[]): Record<string, number> {
  return {
    tests: cases.length,
    failures: cases.filter(({ failed }) => failed).length,
    errors: 0,
    skipped: cases.filter(({ skipped }) => skipped).length,
    time: 0,
  };
}

function casesOf(verdict: Verdict): Case[] {
  const shown = byCode(worstFirst(verdict.findings));
  const hidden = byCode(verdict.hidden);
  const reasons = new Map<string, string[]>();
  for (const { code, reason } of verdict.skipped) reasons.set(code, [...reasons.get(code) ?? [], reason]);
  const codes = new Set([...verdict.judged, ...shown.keys(), ...hidden.keys(), ...reasons.keys()]);
  return KNOWN_RULES.filter(({ code }) => codes.has(code)).map(({ code, name }): Case => {
    const found = shown.get(code) ?? [];
    const below = hidden.get(code) ?? [];
    const skips = reasons.get(code) ?? [];
    const counts = ({ level }: Finding) => reaches(level, verdict.thresholds.failOn);
    const failing = found.filter(counts);
    const failed = failing.length > 0 || below.some(counts);
    const skipped = !failed && skips.length > 0;
    const content = [
      failed ? failure(failing, below) : "",
      skipped ? element("skipped", { message: skips.join("; ") }) : "",
      output(found.filter((one) => !counts(one)), below, skipped ? [] : skips),
    ].join("");
    const file = found.find(({ at }) => at !== null)?.at?.file;
    const attributes = { classname: `swarmnet.${familyOf(code)}`, name: `${code} ${name}`, time: 0 };
    const placed = file === undefined ? attributes : { ...attributes, file: repositoryPath(file) };
    return { code, failed, skipped, xml: element("testcase", placed, content) };
  });
}

function failure(failing: readonly Finding[], below: readonly Finding[]): string {
  const [first, ...rest] = failing;
  const type = LEVEL_WORD[(first ?? below.at(-1)!).level];
  const message = first === undefined
    ? `${count(below.length, "finding")} below --show`
    : rest.length === 0
    ? first.message
    : `${first.message} (and ${rest.length} more)`;
  return element("failure", { message, type }, xmlText(failing.map(findingText).join("\n")));
}

function output(found: readonly Finding[], hidden: readonly Finding[], skips: readonly string[]): string {
  const lines = [
    ...found.map(findingText),
    ...hidden.length > 0 ? [`${count(hidden.length, "finding")} below --show`] : [],
    ...skips.map((reason) => `Not judged everywhere: ${reason}`),
  ];
  return lines.length === 0 ? "" : element("system-out", {}, xmlText(lines.join("\n")));
}

function findingText(finding: Finding): string {
  const { at, fix } = finding;
  return [
    `${LEVEL_WORD[finding.level]}: ${inline(finding.message)}`,
    ...finding.details.map(inline),
    `${at === null ? "" : `${placeText(at)}, `}${objectText(finding.object)}`,
    `Why: ${finding.why}`,
    `Fix: ${inline(fix.text)}`,
    ...(fix.commands ?? []).map((command) => `  ${inline(command)}`),
  ].join("\n") + "\n";
}
