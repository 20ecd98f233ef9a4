/** The texts of a new rule: its file and its place among the cases. */
import { FAMILIES } from "../../lib/checks/catalog.ts";

/** What is taken already. */
export interface Taken {
  codes: ReadonlySet<string>;
  names: ReadonlySet<string>;
}

/** Why this cannot be a new rule's code and name; none when it can. */
export function scaffoldProblems(code: string, name: string, taken: Taken): string[] {
  const family = FAMILIES[code.slice(0, 4)];
  return [
    ...(/^SN\d{4}$/.test(code) ? [] : [`"${code}" is no code such as SN0116`]),
    ...(/^SN0[1-7]/.test(code) && family !== undefined
      ? []
      : ["A rule belongs to one of the families SN01 to SN07"]),
    ...(taken.codes.has(code) ? [`${code} is taken, and codes are never reused`] : []),
    ...(/^[a-z0-9]+(-[a-z0-9]+)+$/.test(name) ? [] : [`"${name}" is no name such as overlay-unencrypted`]),
    ...(taken.names.has(name) ? [`${name} is taken`] : []),
  ];
}

/** The rule's file: compiles, finds nothing yet, and says where to write what. */
export function ruleSource(code: string, name: string, version: string): string {
  return `import { rule } from "../rule.ts";
import { isApplicationOverlay, network } from "../subjects.ts";

export const ${code.toLowerCase()} = rule({
  code: "${code}",
  name: "${name}",
  level: "warning",
  confidence: "high",
  since: "${version}",
  scope: ["live", "stack"],
  reads: ["networks"],
  what: "",
  why: "",
  fix: "",
  reference: [],
  bad: [],
  good: [],
  check(view, report) {
    for (const one of view.networks) {
      if (!view.judged(one) || !isApplicationOverlay(one) || one.name !== "") continue;
      report({ object: network(one), message: \`Network \${one.name} \` });
    }
  },
});
`;
}

/** The family's cases with an empty place for the rule. */
export function withCases(cases: string, code: string): string {
  return cases.replace(
    /^export const CASES.*= \{/m,
    (head) => `${head} ${code}: { bad: [], good: [], near: [] },`,
  );
}
