import type { Rule } from "./rule.ts";
import { FAMILY_01 } from "./sn01/index.ts";
import { FAMILY_02 } from "./sn02/index.ts";
import { FAMILY_03 } from "./sn03/index.ts";
import { FAMILY_04 } from "./sn04/index.ts";
import { FAMILY_05 } from "./sn05/index.ts";
import { FAMILY_06 } from "./sn06/index.ts";
import { FAMILY_07 } from "./sn07/index.ts";

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
