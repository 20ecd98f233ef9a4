// Written by scripts/gen_rule_lists.ts; run ./dev gen after a change.
import type { Rule } from "./rule.ts";
import { sn0101 } from "./encryption/sn0101_overlay_unencrypted.ts";
import { sn0102 } from "./encryption/sn0102_ingress_unencrypted.ts";
import { sn0103 } from "./encryption/sn0103_encrypted_false_trap.ts";
import { sn0106 } from "./encryption/sn0106_encrypted_windows_node.ts";
import { sn0107 } from "./encryption/sn0107_engine_encryption_cve.ts";
import { sn0108 } from "./encryption/sn0108_engine_spi_mismatch.ts";
import { sn0109 } from "./encryption/sn0109_engine_custom_port_encryption.ts";
import { sn0110 } from "./encryption/sn0110_engine_sa_refcount.ts";
import { sn0111 } from "./encryption/sn0111_engine_sa_leak_clear.ts";
import { sn0112 } from "./encryption/sn0112_flat_network_large.ts";
import { sn0113 } from "./encryption/sn0113_encryption_waiver.ts";
import { sn0114 } from "./encryption/sn0114_vxlan_public_address.ts";
import { sn0115 } from "./encryption/sn0115_policy_must_encrypt.ts";
import { sn0117 } from "./encryption/sn0117_policy_require_encryption.ts";
import { sn0201 } from "./addresses/sn0201_network_unallocated.ts";
import { sn0202 } from "./addresses/sn0202_subnet_overlap_swarm.ts";
import { sn0203 } from "./addresses/sn0203_subnet_overlap_node_address.ts";
import { sn0204 } from "./addresses/sn0204_subnet_overlap_local.ts";
import { sn0205 } from "./addresses/sn0205_subnet_overlap_host_route.ts";
import { sn0206 } from "./addresses/sn0206_subnet_over_24.ts";
import { sn0207 } from "./addresses/sn0207_several_subnets.ts";
import { sn0208 } from "./addresses/sn0208_ipv6_overlay.ts";
import { sn0209 } from "./addresses/sn0209_aux_address_dropped.ts";
import { sn0210 } from "./addresses/sn0210_mtu_invalid.ts";
import { sn0211 } from "./addresses/sn0211_mtu_wrong_key.ts";
import { sn0212 } from "./addresses/sn0212_option_unknown.ts";
import { sn0213 } from "./addresses/sn0213_addresses_exhausted.ts";
import { sn0214 } from "./addresses/sn0214_addresses_low.ts";
import { sn0215 } from "./addresses/sn0215_update_headroom.ts";
import { sn0216 } from "./addresses/sn0216_start_first_deadlock.ts";
import { sn0217 } from "./addresses/sn0217_global_node_growth.ts";
import { sn0218 } from "./addresses/sn0218_pool_exhaustion.ts";
import { sn0219 } from "./addresses/sn0219_duplicate_address.ts";
import { sn0220 } from "./addresses/sn0220_policy_allowed_subnets.ts";
import { sn0222 } from "./addresses/sn0222_bridge_port_limit.ts";
import { sn0228 } from "./addresses/sn0228_subnet_unusable.ts";
import { sn0231 } from "./addresses/sn0231_subnet_too_small.ts";
import { sn0301 } from "./services/sn0301_reserved_port_published.ts";
import { sn0303 } from "./services/sn0303_task_stuck_new.ts";
import { sn0304 } from "./services/sn0304_vip_missing.ts";
import { sn0305 } from "./services/sn0305_vip_on_detached_network.ts";
import { sn0306 } from "./services/sn0306_gossip_endpoints_stale.ts";
import { sn0308 } from "./services/sn0308_host_port_contention.ts";
import { sn0309 } from "./services/sn0309_roll_without_health_check.ts";
import { sn0310 } from "./services/sn0310_ingress_missing.ts";
import { sn0311 } from "./services/sn0311_published_but_nobody_answers.ts";
import { sn0312 } from "./services/sn0312_client_address_lost.ts";
import { sn0313 } from "./services/sn0313_idle_connection_timeout.ts";
import { sn0314 } from "./services/sn0314_deprecated_spec_networks.ts";
import { sn0315 } from "./services/sn0315_service_unknown_network.ts";
import { sn0316 } from "./services/sn0316_update_stalled.ts";
import { sn0317 } from "./services/sn0317_predefined_network_service.ts";
import { sn0319 } from "./services/sn0319_start_first_host_port.ts";
import { sn0322 } from "./services/sn0322_policy_forbidden_port.ts";
import { sn0323 } from "./services/sn0323_network_listed_twice.ts";
import { sn0324 } from "./services/sn0324_unused_network.ts";
import { sn0325 } from "./services/sn0325_load_balancer_endpoint_missing.ts";
import { sn0326 } from "./services/sn0326_update_without_node.ts";
import { sn0327 } from "./services/sn0327_update_max_replicas.ts";
import { sn0329 } from "./services/sn0329_node_network_mixed.ts";
import { sn0401 } from "./names/sn0401_alias_collision.ts";
import { sn0402 } from "./names/sn0402_name_shadowed.ts";
import { sn0403 } from "./names/sn0403_proxy_network_unshared.ts";
import { sn0404 } from "./names/sn0404_peers_missing.ts";
import { sn0405 } from "./names/sn0405_alias_invalid.ts";
import { sn0408 } from "./names/sn0408_network_name_mixed_case.ts";
import { sn0501 } from "./nodes/sn0501_node_address_odd.ts";
import { sn0502 } from "./nodes/sn0502_node_address_duplicate.ts";
import { sn0503 } from "./nodes/sn0503_data_path_mixed.ts";
import { sn0504 } from "./nodes/sn0504_manager_count.ts";
import { sn0505 } from "./nodes/sn0505_engine_version_skew.ts";
import { sn0506 } from "./nodes/sn0506_autolock_off.ts";
import { sn0507 } from "./nodes/sn0507_node_certificate_lifetime.ts";
import { sn0508 } from "./nodes/sn0508_control_and_data_not_separated.ts";
import { sn0702 } from "./drift/sn0702_orphan_stack_network.ts";

/** Every rule of the scope "live", by code. */
export const LIVE_RULES: readonly Rule[] = [
  sn0101,
  sn0102,
  sn0103,
  sn0106,
  sn0107,
  sn0108,
  sn0109,
  sn0110,
  sn0111,
  sn0112,
  sn0113,
  sn0114,
  sn0115,
  sn0117,
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
  sn0222,
  sn0228,
  sn0231,
  sn0301,
  sn0303,
  sn0304,
  sn0305,
  sn0306,
  sn0308,
  sn0309,
  sn0310,
  sn0311,
  sn0312,
  sn0313,
  sn0314,
  sn0315,
  sn0316,
  sn0317,
  sn0319,
  sn0322,
  sn0323,
  sn0324,
  sn0325,
  sn0326,
  sn0327,
  sn0329,
  sn0401,
  sn0402,
  sn0403,
  sn0404,
  sn0405,
  sn0408,
  sn0501,
  sn0502,
  sn0503,
  sn0504,
  sn0505,
  sn0506,
  sn0507,
  sn0508,
  sn0702,
];
