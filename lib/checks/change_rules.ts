import type { Rule } from "./rule.ts";
import { sn0101 } from "./encryption/sn0101_overlay_unencrypted.ts";
import { sn0106 } from "./encryption/sn0106_encrypted_windows_node.ts";
import { sn0115 } from "./encryption/sn0115_policy_must_encrypt.ts";
import { sn0117 } from "./encryption/sn0117_policy_require_encryption.ts";
import { sn0201 } from "./addresses/sn0201_network_unallocated.ts";
import { sn0213 } from "./addresses/sn0213_addresses_exhausted.ts";
import { sn0214 } from "./addresses/sn0214_addresses_low.ts";
import { sn0215 } from "./addresses/sn0215_update_headroom.ts";
import { sn0216 } from "./addresses/sn0216_start_first_deadlock.ts";
import { sn0220 } from "./addresses/sn0220_policy_allowed_subnets.ts";
import { sn0301 } from "./services/sn0301_reserved_port_published.ts";
import { sn0307 } from "./services/sn0307_dnsrr_ingress_port.ts";
import { sn0308 } from "./services/sn0308_host_port_contention.ts";
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
import { sn0401 } from "./names/sn0401_alias_collision.ts";
import { sn0405 } from "./names/sn0405_alias_invalid.ts";
import { sn0409 } from "./names/sn0409_peers_cut_off.ts";

/**
 * The checks of scope `change`, by code. Commands that change a swarm load these only: the others, with the reader of stack files, take longer
 * to load than such a command may wait. A test compares the list with the registry.
 */
export const CHANGE_RULES: readonly Rule[] = [
  sn0101,
  sn0106,
  sn0115,
  sn0117,
  sn0201,
  sn0213,
  sn0214,
  sn0215,
  sn0216,
  sn0220,
  sn0301,
  sn0307,
  sn0308,
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
  sn0401,
  sn0405,
  sn0409,
];
