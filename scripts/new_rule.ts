/** Makes the files of a new rule: `deno task new-rule SN0116 some-name`. `deno task rules-check SN0116` says what is left. */
import { VERSION } from "../lib/base/version.ts";
import { CATALOG } from "../lib/checks/all_texts.ts";
import { RESERVED } from "../lib/checks/catalog.ts";
import { familyFolder, rulePath } from "./rules/missing.ts";
import { ruleSource, scaffoldProblems, withCases } from "./rules/scaffold.ts";
import { show } from "./support/process.ts";
import { ROOT } from "./support/project.ts";

const [code = "", name = ""] = Deno.args;
const taken = [...CATALOG, ...RESERVED];
const problems = scaffoldProblems(code, name, {
  codes: new Set(taken.map((one) => one.code)),
  names: new Set(taken.map((one) => one.name)),
});
if (problems.length > 0) {
  console.error(`${problems.join("\n")}\nUsage: deno task new-rule SN0116 some-name`);
  Deno.exit(125);
}
const family = familyFolder(code);
const paths = {
  rule: `${ROOT}/${rulePath(code, name)}`,
  cases: `${ROOT}/tests/unit/checks/${family}_cases.ts`,
};
Deno.writeTextFileSync(paths.rule, ruleSource(code, name, VERSION), { createNew: true });
Deno.writeTextFileSync(paths.cases, withCases(Deno.readTextFileSync(paths.cases), code));
const lists = [Deno.execPath(), "run", "-A", "--no-check", `${ROOT}/scripts/gen_rule_lists.ts`];
if (await show(lists, { cwd: ROOT }) !== 0) Deno.exit(1);
await show([Deno.execPath(), "fmt", "--quiet", ...Object.values(paths)], { cwd: ROOT });
console.log(
  `Made ${rulePath(code, name)}, its line in the lists of its scopes and its place among the cases.`,
);
console.log(`What is left: deno task rules-check ${code}`);
