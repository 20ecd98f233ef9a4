// Written by scripts/gen_rule_lists.ts; run ./dev gen after a change.
import type { Rule } from "./rule.ts";
import { sn0101 } from "./encryption/sn0101_overlay_unencrypted.ts";
import { sn0103 } from "./encryption/sn0103_encrypted_false_trap.ts";
import { sn0104 } from "./encryption/sn0104_encrypted_bool_rejected.ts";
import { sn0105 } from "./encryption/sn0105_encrypted_odd_value.ts";
import { sn0113 } from "./encryption/sn0113_encryption_waiver.ts";
import { sn0115 } from "./encryption/sn0115_policy_must_encrypt.ts";
import { sn0117 } from "./encryption/sn0117_policy_require_encryption.ts";
import { sn0202 } from "./addresses/sn0202_subnet_overlap_swarm.ts";
import { sn0203 } from "./addresses/sn0203_subnet_overlap_node_address.ts";
import { sn0204 } from "./addresses/sn0204_subnet_overlap_local.ts";
import { sn0205 } from "./addresses/sn0205_subnet_overlap_host_route.ts";
import { sn0206 } from "./addresses/sn0206_subnet_over_24.ts";
import { sn0207 } from "./addresses/sn0207_several_subnets.ts";
import { sn0208 } from "./addresses/sn0208_ipv6_overlay.ts";
import { sn0210 } from "./addresses/sn0210_mtu_invalid.ts";
import { sn0211 } from "./addresses/sn0211_mtu_wrong_key.ts";
import { sn0212 } from "./addresses/sn0212_option_unknown.ts";
import { sn0213 } from "./addresses/sn0213_addresses_exhausted.ts";
import { sn0214 } from "./addresses/sn0214_addresses_low.ts";
import { sn0215 } from "./addresses/sn0215_update_headroom.ts";
import { sn0216 } from "./addresses/sn0216_start_first_deadlock.ts";
import { sn0217 } from "./addresses/sn0217_global_node_growth.ts";
import { sn0220 } from "./addresses/sn0220_policy_allowed_subnets.ts";
import { sn0221 } from "./addresses/sn0221_subnet_unreadable.ts";
import { sn0225 } from "./addresses/sn0225_ipam_plugin_unchecked.ts";
import { sn0228 } from "./addresses/sn0228_subnet_unusable.ts";
import { sn0229 } from "./addresses/sn0229_own_subnets_overlap.ts";
import { sn0231 } from "./addresses/sn0231_subnet_too_small.ts";
import { sn0233 } from "./addresses/sn0233_vni_invalid.ts";
import { sn0234 } from "./addresses/sn0234_no_automatic_subnet.ts";
import { sn0301 } from "./services/sn0301_reserved_port_published.ts";
import { sn0302 } from "./services/sn0302_host_ip_ignored.ts";
import { sn0307 } from "./services/sn0307_dnsrr_ingress_port.ts";
import { sn0308 } from "./services/sn0308_host_port_contention.ts";
import { sn0309 } from "./services/sn0309_roll_without_health_check.ts";
import { sn0312 } from "./services/sn0312_client_address_lost.ts";
import { sn0313 } from "./services/sn0313_idle_connection_timeout.ts";
import { sn0317 } from "./services/sn0317_predefined_network_service.ts";
import { sn0318 } from "./services/sn0318_published_port_twice.ts";
import { sn0319 } from "./services/sn0319_start_first_host_port.ts";
import { sn0320 } from "./services/sn0320_port_mode_typo.ts";
import { sn0321 } from "./services/sn0321_published_not_integer.ts";
import { sn0322 } from "./services/sn0322_policy_forbidden_port.ts";
import { sn0323 } from "./services/sn0323_network_listed_twice.ts";
import { sn0326 } from "./services/sn0326_update_without_node.ts";
import { sn0327 } from "./services/sn0327_update_max_replicas.ts";
import { sn0329 } from "./services/sn0329_node_network_mixed.ts";
import { sn0401 } from "./names/sn0401_alias_collision.ts";
import { sn0403 } from "./names/sn0403_proxy_network_unshared.ts";
import { sn0405 } from "./names/sn0405_alias_invalid.ts";
import { sn0406 } from "./names/sn0406_network_name_invalid.ts";
import { sn0407 } from "./names/sn0407_network_name_case_clash.ts";
import { sn0408 } from "./names/sn0408_network_name_mixed_case.ts";
import { sn0601 } from "./stack_files/sn0601_version_unsupported.ts";
import { sn0602 } from "./stack_files/sn0602_unknown_top_level_key.ts";
import { sn0603 } from "./stack_files/sn0603_unknown_network_key.ts";
import { sn0604 } from "./stack_files/sn0604_undefined_network.ts";
import { sn0605 } from "./stack_files/sn0605_unused_declared_network.ts";
import { sn0606 } from "./stack_files/sn0606_external_with_options.ts";
import { sn0607 } from "./stack_files/sn0607_external_missing.ts";
import { sn0608 } from "./stack_files/sn0608_driver_not_overlay.ts";
import { sn0609 } from "./stack_files/sn0609_static_address_ignored.ts";
import { sn0610 } from "./stack_files/sn0610_unsupported_attachment_key.ts";
import { sn0611 } from "./stack_files/sn0611_network_key_ignored.ts";
import { sn0612 } from "./stack_files/sn0612_expose_or_container_name_ignored.ts";
import { sn0613 } from "./stack_files/sn0613_override_drops_encryption.ts";
import { sn0614 } from "./stack_files/sn0614_override_resets_network.ts";
import { sn0615 } from "./stack_files/sn0615_ports_merge_collision.ts";
import { sn0616 } from "./stack_files/sn0616_alias_merge_replaced.ts";
import { sn0617 } from "./stack_files/sn0617_unset_variable.ts";
import { sn0618 } from "./stack_files/sn0618_network_name_from_unset_variable.ts";
import { sn0619 } from "./stack_files/sn0619_config_pipeline_dollar.ts";
import { sn0620 } from "./stack_files/sn0620_env_file_not_loaded.ts";
import { sn0621 } from "./stack_files/sn0621_refused_by_docker.ts";
import { sn0622 } from "./stack_files/sn0622_depends_on_ignored.ts";
import { sn0623 } from "./stack_files/sn0623_network_not_for_services.ts";
import { sn0701 } from "./drift/sn0701_stack_network_drift.ts";
import { sn0703 } from "./drift/sn0703_network_name_taken.ts";
import { sn0704 } from "./drift/sn0704_service_name_taken.ts";

