import type { RuleText } from "../rule_text.ts";
import { NODE_CHECKS } from "./node.ts";
import { WIRE_CHECKS } from "./wire.ts";

/** Every check of `probe`, by code. */
export const PROBE_RULES: readonly RuleText[] = [...WIRE_CHECKS, ...NODE_CHECKS].sort((a, b) =>
  a.code < b.code ? -1 : 1
);
