// Written by scripts/gen_rule_lists.ts; run ./dev gen after a change.
import type { Rule } from "./rule.ts";
import { sn0101 } from "./encryption/sn0101_overlay_unencrypted.ts";
import { sn0102 } from "./encryption/sn0102_ingress_unencrypted.ts";
import { sn0103 } from "./encryption/sn0103_encrypted_false_trap.ts";
import { sn0105 } from "./encryption/sn0105_encrypted_odd_value.ts";
import { sn0106 } from "./encryption/sn0106_encrypted_windows_node.ts";
import { sn0107 } from "./encryption/sn0107_engine_encryption_cve.ts";
import { sn0108 } from "./encryption/sn0108_engine_spi_mismatch.ts";
import { sn0109 } from "./encryption/sn0109_engine_custom_port_encryption.ts";
import { sn0110 } from "./encryption/sn0110_engine_sa_refcount.ts";
import { sn0111 } from "./encryption/sn0111_engine_sa_leak_clear.ts";
import { sn0115 } from "./encryption/sn0115_policy_must_encrypt.ts";
import { sn0117 } from "./encryption/sn0117_policy_require_encryption.ts";
import { sn0120 } from "./encryption/sn0120_encrypted_network_windows.ts";
import { sn0125 } from "./encryption/sn0125_esp_unverified.ts";
import { sn0126 } from "./encryption/sn0126_encrypted_network_left.ts";
import { sn0127 } from "./encryption/sn0127_mesh_not_encrypted.ts";
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
import { sn0220 } from "./addresses/sn0220_policy_allowed_subnets.ts";
import { sn0221 } from "./addresses/sn0221_subnet_unreadable.ts";
import { sn0223 } from "./addresses/sn0223_network_flags_conflict.ts";
import { sn0224 } from "./addresses/sn0224_ingress_exists.ts";
import { sn0225 } from "./addresses/sn0225_ipam_plugin_unchecked.ts";
import { sn0226 } from "./addresses/sn0226_config_only_local.ts";
import { sn0227 } from "./addresses/sn0227_config_from_overlay.ts";
import { sn0228 } from "./addresses/sn0228_subnet_unusable.ts";
import { sn0229 } from "./addresses/sn0229_own_subnets_overlap.ts";
import { sn0230 } from "./addresses/sn0230_subnet_part_invalid.ts";
import { sn0231 } from "./addresses/sn0231_subnet_too_small.ts";
import { sn0232 } from "./addresses/sn0232_size_for_unmet.ts";
import { sn0233 } from "./addresses/sn0233_vni_invalid.ts";
import { sn0234 } from "./addresses/sn0234_no_automatic_subnet.ts";
import { sn0250 } from "./addresses/sn0250_network_not_replaceable.ts";
import { sn0251 } from "./addresses/sn0251_vni_on_replace.ts";
import { sn0252 } from "./addresses/sn0252_subnet_beside_missing.ts";
import { sn0253 } from "./addresses/sn0253_mtu_lowered.ts";
import { sn0254 } from "./addresses/sn0254_addresses_changed.ts";
import { sn0255 } from "./addresses/sn0255_internal_changed.ts";
import { sn0256 } from "./addresses/sn0256_ingress_shape.ts";
import { sn0257 } from "./addresses/sn0257_temporary_network_left.ts";
import { sn0301 } from "./services/sn0301_reserved_port_published.ts";
import { sn0307 } from "./services/sn0307_dnsrr_ingress_port.ts";
import { sn0308 } from "./services/sn0308_host_port_contention.ts";
import { sn0309 } from "./services/sn0309_roll_without_health_check.ts";
import { sn0310 } from "./services/sn0310_ingress_missing.ts";
import { sn0315 } from "./services/sn0315_service_unknown_network.ts";
import { sn0317 } from "./services/sn0317_predefined_network_service.ts";
import { sn0318 } from "./services/sn0318_published_port_twice.ts";
import { sn0319 } from "./services/sn0319_start_first_host_port.ts";
import { sn0322 } from "./services/sn0322_policy_forbidden_port.ts";
import { sn0323 } from "./services/sn0323_network_listed_twice.ts";
import { sn0326 } from "./services/sn0326_update_without_node.ts";
import { sn0327 } from "./services/sn0327_update_max_replicas.ts";
import { sn0328 } from "./services/sn0328_network_not_attachable.ts";
import { sn0329 } from "./services/sn0329_node_network_mixed.ts";
import { sn0330 } from "./services/sn0330_job_networks_changed.ts";
import { sn0331 } from "./services/sn0331_update_in_progress.ts";
import { sn0332 } from "./services/sn0332_last_network_left.ts";
import { sn0333 } from "./services/sn0333_deprecated_list_emptied.ts";
import { sn0334 } from "./services/sn0334_network_not_attached.ts";
import { sn0336 } from "./services/sn0336_network_in_use.ts";
import { sn0346 } from "./services/sn0346_two_tasks_at_once.ts";
import { sn0347 } from "./services/sn0347_replaced_network_listed_twice.ts";
import { sn0348 } from "./services/sn0348_interface_name_fixed.ts";
import { sn0349 } from "./services/sn0349_tasks_missing.ts";
import { sn0350 } from "./services/sn0350_update_downtime.ts";
import { sn0351 } from "./services/sn0351_mesh_downtime.ts";
import { sn0352 } from "./services/sn0352_host_port_moves.ts";
import { sn0353 } from "./services/sn0353_cached_addresses.ts";
import { sn0354 } from "./services/sn0354_update_failure_action.ts";
import { sn0401 } from "./names/sn0401_alias_collision.ts";
import { sn0405 } from "./names/sn0405_alias_invalid.ts";
import { sn0406 } from "./names/sn0406_network_name_invalid.ts";
import { sn0407 } from "./names/sn0407_network_name_case_clash.ts";
import { sn0409 } from "./names/sn0409_peers_cut_off.ts";
import { sn0413 } from "./names/sn0413_network_exists.ts";
import { sn0420 } from "./names/sn0420_stack_file_old_name.ts";
import { sn0421 } from "./names/sn0421_stack_file_outdated.ts";
import { sn0422 } from "./names/sn0422_proxy_pinned.ts";
import { sn0509 } from "./nodes/sn0509_mesh_engines_mixed.ts";

/** Every rule of the scope "change", by code. */
export const CHANGE_RULES: readonly Rule[] = [
  sn0101,
  sn0102,
  sn0103,
  sn0105,
  sn0106,
  sn0107,
  sn0108,
  sn0109,
  sn0110,
  sn0111,
  sn0115,
  sn0117,
  sn0120,
  sn0125,
  sn0126,
  sn0127,
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
  sn0220,
  sn0221,
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
  sn0301,
  sn0307,
  sn0308,
  sn0309,
  sn0310,
  sn0315,
  sn0317,
  sn0318,
  sn0319,
  sn0322,
  sn0323,
  sn0326,
  sn0327,
  sn0328,
  sn0329,
  sn0330,
  sn0331,
  sn0332,
  sn0333,
  sn0334,
  sn0336,
  sn0346,
  sn0347,
  sn0348,
  sn0349,
  sn0350,
  sn0351,
  sn0352,
  sn0353,
  sn0354,
  sn0401,
  sn0405,
  sn0406,
  sn0407,
  sn0409,
  sn0413,
  sn0420,
  sn0421,
  sn0422,
  sn0509,
];