/** Every rule of the scope "stack", by code. */
export const STACK_RULES: readonly Rule[] = [
  sn0101,
  sn0103,
  sn0104,
  sn0105,
  sn0113,
  sn0115,
  sn0117,
  sn0202,
  sn0203,
  sn0204,
  sn0205,
  sn0206,
  sn0207,
  sn0208,
  sn0210,
  sn0211,
  sn0212,
  sn0213,
  sn0214,
  sn0215,
  sn0216,
  sn0217,
  sn0220,
  sn0221,
  sn0225,
  sn0228,
  sn0229,
  sn0231,
  sn0233,
  sn0234,
  sn0301,
  sn0302,
  sn0307,
  sn0308,
  sn0309,
  sn0312,
  sn0313,
  sn0317,
  sn0318,
  sn0319,
  sn0320,
  sn0321,
  sn0322,
  sn0323,
  sn0326,
  sn0327,
  sn0329,
  sn0401,
  sn0403,
  sn0405,
  sn0406,
  sn0407,
  sn0408,
  sn0601,
  sn0602,
  sn0603,
  sn0604,
  sn0605,
  sn0606,
  sn0607,
  sn0608,
  sn0609,
  sn0610,
  sn0611,
  sn0612,
  sn0613,
  sn0614,
  sn0615,
  sn0616,
  sn0617,
  sn0618,
  sn0619,
  sn0620,
  sn0621,
  sn0622,
  sn0623,
  sn0701,
  sn0703,
  sn0704,
];
