/** Says of each rule exactly what it still misses: `deno task rules-check [CODE]...`; exit code 1 when anything does. */
import { RULES } from "../lib/checks/registry.ts";
import { rulePages } from "./docs/rule_pages.ts";
import { missingOf } from "./rules/missing.ts";
import { readIfThere } from "./support/generated.ts";
import { filesUnder, ROOT } from "./support/project.ts";

const wanted = Deno.args.map((word) => word.toUpperCase());
const unknown = wanted.filter((code) => !RULES.some((rule) => rule.code === code));
const files = filesUnder("lib/checks", ".ts");
const pinned = readIfThere(`${ROOT}/tests/unit/checks/golden/registry/codes.txt`) ?? "";
const pages = rulePages();

const lines = unknown.map((code) => `${code} is in no list of rules: ./dev gen`);
const judged = RULES.filter((rule) => wanted.length === 0 || wanted.includes(rule.code));
for (const rule of judged) {
  const name = `${rule.code.toLowerCase()}.md`;
  const page = readIfThere(`${ROOT}/docs/rules/${name}`);
  const missing = missingOf(rule, { files, pinned, page, freshPage: pages.get(name) });
  lines.push(...missing.map((text) => `${rule.code} ${rule.name} ${text}`));
}
for (const path of files) {
  const code = /\/(sn\d{4})_[a-z0-9_]+\.ts$/.exec(path)?.[1]?.toUpperCase();
  if (wanted.length === 0 && code !== undefined && !RULES.some((rule) => rule.code === code)) {
    lines.push(`${path} is in no list of rules: ./dev gen`);
  }
}
for (const line of lines) console.error(line);
console.log(
  `${judged.length} rules, ${lines.length === 0 ? "nothing missing" : `${lines.length} things missing`}`,
);
if (lines.length > 0) Deno.exit(1);
