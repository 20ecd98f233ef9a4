import type { Advise } from "../../base/advice.ts";
import { count } from "../../base/listing.ts";
import { advisedFindings } from "../../checks/advised.ts";
import type { Finding } from "../../checks/finding.ts";
import { inline, shown } from "../../terminal/boundary.ts";
import { bold, dim } from "../../terminal/style.ts";
import { commandLines, levelAndCode, objectText } from "./finding_text.ts";

/**
 * What is to be known before a change, in the order given: `LEVEL CODE object: message`, details, the fix and its commands. Errors stop the
 * change, so the cause is told as well; `explain CODE` tells it of the others.
 */
export function changeFindings(findings: readonly Finding[], advise: Advise = (text) => text): string {
  return advisedFindings(findings, advise).map((finding, at, all) =>
    `${levelAndCode(finding)} ${headline(finding)}\n` +
    finding.details.map((detail) => `  - ${inline(detail)}\n`).join("") +
    (isAlike(finding, all[at + 1]) ? "" : adviceText(finding))
  ).join("");
}

/** Cause and fix, said once after several findings that share them. */
function adviceText({ level, why, fix }: Finding): string {
  return (level === "error" ? `  ${dim("why:")} ${inline(why)}\n` : "") +
    `  ${dim("fix:")} ${inline(fix.text)}\n` + commandLines(fix, 7);
}

function isAlike(one: Finding, next: Finding | undefined): boolean {
  return next !== undefined && one.code === next.code && one.level === next.level &&
    JSON.stringify(one.fix) === JSON.stringify(next.fix);
}

/** The last line of a refusal: "attach: 1 blocker, no changes made". */
export function refusal(command: string, blockers: number): string {
  return `${bold(`${command}: ${count(blockers, "blocker")}, no changes made`)}\n`;
}

/** The object, what is wrong with it and where a file says so, without repeating its name. A long name is cut. */
function headline({ object, message, at }: Finding): string {
  const kind = object.kind[0]!.toUpperCase() + object.kind.slice(1);
  const lead = [`${kind} ${object.name}`, object.name].find((text) => message.startsWith(`${text} `));
  const rest = lead === undefined
    ? message.replace(` of ${object.kind} ${object.name}`, "")
    : message.slice(lead.length + 1).replace(/^is /, "");
  return `${objectText({ ...object, name: shown(object.name) })}: ${inline(rest)}${
    at === null ? "" : dim(` (${inline(at.file)}:${at.line})`)
  }`;
}
