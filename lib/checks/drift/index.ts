import type { Rule } from "../rule.ts";
import { sn0701 } from "./sn0701_stack_network_drift.ts";
import { sn0702 } from "./sn0702_orphan_stack_network.ts";
import { sn0703 } from "./sn0703_network_name_taken.ts";
import { sn0704 } from "./sn0704_service_name_taken.ts";

/** Drift between stack files and the swarm. */
export const FAMILY_07: readonly Rule[] = [sn0701, sn0702, sn0703, sn0704];
