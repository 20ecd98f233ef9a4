import { listed } from "../../base/listing.ts";
import {
  agrees,
  type DeployEffect,
  type DriftSetting,
  type NetworkDrift,
  type Orphan,
  type StackPlan,
} from "../../plan/stack/model.ts";
import type { Position } from "../../stack/index.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, cyan, dim, green, red, yellow } from "../../terminal/style.ts";
import { planText } from "./text.ts";
import { displayWidth } from "../../terminal/width.ts";
import { table, wrap } from "../common/table.ts";
import { unifiedDiff } from "../common/unified_diff.ts";

/** Most names in one line. */
const MOST_NAMES = 8;

/** What is shown of a plan for a stack. */
export interface StackPlanLayout {
  /** Columns of the screen. */
  width: number;
  /** Show what the files lack. */
  edits: boolean;
  /** The command that carries the plan out, and the one that deploys afterwards; none where there is nothing to run. */
  next: readonly string[];
}

/** Stack files against a swarm for a person: what deploy would do, ignore and leave, the steps, and what the files lack. */
export function stackPlanText(report: StackPlan, layout: StackPlanLayout): string {
  const { width } = layout;
  const parts = [
    heading(report, width),
    effectsText(report, width),
    driftText(report, width),
    orphansText(report.orphans, width),
    straysText(report.strays, width),
    stepsText(report, width),
    layout.edits ? editsText(report, width) : "",
    nextText(layout.next),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function heading(report: StackPlan, width: number): string {
  const files = report.files.map(inline).join(", ");
  const title = `Stack ${bold(inline(report.stack))} (${files}) against the swarm\n`;
  if (!agrees(report)) return title;
  const labels = report.drift.length > 0 ? " but for labels" : "";
  return title + paragraph(green(`Networks match the stack files${labels}`), width, "  ");
}

const VERBS: Record<DeployEffect["kind"], string> = {
  "create-network": green("create"),
  "create-service": green("create"),
  attach: green("attach"),
  detach: red("detach"),
  aliases: yellow("alias"),
  "driver-options": yellow("change"),
};

function effectsText({ deploy }: StackPlan, width: number): string {
  if (deploy.length === 0) return "";
  const rows = deploy.map((one) => [VERBS[one.kind], effectText(one)]);
  return `docker stack deploy would\n${table([{ header: "" }, { header: "" }], rows, { indent: 2, width })}`;
}

function effectText(effect: DeployEffect): string {
  switch (effect.kind) {
    case "create-network": {
      const subnets = effect.subnets.length === 0 ? "" : `, ${effect.subnets.map(inline).join(" ")}`;
      const kind = effect.encrypted ? green("encrypted") : yellow("unencrypted");
      return `network ${bold(inline(effect.network))}, ${kind}${subnets} ${place(effect.at)}`;
    }
    case "create-service":
      return `service ${bold(inline(effect.service))} on ${names(effect.networks)} ${place(effect.at)}`;
    case "attach":
      return `${service(effect)} to ${bold(inline(effect.network))}${as(effect.aliases)} ${place(effect.at)}`;
    case "detach":
      return `${service(effect)} from ${bold(inline(effect.network))}${
        as(effect.aliases)
      }, which no file declares ${place(effect.at)}`;
    case "aliases": {
      const added = effect.added.length === 0 ? [] : [`gets ${names(effect.added)}`];
      const lost = effect.lost.length === 0 ? [] : [`loses ${names(effect.lost)}`];
      return `${service(effect)} on ${bold(inline(effect.network))}: ${[...added, ...lost].join(", ")} ${
        place(effect.at)
      }`;
    }
    case "driver-options":
      return `${service(effect)} on ${bold(inline(effect.network))}: driver options ${
        options(effect.live)
      } become ${options(effect.file)} ${place(effect.at)}`;
  }
}

function service({ service }: { service: string }): string {
  return bold(inline(service));
}

function as(aliases: readonly string[]): string {
  return aliases.length === 0 ? "" : ` as ${names(aliases)}`;
}

function names(list: readonly string[]): string {
  return listed(list.map(inline), MOST_NAMES);
}

function options(record: Record<string, string>): string {
  const entries = Object.entries(record).map(([key, value]) => `${inline(key)}=${inline(value)}`);
  return entries.length === 0 ? "none" : entries.join(" ");
}

function place(at: Position): string {
  return dim(`(${inline(at.file)}:${at.line})`);
}

function driftText({ drift, renamed }: StackPlan, width: number): string {
  if (drift.length === 0 && renamed.length === 0) return "";
  const title = "docker stack deploy would silently ignore\n";
  return title + renamed.map(({ name, now, at }) =>
    paragraph(
      `${bold(inline(name))} is called ${bold(inline(now))} in the swarm; deploy would make a new ${
        inline(name)
      } ${place(at)}`,
      width,
      "  ",
    )
  ).join("") + drift.map((one) => networkText(one, width)).join("");
}

function networkText({ network, settings, at }: NetworkDrift, width: number): string {
  const columns = ["SETTING", "FILES", "SWARM", "THIS PLAN"].map((header) => ({ header }));
  const rows = settings.map((
    one,
  ) => [settingText(one), sideText(one, one.file), sideText(one, one.live), FATES[one.fate]]);
  return `  ${bold(inline(network))} ${place(at)}\n${table(columns, rows, { indent: 4, width })}`;
}

const FATES: Record<DriftSetting["fate"], string> = {
  replaced: cyan("changed to match the files"),
  kept: "kept",
  "label-only": dim("kept: changing a label needs --exact"),
};

function settingText({ kind, key }: DriftSetting): string {
  if (kind === "option") return `option ${inline(key)}`;
  return kind === "label" ? `label ${inline(key)}` : kind;
}

function sideText({ kind }: DriftSetting, value: string | undefined): string {
  if (value === undefined) return dim("-");
  return kind === "option" || kind === "label" ? inline(JSON.stringify(value)) : inline(value);
}

function orphansText(orphans: readonly Orphan[], width: number): string {
  if (orphans.length === 0) return "";
  const rows = orphans.map(({ network, users, removed }) => [
    bold(inline(network)),
    removed
      ? red("is removed")
      : users.length > 0
      ? `stays, used by ${names(users)}`
      : "stays, unused afterwards: --remove-orphans removes it",
  ]);
  return "Networks of the stack that no file mentions; deploy never removes them\n" +
    table([{ header: "" }, { header: "" }], rows, { indent: 2, width });
}

function straysText(strays: readonly string[], width: number): string {
  if (strays.length === 0) return "";
  return "Services of the stack that no file mentions\n" + paragraph(
    `${names(strays)}: unchanged; deploy --prune removes them`,
    width,
    "  ",
  );
}

function stepsText(report: StackPlan, width: number): string {
  if (report.plan.steps.length > 0) return planText(report.plan, width);
  if (agrees(report)) return "";
  const rest = report.deploy.length > 0 ? "; docker stack deploy does the rest" : "";
  return paragraph(`apply has nothing to do${rest}`, width, "");
}

/** Patches of the files that make them say what the swarm has, and what is to be written by hand; "" for none. */
export function editsText({ edits }: StackPlan, width: number): string {
  const { changed, byHand } = edits;
  const patch = changed.length === 0
    ? ""
    : paragraph("To add to the files what only the swarm has (--exact removes it instead):", width, "") +
      changed.map(({ file, before, after }) => unifiedDiff(file, before, after)).join("");
  const rest = byHand.map(({ file, why, lines }) =>
    paragraph(`To add to ${inline(file)} manually, because ${inline(why)}:`, width, "") +
    lines.map((line) => `  ${inline(line)}\n`).join("")
  );
  return [patch, ...rest].filter((text) => text !== "").join("\n");
}

function nextText(next: readonly string[]): string {
  return next.length === 0 ? "" : `${next.length === 1 ? "Next" : "Next, in this order"}\n` +
    next.map((command) => `  ${inline(command)}\n`).join("");
}

/** Words wrapped behind a label; the following lines are indented as far as the text. */
function paragraph(text: string, width: number, lead: string): string {
  const indent = " ".repeat(displayWidth(lead));
  return wrap(text, width - indent.length).map((line, at) => `${at === 0 ? lead : indent}${line}\n`).join("");
}
