import type { Rule } from "../rule.ts";
import { sn0101 } from "./sn0101_overlay_unencrypted.ts";

/** Encryption and exposure. */
export const FAMILY_01: readonly Rule[] = [sn0101];
