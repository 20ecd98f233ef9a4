import type { Rule } from "./rule.ts";
import { FAMILY_01 } from "./sn01/index.ts";

/** Every rule, by code. */
export const RULES: readonly Rule[] = [...FAMILY_01].sort((a, b) => (a.code < b.code ? -1 : 1));
