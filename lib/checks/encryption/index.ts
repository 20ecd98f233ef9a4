import type { Rule } from "../rule.ts";
import { sn0101 } from "./sn0101_overlay_unencrypted.ts";
import { sn0102 } from "./sn0102_ingress_unencrypted.ts";
import { sn0103 } from "./sn0103_encrypted_false_trap.ts";
import { sn0104 } from "./sn0104_encrypted_bool_rejected.ts";
import { sn0105 } from "./sn0105_encrypted_odd_value.ts";
import { sn0106 } from "./sn0106_encrypted_windows_node.ts";
import { sn0107 } from "./sn0107_engine_encryption_cve.ts";
import { sn0108 } from "./sn0108_engine_spi_mismatch.ts";
import { sn0109 } from "./sn0109_engine_custom_port_encryption.ts";
import { sn0110 } from "./sn0110_engine_sa_refcount.ts";
import { sn0111 } from "./sn0111_engine_sa_leak_clear.ts";
import { sn0112 } from "./sn0112_flat_network_large.ts";
import { sn0113 } from "./sn0113_encryption_waiver.ts";
import { sn0114 } from "./sn0114_vxlan_public_address.ts";
import { sn0115 } from "./sn0115_policy_must_encrypt.ts";
import { sn0117 } from "./sn0117_policy_require_encryption.ts";
import { sn0120 } from "./sn0120_encrypted_network_windows.ts";
import { sn0125 } from "./sn0125_esp_unverified.ts";
import { sn0126 } from "./sn0126_encrypted_network_left.ts";
import { sn0127 } from "./sn0127_mesh_not_encrypted.ts";

/** Encryption and exposure. */
export const FAMILY_01: readonly Rule[] = [
  sn0101,
  sn0102,
  sn0103,
  sn0104,
  sn0105,
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
  sn0120,
  sn0125,
  sn0126,
  sn0127,
];
