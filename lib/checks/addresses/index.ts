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
import { sn0223 } from "./sn0223_network_flags_conflict.ts";
import { sn0224 } from "./sn0224_ingress_exists.ts";
import { sn0225 } from "./sn0225_ipam_plugin_unchecked.ts";
import { sn0226 } from "./sn0226_config_only_local.ts";
import { sn0227 } from "./sn0227_config_from_overlay.ts";
import { sn0228 } from "./sn0228_subnet_unusable.ts";
import { sn0229 } from "./sn0229_own_subnets_overlap.ts";
import { sn0230 } from "./sn0230_subnet_part_invalid.ts";
import { sn0231 } from "./sn0231_subnet_too_small.ts";
import { sn0232 } from "./sn0232_size_for_unmet.ts";
import { sn0233 } from "./sn0233_vni_invalid.ts";
import { sn0234 } from "./sn0234_no_automatic_subnet.ts";
import { sn0250 } from "./sn0250_network_not_replaceable.ts";
import { sn0251 } from "./sn0251_vni_on_replace.ts";
import { sn0252 } from "./sn0252_subnet_beside_missing.ts";
import { sn0253 } from "./sn0253_mtu_lowered.ts";
import { sn0254 } from "./sn0254_addresses_changed.ts";
import { sn0255 } from "./sn0255_internal_changed.ts";
import { sn0256 } from "./sn0256_ingress_shape.ts";
import { sn0257 } from "./sn0257_temporary_network_left.ts";

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
  sn0223,
  sn0224,
  sn0225,
  sn0226,
  sn0227,
  sn0228,
  sn0229,
  sn0230,
  sn0231,
  sn0232,
  sn0233,
  sn0234,
  sn0250,
  sn0251,
  sn0252,
  sn0253,
  sn0254,
  sn0255,
  sn0256,
  sn0257,
];
