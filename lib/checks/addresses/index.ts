import type { Rule } from "../rule.ts";
import { sn0201 } from "./sn0201_network_unallocated.ts";
import { sn0202 } from "./sn0202_subnet_overlap_swarm.ts";
import { sn0203 } from "./sn0203_subnet_overlap_node_address.ts";
import { sn0204 } from "./sn0204_subnet_overlap_local.ts";
import { sn0205 } from "./sn0205_subnet_overlap_host_route.ts";
import { sn0206 } from "./sn0206_subnet_over_24.ts";
import { sn0207 } from "./sn0207_several_subnets.ts";
import { sn0208 } from "./sn0208_ipv6_overlay.ts";
import { sn0209 } from "./sn0209_aux_address_dropped.ts";
import { sn0210 } from "./sn0210_mtu_invalid.ts";
import { sn0211 } from "./sn0211_mtu_wrong_key.ts";
import { sn0212 } from "./sn0212_option_unknown.ts";
import { sn0213 } from "./sn0213_addresses_exhausted.ts";
import { sn0214 } from "./sn0214_addresses_low.ts";
import { sn0215 } from "./sn0215_update_headroom.ts";
import { sn0216 } from "./sn0216_start_first_deadlock.ts";
import { sn0217 } from "./sn0217_global_node_growth.ts";
import { sn0218 } from "./sn0218_pool_exhaustion.ts";
import { sn0219 } from "./sn0219_duplicate_address.ts";
import { sn0220 } from "./sn0220_policy_allowed_subnets.ts";
import { sn0221 } from "./sn0221_subnet_unreadable.ts";
import { sn0222 } from "./sn0222_bridge_port_limit.ts";

/** Addresses. */
export const FAMILY_02: readonly Rule[] = [
  sn0201,
  sn0202,
  sn0203,
  sn0204,
  sn0205,
  sn0206,
  sn0207,
  sn0208,
  sn0209,
  sn0210,
  sn0211,
  sn0212,
  sn0213,
  sn0214,
  sn0215,
  sn0216,
  sn0217,
  sn0218,
  sn0219,
  sn0220,
  sn0221,
  sn0222,
];
