/** What a rule still misses: its file, texts, examples, cases, page and pinned code. */
import { familyOf } from "../../lib/checks/catalog.ts";
import type { Rule, RuleExample } from "../../lib/checks/rule.ts";
import { judgeExample } from "../../tests/support/judge_example.ts";
import type { RuleCases } from "../../tests/support/rule_cases.ts";
import { ALL_CASES, LEAST } from "../../tests/unit/checks/all_cases.ts";

/** What stands around a rule in the repository. */
export interface Around {
  /** Paths of all files of the rules, from the project's root. */
  files: readonly string[];
  /** The pinned list of codes and names. */
  pinned: string;
  /** The text of the rule's page, and what it would be now. */
  page: string | undefined;
  freshPage: string | undefined;
}

/** Fewer characters than this say nothing. */
const LEAST_TEXT = 15;

/** Folder of a rule's family below lib/checks, such as "stack_files" for SN0601. */
export function familyFolder(code: string): string {
  return familyOf(code).replaceAll("-", "_");
}

/** Path of a rule's file. */
export function rulePath(code: string, name: string): string {
  return `lib/checks/${familyFolder(code)}/${code.toLowerCase()}_${name.replaceAll("-", "_")}.ts`;
}

/** Sentences, each naming what to do next; none when nothing is missing. */
export function missingOf(rule: Rule, around: Around): string[] {
  const cases = ALL_CASES[rule.code] ?? { bad: [], good: [], near: [] };
  const path = rulePath(rule.code, rule.name);
  const page = around.page === undefined
    ? "has no page"
    : around.page !== around.freshPage
    ? "has a stale page"
    : "";
  return [
    ...(around.files.includes(path) ? [] : [`is not in ${path}`]),
    ...textsMissing(rule),
    ...casesMissing(rule, cases),
    ...examplesWrong(rule, cases),
    ...(around.pinned.includes(`${rule.code} ${rule.name}\n`)
      ? []
      : ["is not pinned: ./dev update-golden tests/unit/checks/registry.test.ts"]),
    ...(page === "" ? [] : [`${page}: ./dev gen`]),
  ];
}

function textsMissing(rule: Rule): string[] {
  const texts = [["what", rule.what], ["why", rule.why], ["fix", rule.fix]] as const;
  return [
    ...texts.filter(([, text]) => text.length < LEAST_TEXT).map(([key]) => `says too little in ${key}`),
    ...(/\.$/.test(rule.what) ? ["ends its what with a full stop"] : []),
    ...(rule.reference.length === 0 ? ["has no reference: where does the fact come from?"] : []),
  ];
}

function casesMissing(rule: Rule, cases: RuleCases): string[] {
  const file = `tests/unit/checks/${familyFolder(rule.code)}_cases.ts`;
  const counts = {
    bad: rule.bad.length + cases.bad.length,
    good: rule.good.length + cases.good.length,
    near: cases.near.length,
  };
  const few = (["bad", "good", "near"] as const).filter((kind) => counts[kind] < LEAST[kind]);
  return [
    ...(rule.bad.length === 0 ? ["shows no bad example"] : []),
    ...(rule.good.length === 0 ? ["shows no good example"] : []),
    ...few.map((kind) => `has ${counts[kind]} of ${LEAST[kind]} ${kind} cases: ${file}`),
  ];
}

function examplesWrong(rule: Rule, cases: RuleCases): string[] {
  const found = (example: RuleExample) => judgeExample(example, [rule]).findings.length > 0;
  const silent = [...rule.bad, ...cases.bad].filter((example) => !found(example));
  const loud = [...rule.good, ...cases.good, ...cases.near].filter(found);
  return [
    ...silent.map(({ title }) => `does not find its bad example "${title}"`),
    ...loud.map(({ title }) => `finds its good example "${title}"`),
  ];
}
