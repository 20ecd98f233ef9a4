import type { Rule } from "../rule.ts";
import { sn0501 } from "./sn0501_node_address_odd.ts";
import { sn0502 } from "./sn0502_node_address_duplicate.ts";
import { sn0503 } from "./sn0503_data_path_mixed.ts";
import { sn0504 } from "./sn0504_manager_count.ts";
import { sn0505 } from "./sn0505_engine_version_skew.ts";
import { sn0506 } from "./sn0506_autolock_off.ts";
import { sn0507 } from "./sn0507_node_certificate_lifetime.ts";
import { sn0508 } from "./sn0508_control_and_data_not_separated.ts";
import { sn0509 } from "./sn0509_mesh_engines_mixed.ts";

/** Nodes and engines. */
export const FAMILY_05: readonly Rule[] = [
  sn0501,
  sn0502,
  sn0503,
  sn0504,
  sn0505,
  sn0506,
  sn0507,
  sn0508,
  sn0509,
];
