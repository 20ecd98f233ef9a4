import type { Rule } from "../rule.ts";
import { sn0318 } from "./sn0318_published_port_twice.ts";
import { sn0320 } from "./sn0320_port_mode_typo.ts";
import { sn0321 } from "./sn0321_published_not_integer.ts";

/** Services and ports. */
export const FAMILY_03: readonly Rule[] = [
  sn0318,
  sn0320,
  sn0321,
];
