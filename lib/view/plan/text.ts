import { count } from "../../base/listing.ts";
import { causesDowntime } from "../../checks/finding.ts";
import type { Action, NetworkBody, Plan, Step } from "../../plan/model.ts";
import { isEncrypted } from "../../swarm/model.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../../terminal/style.ts";
import { displayWidth, padEnd } from "../../terminal/width.ts";
import { wrap } from "../common/table.ts";

/** Steps of a phase that are shown; a phase with a few more is shown whole. */
const MOST_STEPS = 8;
const WHOLE = 12;
/** Phases that are shown. */
const MOST_PHASES = 24;
/** Columns of a service's name beyond which it is cut. */
const LONGEST = 40;

/**
 * A plan for a person, within `width` columns: phases with their steps, one a line, the totals and the interruptions. Long
 * phases are cut (JSON has all steps). Ends with a newline.
 */
export function planText(plan: Plan, width: number): string {
  const phases = byPhase(plan);
  const hidden = phases.slice(MOST_PHASES);
  const steps = hidden.reduce((sum, one) => sum + one.steps.length, 0);
  return [
    `${bold(inline(plan.title))}\n`,
    ...phases.slice(0, MOST_PHASES).map((one, at) => phaseText(one, at + 1, width)),
    hidden.length === 0
      ? ""
      : `\nand ${hidden.length} more phases with ${count(steps, "step")} (--format json has all)\n`,
    `\n${totalText(plan, width)}`,
    downtimeText(plan, width),
  ].join("");
}

interface Phase {
  title: string;
  steps: Step[];
}

function byPhase(plan: Plan): Phase[] {
  const phases = plan.phases.map((title): Phase => ({ title, steps: [] }));
  for (const step of plan.steps) phases[step.phase]!.steps.push(step);
  return phases;
}

function phaseText({ title, steps }: Phase, number: number, width: number): string {
  const restarts = restartsText(steps);
  const head = `${number}. ${inline(title)}${restarts === "" ? "" : `: ${restarts}`}`;
  const shown = steps.length > WHOLE ? steps.slice(0, MOST_STEPS) : steps;
  const more = steps.length - shown.length;
  const names = shown.map((one) => objectOf(one.action));
  const column = Math.min(LONGEST, Math.max(0, ...names.map(displayWidth)));
  const ids = Math.max(...shown.map((one) => one.id.length), 0);
  let reason = "";
  const lines = shown.map((step, at) => {
    const before = step.reason === reason ? "" : paragraph(dim(inline(step.reason)), width, "   ");
    reason = step.reason;
    const cells = [step.id.padEnd(ids), padEnd(verbOf(step.action), 6), padEnd(cut(names[at]!), column)];
    const line = `   ${signOf(step.action)} ${cells.join("  ")}  ${estimateOf(step)}`;
    return `${before}${line.trimEnd()}\n`;
  });
  const rest = more === 0 ? "" : `     and ${more} more (--format json has all)\n`;
  return `\n${paragraph(bold(head), width, "", "   ")}${lines.join("")}${rest}`;
}

function cut(name: string): string {
  if (displayWidth(name) <= LONGEST) return name;
  let text = "";
  for (const char of name) {
    if (displayWidth(text + char) >= LONGEST) break;
    text += char;
  }
  return `${text}…`;
}

function verbOf(action: Action): string {
  switch (action.kind) {
    case "create-network":
      return "create";
    case "remove-network":
      return "remove";
    case "set-order":
      return "order";
    case "set-ports":
      return "ports";
    case "verify":
      return "check";
    default:
      return action.kind;
  }
}

function signOf(action: Action): string {
  switch (action.kind) {
    case "create-network":
      return green("+");
    case "remove-network":
      return red("-");
    case "verify":
      return " ";
    default:
      return yellow("~");
  }
}

function objectOf(action: Action): string {
  switch (action.kind) {
    case "create-network":
      return inline(action.body.Name);
    case "remove-network":
      return inline(action.network.name);
    case "verify":
      return action.services.length === 1
        ? inline(action.services[0]!.name)
        : count(action.services.length, "service");
    default:
      return inline(action.service.name);
  }
}

function estimateOf({ action, restarts }: Step): string {
  if (action.kind === "verify") return action.ask === true ? "then asks before it continues" : "";
  if (action.kind === "set-order") return `${action.from ?? "unset"} -> ${action.to ?? "unset"}`;
  if (action.kind === "create-network") return shapeOf(action.body);
  if (restarts.tasks === 0) return "";
  return `${count(restarts.tasks, "task")}, about ${timeText(restarts.seconds)}`;
}

/** What a network will be, as far as it tells it from others. */
function shapeOf(body: NetworkBody): string {
  const configs = (body.IPAM as { Config?: { Subnet?: string }[] } | undefined)?.Config ?? [];
  const subnets = configs.map((one) => one.Subnet).filter((one) => one !== undefined).map(inline);
  const encrypted = isEncrypted({ options: (body.Options ?? {}) as Record<string, string> });
  return [
    encrypted ? "encrypted" : "not encrypted",
    subnets.length === 0 ? "automatic subnet" : subnets.join(" and "),
    ...(body.Internal === true ? ["internal"] : []),
    ...(body.Attachable === true ? ["attachable"] : []),
  ].join(", ");
}

function restartsText(steps: readonly Step[]): string {
  const tasks = steps.reduce((sum, one) => sum + one.restarts.tasks, 0);
  if (tasks === 0 || steps.length === 1) return "";
  const seconds = steps.reduce((sum, one) => sum + one.restarts.seconds, 0);
  return `${count(tasks, "task restart")}, about ${timeText(seconds)}`;
}

function totalText(plan: Plan, width: number): string {
  if (plan.steps.length === 0) return paragraph("Nothing to do", width, "");
  const tasks = plan.steps.reduce((sum, one) => sum + one.restarts.tasks, 0);
  const seconds = plan.steps.reduce((sum, one) => sum + one.restarts.seconds, 0);
  const restarts = tasks === 0
    ? "no task restarts"
    : `${count(tasks, "task restart")}, about ${timeText(seconds)} if done one by one (estimate)`;
  return paragraph(`${count(plan.steps.length, "step")}, ${restarts}`, width, "");
}

function downtimeText(plan: Plan, width: number): string {
  const texts = plan.findings.filter(causesDowntime).flatMap(({ details }) => details.slice(0, 1));
  // A check that is suppressed or off tells nothing, so its absence is no promise.
  if (texts.length === 0) return "";
  const shown = texts.length > WHOLE ? texts.slice(0, MOST_STEPS) : texts;
  const more = texts.length - shown.length;
  return `Downtime:\n${shown.map((one) => paragraph(inline(one), width, "   - ", "     ")).join("")}${
    more === 0 ? "" : `     and ${more} more (--format json has all)\n`
  }`;
}

/** Words in lines of at most `width` columns: the first behind `first`, the others behind `rest`. */
function paragraph(text: string, width: number, first: string, rest = first): string {
  return wrap(text, width - Math.max(first.length, rest.length)).map((line, at) =>
    `${at === 0 ? first : rest}${line}\n`
  ).join("");
}

/** "8 s", "2 min 10 s", "1 h 5 min". */
function timeText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [minutes, hours] = [Math.floor(whole / 60), Math.floor(whole / 3600)];
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
}
