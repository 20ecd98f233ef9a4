import type { Rule } from "../rule.ts";
import { sn0601 } from "./sn0601_version_unsupported.ts";
import { sn0602 } from "./sn0602_unknown_top_level_key.ts";
import { sn0603 } from "./sn0603_unknown_network_key.ts";
import { sn0604 } from "./sn0604_undefined_network.ts";
import { sn0605 } from "./sn0605_unused_declared_network.ts";
import { sn0606 } from "./sn0606_external_with_options.ts";
import { sn0607 } from "./sn0607_external_missing.ts";
import { sn0608 } from "./sn0608_driver_not_overlay.ts";
import { sn0609 } from "./sn0609_static_address_ignored.ts";
import { sn0610 } from "./sn0610_unsupported_attachment_key.ts";
import { sn0611 } from "./sn0611_network_key_ignored.ts";
import { sn0612 } from "./sn0612_expose_or_container_name_ignored.ts";
import { sn0613 } from "./sn0613_override_drops_encryption.ts";
import { sn0614 } from "./sn0614_override_resets_network.ts";
import { sn0615 } from "./sn0615_ports_merge_collision.ts";
import { sn0616 } from "./sn0616_alias_merge_replaced.ts";
import { sn0617 } from "./sn0617_unset_variable.ts";
import { sn0618 } from "./sn0618_network_name_from_unset_variable.ts";
import { sn0619 } from "./sn0619_config_pipeline_dollar.ts";
import { sn0620 } from "./sn0620_env_file_not_loaded.ts";
import { sn0621 } from "./sn0621_refused_by_docker.ts";
import { sn0623 } from "./sn0623_network_not_for_services.ts";
import { sn0622 } from "./sn0622_depends_on_ignored.ts";

/** How stack files are written. */
export const FAMILY_06: readonly Rule[] = [
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
];
