import type { Advise } from "../../base/advice.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, yellow } from "../../terminal/style.ts";
import { jsonReport } from "../common/json_report.ts";

/** Identifies the shape of `hooks --format json`. */
const HOOKS_SCHEMA = "swarmnet/hooks/1";

/** Whether docker asks for hints, and what decides it. */
export interface HooksState {
  on: boolean;
  registered: string[];
  enabled: boolean;
  by: string;
  problems: string[];
}

/** The state of hints for a person. */
export function hooksText({ on, registered, enabled, by, problems }: HooksState, advise: Advise): string {
  const source = by === "default" ? "not set" : `${enabled ? "on" : "off"}, by ${by}`;
  let text = `Hints:            ${bold(on ? "on" : "off")}\n`;
  text += `Asked after:      ${registered.length === 0 ? "nothing" : inline(registered.join(", "))}\n`;
  text += `docker's switch:  ${source}\n`;
  for (const problem of problems) text += `${yellow("Problem:")}          ${inline(problem)}\n`;
  return on ? text : advise(`${text}\nTurn them on: docker swarmnet hooks enable\n`);
}

/** The state of hints as one JSON document. */
export function hooksJson(state: HooksState): string {
  const report = { schema: HOOKS_SCHEMA, ...state };
  return jsonReport(report);
}
