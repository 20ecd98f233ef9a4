// Written by scripts/gen_rule_lists.ts; run ./dev gen after a change.
import type { Rule } from "./rule.ts";
import { sn0101 } from "./sn01/sn0101_overlay_unencrypted.ts";
import { sn0102 } from "./sn01/sn0102_ingress_unencrypted.ts";
import { sn0103 } from "./sn01/sn0103_encrypted_false_trap.ts";
import { sn0106 } from "./sn01/sn0106_encrypted_windows_node.ts";
import { sn0107 } from "./sn01/sn0107_engine_encryption_cve.ts";
import { sn0108 } from "./sn01/sn0108_engine_spi_mismatch.ts";
import { sn0109 } from "./sn01/sn0109_engine_custom_port_encryption.ts";
import { sn0110 } from "./sn01/sn0110_engine_sa_refcount.ts";
import { sn0111 } from "./sn01/sn0111_engine_sa_leak_clear.ts";
import { sn0112 } from "./sn01/sn0112_flat_network_large.ts";
import { sn0113 } from "./sn01/sn0113_encryption_waiver.ts";
import { sn0114 } from "./sn01/sn0114_vxlan_public_address.ts";
import { sn0115 } from "./sn01/sn0115_policy_must_encrypt.ts";
import { sn0201 } from "./sn02/sn0201_network_unallocated.ts";
import { sn0202 } from "./sn02/sn0202_subnet_overlap_swarm.ts";
import { sn0203 } from "./sn02/sn0203_subnet_overlap_node_address.ts";
import { sn0204 } from "./sn02/sn0204_subnet_overlap_local.ts";
import { sn0205 } from "./sn02/sn0205_subnet_overlap_host_route.ts";
import { sn0206 } from "./sn02/sn0206_subnet_over_24.ts";
import { sn0207 } from "./sn02/sn0207_several_subnets.ts";
import { sn0208 } from "./sn02/sn0208_ipv6_overlay.ts";
import { sn0209 } from "./sn02/sn0209_aux_address_dropped.ts";
import { sn0210 } from "./sn02/sn0210_mtu_invalid.ts";
import { sn0211 } from "./sn02/sn0211_mtu_wrong_key.ts";
import { sn0212 } from "./sn02/sn0212_option_unknown.ts";
import { sn0213 } from "./sn02/sn0213_addresses_exhausted.ts";
import { sn0214 } from "./sn02/sn0214_addresses_low.ts";
import { sn0215 } from "./sn02/sn0215_update_headroom.ts";
import { sn0216 } from "./sn02/sn0216_start_first_deadlock.ts";
import { sn0217 } from "./sn02/sn0217_global_node_growth.ts";
import { sn0218 } from "./sn02/sn0218_pool_exhaustion.ts";
import { sn0219 } from "./sn02/sn0219_duplicate_address.ts";
import { sn0220 } from "./sn02/sn0220_policy_allowed_subnets.ts";
import { sn0222 } from "./sn02/sn0222_bridge_port_limit.ts";
import { sn0301 } from "./sn03/sn0301_reserved_port_published.ts";
import { sn0303 } from "./sn03/sn0303_task_stuck_new.ts";
import { sn0304 } from "./sn03/sn0304_vip_missing.ts";
import { sn0305 } from "./sn03/sn0305_vip_on_detached_network.ts";
import { sn0306 } from "./sn03/sn0306_gossip_endpoints_stale.ts";
import { sn0308 } from "./sn03/sn0308_host_port_contention.ts";
import { sn0309 } from "./sn03/sn0309_roll_without_health_check.ts";
import { sn0310 } from "./sn03/sn0310_ingress_missing.ts";
import { sn0311 } from "./sn03/sn0311_published_but_nobody_answers.ts";
import { sn0312 } from "./sn03/sn0312_client_address_lost.ts";
import { sn0313 } from "./sn03/sn0313_idle_connection_timeout.ts";
import { sn0314 } from "./sn03/sn0314_deprecated_spec_networks.ts";
import { sn0315 } from "./sn03/sn0315_service_unknown_network.ts";
import { sn0316 } from "./sn03/sn0316_update_stalled.ts";
import { sn0317 } from "./sn03/sn0317_predefined_network_service.ts";
import { sn0319 } from "./sn03/sn0319_start_first_host_port.ts";
import { sn0322 } from "./sn03/sn0322_policy_forbidden_port.ts";
import { sn0323 } from "./sn03/sn0323_network_listed_twice.ts";
import { sn0324 } from "./sn03/sn0324_unused_network.ts";
import { sn0325 } from "./sn03/sn0325_load_balancer_endpoint_missing.ts";
import { sn0401 } from "./sn04/sn0401_alias_collision.ts";
import { sn0402 } from "./sn04/sn0402_name_shadowed.ts";
import { sn0403 } from "./sn04/sn0403_proxy_network_unshared.ts";
import { sn0404 } from "./sn04/sn0404_peers_missing.ts";
import { sn0405 } from "./sn04/sn0405_alias_invalid.ts";
import { sn0408 } from "./sn04/sn0408_network_name_mixed_case.ts";
import { sn0501 } from "./sn05/sn0501_node_address_odd.ts";
import { sn0502 } from "./sn05/sn0502_node_address_duplicate.ts";
import { sn0503 } from "./sn05/sn0503_data_path_mixed.ts";
import { sn0504 } from "./sn05/sn0504_manager_count.ts";
import { sn0505 } from "./sn05/sn0505_engine_version_skew.ts";
import { sn0506 } from "./sn05/sn0506_autolock_off.ts";
import { sn0507 } from "./sn05/sn0507_node_certificate_lifetime.ts";
import { sn0508 } from "./sn05/sn0508_control_and_data_not_separated.ts";
import { sn0702 } from "./sn07/sn0702_orphan_stack_network.ts";

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
