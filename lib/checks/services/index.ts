import type { Rule } from "../rule.ts";
import { sn0301 } from "./sn0301_reserved_port_published.ts";
import { sn0302 } from "./sn0302_host_ip_ignored.ts";
import { sn0303 } from "./sn0303_task_stuck_new.ts";
import { sn0304 } from "./sn0304_vip_missing.ts";
import { sn0305 } from "./sn0305_vip_on_detached_network.ts";
import { sn0306 } from "./sn0306_gossip_endpoints_stale.ts";
import { sn0307 } from "./sn0307_dnsrr_ingress_port.ts";
import { sn0308 } from "./sn0308_host_port_contention.ts";
import { sn0309 } from "./sn0309_roll_without_health_check.ts";
import { sn0310 } from "./sn0310_ingress_missing.ts";
import { sn0311 } from "./sn0311_published_but_nobody_answers.ts";
import { sn0312 } from "./sn0312_client_address_lost.ts";
import { sn0313 } from "./sn0313_idle_connection_timeout.ts";
import { sn0314 } from "./sn0314_deprecated_spec_networks.ts";
import { sn0315 } from "./sn0315_service_unknown_network.ts";
import { sn0316 } from "./sn0316_update_stalled.ts";
import { sn0317 } from "./sn0317_predefined_network_service.ts";
import { sn0318 } from "./sn0318_published_port_twice.ts";
import { sn0319 } from "./sn0319_start_first_host_port.ts";
import { sn0320 } from "./sn0320_port_mode_typo.ts";
import { sn0321 } from "./sn0321_published_not_integer.ts";
import { sn0322 } from "./sn0322_policy_forbidden_port.ts";
import { sn0323 } from "./sn0323_network_listed_twice.ts";
import { sn0324 } from "./sn0324_unused_network.ts";
import { sn0325 } from "./sn0325_load_balancer_endpoint_missing.ts";
import { sn0326 } from "./sn0326_update_without_node.ts";
import { sn0327 } from "./sn0327_update_max_replicas.ts";
import { sn0328 } from "./sn0328_network_not_attachable.ts";
import { sn0329 } from "./sn0329_node_network_mixed.ts";
import { sn0330 } from "./sn0330_job_networks_changed.ts";
import { sn0331 } from "./sn0331_update_in_progress.ts";
import { sn0332 } from "./sn0332_last_network_left.ts";
import { sn0333 } from "./sn0333_deprecated_list_emptied.ts";
import { sn0334 } from "./sn0334_network_not_attached.ts";
import { sn0336 } from "./sn0336_network_in_use.ts";
import { sn0346 } from "./sn0346_two_tasks_at_once.ts";
import { sn0347 } from "./sn0347_replaced_network_listed_twice.ts";
import { sn0348 } from "./sn0348_interface_name_fixed.ts";
import { sn0349 } from "./sn0349_tasks_missing.ts";
import { sn0350 } from "./sn0350_update_downtime.ts";
import { sn0351 } from "./sn0351_mesh_downtime.ts";
import { sn0352 } from "./sn0352_host_port_moves.ts";
import { sn0353 } from "./sn0353_cached_addresses.ts";
import { sn0354 } from "./sn0354_update_failure_action.ts";

/** Services and ports. */
export const FAMILY_03: readonly Rule[] = [
  sn0301,
  sn0302,
  sn0303,
  sn0304,
  sn0305,
  sn0306,
  sn0307,
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
  sn0318,
  sn0319,
  sn0320,
  sn0321,
  sn0322,
  sn0323,
  sn0324,
  sn0325,
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
];
