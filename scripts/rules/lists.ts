/** The text of the generated lists of rules. */
import type { Rule, Scope } from "../../lib/checks/rule.ts";
import type { RuleText } from "../../lib/checks/rule_text.ts";

const HEADER = "// Written by scripts/gen_rule_lists.ts; run ./dev gen after a change.\n";

/** The module with all rules of a scope. `path` is relative to lib/checks. */
export function listSource(scope: Scope, rules: readonly { path: string; rule: Rule }[]): string {
  const own = rules.filter(({ rule }) => rule.scope.includes(scope));
  const symbols = own.map(({ rule }) => rule.code.toLowerCase());
  const imports = own.map(({ path }, at) => `import { ${symbols[at]} } from "${path}";\n`);
  return `${HEADER}import type { Rule } from "./rule.ts";\n${imports.join("")}
/** Every rule of the scope "${scope}", by code. */
export const ${scope.toUpperCase()}_RULES: readonly Rule[] = [
${symbols.map((symbol) => `  ${symbol},\n`).join("")}];
`;
}

/** The module with what names, families and tags of all rules are found by. */
export function knownSource(rules: readonly RuleText[]): string {
  const facts = rules.map(({ code, name, level, scope, reads, cis }) =>
    JSON.stringify({ code, name, level, scope, reads, cis })
  );
  return `${HEADER}import type { KnownRule } from "./rule_text.ts";

/** Every rule by code, the checks of probe and those about suppressions included, without texts and checks. */
export const KNOWN_RULES: readonly KnownRule[] = [
${facts.map((fact) => `  ${fact},\n`).join("")}];
`;
}
