import type { Rule } from "../rule.ts";
import { sn0401 } from "./sn0401_alias_collision.ts";
import { sn0402 } from "./sn0402_name_shadowed.ts";
import { sn0403 } from "./sn0403_proxy_network_unshared.ts";
import { sn0404 } from "./sn0404_peers_missing.ts";
import { sn0405 } from "./sn0405_alias_invalid.ts";
import { sn0406 } from "./sn0406_network_name_invalid.ts";
import { sn0407 } from "./sn0407_network_name_case_clash.ts";
import { sn0408 } from "./sn0408_network_name_mixed_case.ts";
import { sn0409 } from "./sn0409_peers_cut_off.ts";
import { sn0413 } from "./sn0413_network_exists.ts";
import { sn0420 } from "./sn0420_stack_file_old_name.ts";
import { sn0421 } from "./sn0421_stack_file_outdated.ts";
import { sn0422 } from "./sn0422_proxy_pinned.ts";

/** Names and DNS. */
export const FAMILY_04: readonly Rule[] = [
  sn0401,
  sn0402,
  sn0403,
  sn0404,
  sn0405,
  sn0406,
  sn0407,
  sn0408,
  sn0409,
  sn0413,
  sn0420,
  sn0421,
  sn0422,
];
