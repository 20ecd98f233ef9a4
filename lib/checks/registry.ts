import type { Rule } from "./rule.ts";
import { FAMILY_01 } from "./encryption/index.ts";
import { FAMILY_02 } from "./addresses/index.ts";
import { FAMILY_03 } from "./services/index.ts";
import { FAMILY_04 } from "./names/index.ts";
import { FAMILY_05 } from "./nodes/index.ts";
import { FAMILY_06 } from "./stack_files/index.ts";
import { FAMILY_07 } from "./drift/index.ts";

/** Every rule, by code. */
export const RULES: readonly Rule[] = [
  ...FAMILY_01,
  ...FAMILY_02,
  ...FAMILY_03,
  ...FAMILY_04,
  ...FAMILY_05,
  ...FAMILY_06,
  ...FAMILY_07,
].sort((
  a,
  b,
) => (a.code < b.code ? -1 : 1));
