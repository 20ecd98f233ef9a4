import type { Rule } from "../rule.ts";
import { sn0101 } from "./sn0101_overlay_unencrypted.ts";
import { sn0104 } from "./sn0104_encrypted_bool_rejected.ts";
import { sn0105 } from "./sn0105_encrypted_odd_value.ts";

/** Encryption and exposure. */
export const FAMILY_01: readonly Rule[] = [
  sn0101,
  sn0104,
  sn0105,
];
