import type { Advise } from "../../base/advice.ts";
import { encryptedShare } from "../../insight/edges.ts";
import type { Status } from "../../insight/status.ts";
import type { Verdict } from "../../checks/verdict.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, green, red, yellow } from "../../terminal/style.ts";
import { jsonReport } from "../common/json_report.ts";
import { settingsLine } from "../common/settings_line.ts";
import { paragraph, table } from "../common/table.ts";
import { count } from "../../base/listing.ts";

/** Names of a list that fit on a line. */
const MOST_NAMES = 4;
/** Rows of a list that fit on the screen. */
const MOST_ROWS = 4;

/** What the screen shows: the state of the networks, and what the rules say of it. */
export interface StatusScreen {
  status: Status;
  verdict: Verdict;
}

/** One screen: a line for each part, what is near its end or stuck, the worst findings, and one verdict. */
export function statusText(
  { status, verdict: judged }: StatusScreen,
  width: number,
  advise: Advise = (text) => text,
): string {
  const settings = settingsLine(judged);
  const rows = [
    ["Control plane", control(status)],
    ["Data plane", data(status)],
    ["", edges(status)],
    ["Ingress", ingress(status)],
    ["Addresses", addresses(status)],
    ["Tasks", tasks(status)],
    ["Findings", findings(status, judged)],
    ...none(status) ? [] : [["", advise("all of them: docker swarmnet audit")]],
    ...settings === undefined ? [] : [["Settings", settings]],
  ].map(([name, text]) => [bold(name!), text!]);
  const columns = [{ header: "" }, { header: "" }];
  const worst = status.findings.worst.map((one) => [mark(one.level), one.code, inline(one.message)]);
  return [
    table(columns, rows, { width }),
    worst.length === 0 ? "" : `\n${table([...columns, { header: "" }], worst, { indent: 2, width })}`,
    `\n${paragraph(verdict(status), width)}`,
  ].join("");
}

function control({ control }: Status): string {
  const { managers, reachable, quorum, unreachable } = control;
  const short = reachable < quorum;
  const who = unreachable.length === 0 ? "" : `; not: ${some(unreachable)}`;
  const words = `${short ? "only " : ""}${reachable} of ${
    count(managers, "manager")
  } reachable, quorum is ${quorum}${who}`;
  const nodes = control.away.length === 0
    ? control.nodes === 1 ? "the only node is ready" : `all ${control.nodes} nodes ready`
    : yellow(`${control.ready} of ${control.nodes} nodes ready; not: ${some(control.away)}`);
  const paint = short ? red : unreachable.length > 0 ? yellow : (text: string) => text;
  return `${paint(words)}; ${nodes}; encrypted, as always`;
}

function data({ data }: Status): string {
  if (data.networks === 0) return "no application networks";
  const share = `${data.encrypted} of ${data.networks} application networks encrypted`;
  const plain = data.plain.length === 0 ? "" : yellow(`; plain: ${some(data.plain)}`);
  const dead = data.unallocated.length === 0 ? "" : red(`; never allocated: ${some(data.unallocated)}`);
  return share + plain + dead;
}

function edges({ data: { edges } }: Status): string {
  if (edges.crossing === 0) return "no services reach each other across nodes";
  const text = `${edges.encrypted} of ${edges.crossing} service pairs across nodes encrypted (${
    encryptedShare(edges)
  } %)`;
  const lost = edges.dropped === 0 ? "" : red(`; ${edges.dropped} dropped between Windows and Linux nodes`);
  return (edges.encrypted === edges.crossing ? green(text) : yellow(text)) + lost;
}

function ingress({ ingress }: Status): string {
  if (!ingress.present) {
    return ingress.published === 0 ? "none" : red("missing, although ports are published");
  }
  const ports = `${count(ingress.published, "port")} published`;
  const silent = ingress.silent.length === 0 ? "" : red(`; nobody answers for ${some(ingress.silent)}`);
  const clear = ingress.published > 0 ? yellow("not encrypted between nodes") : "not encrypted between nodes";
  return `${ports}; ${ingress.encrypted ? "encrypted between nodes" : clear}${silent}`;
}

function addresses({ full }: Status): string {
  if (full.length === 0) return "no network is near its end";
  const shown = full.slice(0, MOST_ROWS).map((one) => {
    const text = `${inline(one.network)} ${one.used} of ${one.usable} used`;
    return one.free === 0 ? red(`${text} (full)`) : yellow(text);
  });
  return shown.join(", ") + more(full.length - shown.length);
}

function tasks({ stuck }: Status): string {
  if (stuck.length === 0) return "none is held up by networks";
  const alike = [...Map.groupBy(stuck, (one) => `${one.state}: ${one.cause}`)];
  const shown = alike.slice(0, MOST_ROWS).map(([words, all]) =>
    red(`${some(all.map((one) => one.task))} ${inline(words)}`)
  );
  return shown.join("; ") + more(alike.length - shown.length);
}

function findings({ findings }: Status, { skipped }: Verdict): string {
  const text = `${count(findings.errors, "error")}, ${count(findings.warnings, "warning")}, ${
    count(findings.infos, "note")
  }`;
  const open = new Set(skipped.map(({ code }) => code)).size;
  const rest = open === 0 ? "" : `; ${count(open, "rule")} skipped`;
  return text + rest;
}

function none({ findings }: Status): boolean {
  return findings.errors + findings.warnings + findings.infos === 0;
}

function mark(level: string): string {
  return level === "error" ? red("error") : yellow("warning");
}

function verdict({ verdict }: Status): string {
  const paint = { broken: red, "at risk": yellow, healthy: green }[verdict.state];
  return `${bold("Verdict:")} ${paint(verdict.state)}: ${inline(verdict.text)}`;
}

function some(names: readonly string[]): string {
  return names.slice(0, MOST_NAMES).map(inline).join(", ") + more(names.length - MOST_NAMES);
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : "";
}

/** The same as one JSON document; `line`: on one line, for a stream of them. Settings, suppressed and skipped are audit's. */
export function statusJson({ status, verdict }: StatusScreen, line = false): string {
  const { settings, suppressed, skipped } = verdict;
  const text = jsonReport({ schema: "swarmnet/status/1", ...status, settings, suppressed, skipped });
  return line ? JSON.stringify(JSON.parse(text)) + "\n" : text;
}
