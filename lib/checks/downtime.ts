import type { Finding } from "./finding.ts";

/** Checks that tell of downtime which a plan causes: how long, and of what, is in their details. */
const DOWNTIME = new Set(["SN0126", "SN0350", "SN0351"]);

/** Whether a finding tells of downtime that a plan causes. */
export function causesDowntime({ code }: Pick<Finding, "code">): boolean {
  return DOWNTIME.has(code);
}
