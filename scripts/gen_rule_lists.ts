/**
 * Writes lib/checks/*_rules.gen.ts from the rule files: the rules of each scope, each list a separate module so that a
 * command loads those that it runs, and the facts of all rules that names and tags are found by. `--check` only says whether
 * what is there is what would be written.
 */
import { OWN_RULES } from "../lib/checks/suppressions.ts";
import type { Rule } from "../lib/checks/rule.ts";
import { PROBE_RULES } from "../lib/checks/data_plane/index.ts";
import { knownSource, listSource } from "./rules/lists.ts";
import { readIfThere } from "./support/generated.ts";
import { filesUnder, ROOT } from "./support/project.ts";

const check = Deno.args.includes("--check");
const found: { path: string; rule: Rule }[] = [];
for (const path of filesUnder("lib/checks", ".ts").sort()) {
  const code = /\/(sn0[1-7]\d\d)_[a-z0-9_]+\.ts$/.exec(path)?.[1];
  if (code === undefined) continue;
  found.push({ path: path.replace("lib/checks/", "./"), rule: (await import(`${ROOT}/${path}`))[code] });
}
found.sort((a, b) => (a.rule.code < b.rule.code ? -1 : 1));
const sources = {
  live_rules: listSource("live", found),
  stack_rules: listSource("stack", found),
  change_rules: listSource("change", found),
  known_rules: knownSource([...found.map(({ rule }) => rule), ...PROBE_RULES, ...OWN_RULES]),
};
const stale = Object.entries(sources).filter(([name, source]) => {
  const path = `${ROOT}/lib/checks/${name}.gen.ts`;
  if (readIfThere(path) === source) return false;
  if (!check) Deno.writeTextFileSync(path, source);
  return true;
});
if (check && stale.length > 0) {
  console.error(`lib/checks is stale (${stale.map(([name]) => name).join(", ")}): ./dev gen`);
  Deno.exit(1);
}
console.log(
  `gen_rule_lists: ${found.length} rules, ${check ? "lists up to date" : `${stale.length} lists written`}`,
);
