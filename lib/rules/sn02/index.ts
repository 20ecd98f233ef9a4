import type { Rule } from "../rule.ts";
import { sn0221 } from "./sn0221_subnet_unreadable.ts";

/** Addresses. */
export const FAMILY_02: readonly Rule[] = [
  sn0221,
];
